package io.weir.shm.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UdpTest {
    private static final int EAGAIN = 11;
    private static final int ENOPROTOOPT = 92;
    private static final int LOOPBACK = 0x7F000001;
    private static final int SLOTS = 8;
    private static final int SLOT_BYTES = 2048;

    private final int sender = UdpSocket.bind(LOOPBACK, 0);
    private final int receiver = UdpSocket.bind(LOOPBACK, 0);
    private final int port = UdpSocket.localPort(receiver);
    private final UdpSendBatch out = new UdpSendBatch(SLOTS, 3);
    private final UdpReceiveBatch in = new UdpReceiveBatch(SLOTS, 2);
    private final long outAddress = Mmap.reserve(1 << 20);
    private final long inAddress = Mmap.reserve(1 << 20);
    private final UnsafeBuffer outBuffer = new UnsafeBuffer(outAddress, 1 << 20);
    private final UnsafeBuffer inBuffer = new UnsafeBuffer(inAddress, 1 << 20);

    @BeforeEach
    void map() {
        final int memory = Memfd.createSealed("weir-udp", 2 << 20);
        Mmap.mapSharedAt(outAddress, memory, 0, 1 << 20);
        Mmap.mapSharedAt(inAddress, memory, 1 << 20, 1 << 20);
        Fd.close(memory);
        for (int slot = 0; slot < SLOTS; slot++) {
            in.buffer(slot, inAddress + (long) slot * SLOT_BYTES, 16);
            in.buffer(slot, inAddress + (long) slot * SLOT_BYTES + 16, SLOT_BYTES - 16);
        }
    }

    @AfterEach
    void close() {
        out.close();
        in.close();
        Fd.close(sender);
        Fd.close(receiver);
        Mmap.unmap(outAddress, 1 << 20);
        Mmap.unmap(inAddress, 1 << 20);
    }

    @Test
    void shouldTellTypeOfServiceAndTimeToLivePerDatagram() {
        UdpSocket.typeOfService(sender, 2);
        UdpSocket.timeToLive(sender, 60);
        UdpSocket.receiveTypeOfService(receiver);
        UdpSocket.receiveTimeToLive(receiver);
        out.begin(0, LOOPBACK, port);
        out.buffer(0, outAddress, 4);
        out.begin(1, LOOPBACK, port);
        out.typeOfService(1, 0x6B);
        out.timeToLive(1, 3);
        out.buffer(1, outAddress, 4);
        assertThat(out.send(sender, 0, 2)).isEqualTo(2);
        assertThat(in.receive(receiver, SLOTS)).isEqualTo(2);
        assertThat(in.typeOfService(0)).isEqualTo(2);
        assertThat(in.timeToLive(0)).isEqualTo(60);
        assertThat(in.typeOfService(1)).isEqualTo(0x6B);
        assertThat(in.timeToLive(1)).isEqualTo(3);
        assertThat(in.segmentSize(1)).isZero();
    }

    @Test
    void shouldGatherAndScatterABatch() {
        for (int slot = 0; slot < SLOTS; slot++) {
            outBuffer.putInt(slot * 64, slot);
            outBuffer.setMemory(slot * 64 + 4, 60, (byte) slot);
            out.begin(slot, LOOPBACK, port);
            out.buffer(slot, outAddress + slot * 64L, 4);
            out.buffer(slot, outAddress + slot * 64L + 4, 10L + slot);
            out.buffer(slot, outAddress + slot * 64L + 40, 4);
        }
        assertThat(out.send(sender, 0, 3)).isEqualTo(3);
        assertThat(out.send(sender, 3, SLOTS - 3)).isEqualTo(SLOTS - 3);
        assertThat(in.receive(receiver, 5)).isEqualTo(5);
        check(0, 5);
        assertThat(in.receive(receiver, SLOTS)).isEqualTo(SLOTS - 5);
        check(5, SLOTS - 5);
        assertThat(in.receive(receiver, SLOTS)).isEqualTo(-EAGAIN);
    }

    @Test
    void shouldSayWhenADatagramWasLongerThanItsBuffers() {
        out.begin(0, LOOPBACK, port);
        out.buffer(0, outAddress, SLOT_BYTES + 1);
        out.begin(1, LOOPBACK, port);
        out.buffer(1, outAddress, SLOT_BYTES);
        assertThat(out.send(sender, 0, 2)).isEqualTo(2);
        assertThat(in.receive(receiver, SLOTS)).isEqualTo(2);
        assertThat(in.isTruncated(0)).isTrue();
        assertThat(in.isTruncated(1)).isFalse();
        assertThat(in.length(1)).isEqualTo(SLOT_BYTES);
        out.send(sender, 1, 1);
        assertThat(in.receive(receiver, SLOTS)).isEqualTo(1);
        assertThat(in.isTruncated(0)).as("armed anew").isFalse();
    }

    @Test
    void shouldCutAndJoinSegmentsInTheKernel() {
        final int wanted = 900;
        assertThat(UdpSocket.receiveOffload(receiver, true)).as("joins, or is older than 5.0").isIn(0, -ENOPROTOOPT);
        in.clear(0);
        in.buffer(0, inAddress, 65536);
        outBuffer.setMemory(0, 10 * wanted + 100, (byte) 9);
        out.begin(0, LOOPBACK, port);
        out.buffer(0, outAddress, 10L * wanted + 100);
        out.segmentSize(0, wanted);
        assertThat(out.send(sender, 0, 1)).isEqualTo(1);
        int bytes = 0;
        int received = in.receive(receiver, 1);
        while (received == 1) {
            if (in.segmentSize(0) == 0) {
                assertThat(in.length(0)).as("not joined").isLessThanOrEqualTo(wanted);
            } else {
                assertThat(in.segmentSize(0)).isEqualTo(wanted);
            }
            bytes += in.length(0);
            received = in.receive(receiver, 1);
        }
        assertThat(bytes).isEqualTo(10 * wanted + 100);
    }

    @Test
    void shouldSetItsOptions() {
        assertThat(UdpSocket.receiveBuffer(receiver, 1 << 20)).isGreaterThanOrEqualTo(1 << 18);
        assertThat(UdpSocket.sendBuffer(sender, 1 << 20)).isGreaterThanOrEqualTo(1 << 18);
        UdpSocket.pathMtuDiscovery(sender, UdpSocket.PMTU_DO);
        UdpSocket.typeOfService(sender, 0x1A << 2);
        out.begin(0, LOOPBACK, port);
        out.buffer(0, outAddress, 65_000);
        assertThat(out.send(sender, 0, 1)).as("fits the loopback's 65,536").isEqualTo(1);
    }

    @Test
    void shouldRefuseAPortInUse() {
        assertThatThrownBy(() -> UdpSocket.bind(LOOPBACK, port))
            .hasMessage("bind UDP 127.0.0.1:" + port + ": address already in use (EADDRINUSE)");
        assertThatThrownBy(() -> UdpSocket.bind(0xCB007101, 4791))
            .hasMessage("bind UDP 203.0.113.1:4791: cannot assign requested address (EADDRNOTAVAIL)");
    }

    @Test
    void shouldRefuseSlotsThatItDoesNotHave() {
        assertThatThrownBy(() -> out.send(sender, 1, SLOTS)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> out.send(sender, -1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> in.receive(receiver, SLOTS + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> in.buffer(0, outAddress, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldAllocateNothingWhenSendingAndReceiving() {
        Allocations.assertNone(() -> {
            for (int slot = 0; slot < 4; slot++) {
                out.begin(slot, LOOPBACK, port);
                out.buffer(slot, outAddress, 64);
            }
            if (out.send(sender, 0, 4) != 4 || in.receive(receiver, SLOTS) != 4 || in.sourceAddress(3) != LOOPBACK) {
                throw new AssertionError("lost a datagram on the loopback");
            }
        });
    }

    private void check(final int firstSent, final int count) {
        for (int slot = 0; slot < count; slot++) {
            final int sent = firstSent + slot;
            assertThat(in.length(slot)).isEqualTo(18 + sent);
            assertThat(in.sourceAddress(slot)).isEqualTo(LOOPBACK);
            assertThat(in.sourcePort(slot)).isEqualTo(UdpSocket.localPort(sender));
            assertThat(in.isTruncated(slot)).isFalse();
            assertThat(in.segmentSize(slot)).isZero();
            assertThat(inBuffer.getInt(slot * SLOT_BYTES)).isEqualTo(sent);
            assertThat(inBuffer.getByte(slot * SLOT_BYTES + in.length(slot) - 1)).isEqualTo((byte) sent);
        }
    }
}
