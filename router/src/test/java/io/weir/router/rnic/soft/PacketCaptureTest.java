package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.weir.router.rnic.TestEndpoint;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the file of a capture, and what becomes of the RNIC when the file goes wrong. */
class PacketCaptureTest {
    private static final int LOOPBACK = 0x7F000001;
    private static final long LIMIT = 1L << 30;
    private static final int REGION = 1 << 20;

    @TempDir
    private Path directory;
    private final List<String> log = new CopyOnWriteArrayList<>();

    private PacketCapture.Opener into(final Path file, final long limit) {
        return () -> PacketCapture.open(file, limit, LOOPBACK, SoftRnic.ROCE_PORT, log::add);
    }

    /** WRITEs through sockets of the loopback interface, with the sender captured. */
    private void transfer(final PacketCapture.Opener capture, final int writes, final int length)
        throws IOException {
        try (SoftRnic one = SoftRnic.open(LOOPBACK, 0, false, new Random(1), capture);
             SoftRnic other = SoftRnic.open(LOOPBACK + 1, 0, false, new Random(2))) {
            final TestEndpoint a = new TestEndpoint(one, 1 << 20, REGION, 0, writes);
            final TestEndpoint b = new TestEndpoint(other, 1 << 20, REGION, 0, writes);
            a.toRtr(b, new TestEndpoint.Parameters());
            b.toRtr(a, new TestEndpoint.Parameters());
            a.toRts(new TestEndpoint.Parameters());
            for (int i = 0; i < writes; i++) {
                a.post(TestEndpoint.to(a.wr(i, Opcode.RDMA_WRITE, 0, length), b, 0));
            }
            while (a.sent.size() < writes) {
                one.poll(System.nanoTime());
                other.poll(System.nanoTime());
            }
            assertThat(a.sent).allMatch(sent -> sent.status() == WcStatus.SUCCESS);
        }
    }

    @Test
    void shouldHoldThePacketsThatTheKernelCutsWhenTheyLeaveTogether() throws IOException {
        final Path file = directory.resolve("loopback.pcapng");
        transfer(into(file, LIMIT), 4, 32 * 1024);
        final CapturedFile captured = CapturedFile.read(file);
        assertThat(captured.interfaceName).isEqualTo("lo");
        assertThat(captured.frames.stream().filter(CapturedFile.Frame::outbound).count()).isEqualTo(4 * 32);
        assertThat(captured.frames).anyMatch(frame -> !frame.outbound()).allMatch(CapturedFile.Frame::hasGoodIcrc)
            .anyMatch(frame -> frame.identification() > 0);
        assertThat(captured.frames).isSortedAccordingTo((a, b) -> Long.compare(a.epochNanos(), b.epochNanos()));
        assertThat(captured.statisticsReceived).isEqualTo(captured.frames.size());
        assertThat(captured.statisticsDropped).isZero();
        assertThat(log).containsExactly("capture " + file + ": " + captured.frames.size() + " packets");
    }

    @Test
    void shouldRefuseAndFreeThePortWhenFileCanNotBeMade() {
        final int port;
        try (SoftRnic free = SoftRnic.open(LOOPBACK, 0, false, new Random(1))) {
            port = free.info().port();
        }
        final Path file = directory.resolve("missing").resolve("a.pcapng");
        assertThatIOException().isThrownBy(() -> SoftRnic.open(LOOPBACK, port, false, new Random(1), into(file, LIMIT)))
            .withMessage("no capture: can not write " + file + ": no such directory");
        SoftRnic.open(LOOPBACK, port, false, new Random(1)).close();
        assertThat(log).isEmpty();
    }

    @Test
    void shouldRefuseWhenDiskIsFull() {
        assertThatIOException().isThrownBy(() -> transfer(into(Path.of("/dev/full"), LIMIT), 2, 10_000))
            .withMessageStartingWith("no capture: can not write /dev/full: No space left");
    }

    @Test
    void shouldEndInGoodOrderWhenLimitIsReached() throws IOException {
        final Path file = directory.resolve("short.pcapng");
        transfer(into(file, 1 << 16), 8, 64 * 1024);
        assertThat(Files.size(file)).isBetween((1L << 16) - 2_000, 1L << 16);
        final CapturedFile captured = CapturedFile.read(file);
        assertThat(captured.frames).allMatch(CapturedFile.Frame::hasGoodIcrc);
        assertThat(log).containsExactly("capture " + file + " stops: 65536 bytes are its limit; "
            + captured.frames.size() + " packets");
    }
}
