package io.weir.shm.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnixMessageTest {
    private static final int EMSGSIZE = 90;

    private final int[] ends = UnixSocket.pair();
    private final UnixMessage out = new UnixMessage(256, 8);
    private final UnixMessage in = new UnixMessage(128, 4);

    @AfterEach
    void close() {
        out.close();
        in.close();
        Fd.close(ends[0]);
        Fd.close(ends[1]);
    }

    @Test
    void shouldPassBytesAndDescriptorsInOrder() {
        final int memory = Memfd.createSealed("weir-passed", 1 << 20);
        final int doorbell = Eventfd.create();
        out.buffer().putLong(0, 0x1122334455667788L);
        assertThat(out.send(ends[0], 8, new int[]{memory, doorbell}, 2)).isEqualTo(8);
        assertThat(in.receive(ends[1])).isEqualTo(8);
        assertThat(in.buffer().getLong(0)).isEqualTo(0x1122334455667788L);
        assertThat(in.fdCount()).isEqualTo(2);
        final int passedMemory = in.takeFd(0);
        final int passedDoorbell = in.takeFd(1);
        assertThat(in.takeFd(0)).isEqualTo(Fd.NONE);
        assertThatThrownBy(() -> in.takeFd(2)).isInstanceOf(IndexOutOfBoundsException.class);

        final long here = Mmap.mapShared(memory, 0, 4096);
        final long there = Mmap.mapShared(passedMemory, 0, 4096);
        UnsafeApi.putLong(here, 42);
        assertThat(UnsafeApi.getLong(there)).isEqualTo(42);
        Eventfd.signal(passedDoorbell);
        assertThat(Eventfd.drain(doorbell)).isEqualTo(1);
        Mmap.unmap(here, 4096);
        Mmap.unmap(there, 4096);
        Fd.close(memory);
        Fd.close(doorbell);
        Fd.close(passedMemory);
        Fd.close(passedDoorbell);
    }

    @Test
    void shouldKeepMessageBoundaries() {
        assertThat(out.send(ends[0], 3, new int[0], 0)).isEqualTo(3);
        assertThat(out.send(ends[0], 128, new int[0], 0)).isEqualTo(128);
        assertThat(in.receive(ends[1])).isEqualTo(3);
        assertThat(in.receive(ends[1])).isEqualTo(128);
        assertThat(in.fdCount()).isZero();
    }

    @Test
    void shouldCloseWhatCameWhenThereIsTooMuch() {
        final int eventfd = Eventfd.create();
        final int before = openDescriptors();
        final int[] five = {eventfd, eventfd, eventfd, eventfd, eventfd};
        out.send(ends[0], 8, five, 5);
        assertThat(in.receive(ends[1])).as("one descriptor too many").isEqualTo(-EMSGSIZE);
        final int[] eight = {eventfd, eventfd, eventfd, eventfd, eventfd, eventfd, eventfd, eventfd};
        out.send(ends[0], 8, eight, 8);
        assertThat(in.receive(ends[1])).as("more than the control buffer holds").isEqualTo(-EMSGSIZE);
        out.send(ends[0], 129, five, 4);
        assertThat(in.receive(ends[1])).as("one byte too many").isEqualTo(-EMSGSIZE);
        assertThat(in.fdCount()).isZero();
        assertThat(openDescriptors()).isEqualTo(before);
        Fd.close(eventfd);
    }

    @Test
    void shouldCloseWhatNobodyTookWhenTheNextComes() {
        final int eventfd = Eventfd.create();
        final int before = openDescriptors();
        out.send(ends[0], 1, new int[]{eventfd, eventfd}, 2);
        out.send(ends[0], 1, new int[0], 0);
        in.receive(ends[1]);
        assertThat(openDescriptors()).isEqualTo(before + 2);
        in.receive(ends[1]);
        assertThat(openDescriptors()).isEqualTo(before);
        Fd.close(eventfd);
    }

    @Test
    void shouldRefuseToSendWhatItCanNotHold() {
        assertThat(out.send(ends[0], 257, new int[0], 0)).isEqualTo(-EMSGSIZE);
        assertThat(out.send(ends[0], 0, new int[0], 0)).isEqualTo(-EMSGSIZE);
        assertThat(out.send(ends[0], 1, new int[9], 9)).isEqualTo(-EMSGSIZE);
        assertThat(out.send(ends[0], 1, new int[]{-1}, 1)).as("EBADF").isEqualTo(-9);
    }

    @Test
    void shouldAllocateNothingWhenSendingAndReceiving() {
        final int[] none = {};
        Allocations.assertNone(() -> {
            if (out.send(ends[0], 1, none, 0) != 1 || in.receive(ends[1]) != 1
                || UnixSocket.trySend(ends[1], out.buffer().addressOffset(), 1) != 1
                || UnixSocket.tryReceive(ends[0], out.buffer().addressOffset(), 1) != 1) {
                throw new AssertionError("lost a message");
            }
        });
    }

    private static int openDescriptors() {
        final String[] names = new File("/proc/self/fd").list();
        return names == null ? -1 : names.length;
    }
}
