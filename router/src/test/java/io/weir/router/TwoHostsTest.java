package io.weir.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.CompletionQueue;
import io.weir.client.InvokingIdleStrategy;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VerbsException;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.policy.Ipv4;
import io.weir.policy.TenantPolicy;
import io.weir.router.accounting.ledger.LedgerAudit;
import io.weir.router.accounting.ledger.LedgerReader;
import io.weir.router.config.CaptureConfig;
import io.weir.router.config.DeviceAddress;
import io.weir.router.config.Endpoint;
import io.weir.router.config.PeerConfig;
import io.weir.router.config.RailConfig;
import io.weir.router.config.RouterConfig;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.UdpSocket;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoHostsTest {
    private static final int LOOPBACK = Ipv4.parse("127.0.0.1");
    private static final int BYTES = 100_000;

    @TempDir
    private Path directory;
    private RouterFixture near;
    private RouterFixture far;

    @AfterEach
    void stop() {
        near.close();
        far.close();
    }

    @Test
    void shouldWriteToAnotherHostWhenItsRouterTellsTheWay() throws IOException {
        start();
        try (VirtualDevice one = open(near); VirtualDevice two = open(far)) {
            final ProtectionDomain nearPd = one.allocPd();
            final ProtectionDomain farPd = two.allocPd();
            final CompletionQueue cq = one.createCq(16);
            final QueuePair sender = nearPd.createQp(new QpInitAttributes().cq(cq));
            final QueuePair receiver = farPd.createQp(new QpInitAttributes().cq(two.createCq(16)));
            sender.connect(two.gid(), receiver.qpNumber(), AccessFlags.ALL);
            receiver.connect(one.gid(), sender.qpNumber(), AccessFlags.ALL);
            final SharedMemory from = one.allocate(BYTES);
            final SharedMemory to = two.allocate(BYTES);
            from.segment().fill((byte) 7);
            final MemoryRegion source = nearPd.regMr(from, AccessFlags.ALL);
            final MemoryRegion target = farPd.regMr(to, AccessFlags.ALL);
            assertThat(write(sender, cq, source, target.address(), target.rkey())).isEqualTo(WcStatus.SUCCESS);
            // the source is filled to the end of its last page, the target only as far as was written
            assertThat(to.segment().mismatch(from.segment())).isEqualTo(BYTES);
            assertThat(write(sender, cq, source, target.address(), target.rkey() + 1))
                .isEqualTo(WcStatus.REM_ACCESS_ERR);
            one.closeAll();
            two.closeAll();
        }
        assertBooksBalance(near, "wire_bytes/egress/write");
        assertBooksBalance(far, "wire_bytes/ingress/write");
        near.close();
        assertThat(capture("near")).satisfies(
            file -> assertThat(Files.size(file)).as("bytes captured").isGreaterThan(BYTES));
    }

    /** What is booked is what the rail counted, also on the wire. */
    private static void assertBooksBalance(final RouterFixture host, final String wire) throws IOException {
        host.router.closeInterval();
        try (LedgerReader ledger = LedgerReader.open(host.config.ledgerFile())) {
            final LedgerAudit audit = new LedgerAudit(ledger);
            assertThat(audit.audit(Long.MIN_VALUE, Long.MAX_VALUE, true)).isPositive();
            assertThat(audit.findings()).isEmpty();
            assertThat(audit.notes()).isEmpty();
            long bytes = 0;
            for (final LedgerReader.Closed interval : ledger.intervals(Long.MIN_VALUE, Long.MAX_VALUE)) {
                bytes += ledger.booked(interval.seq()).getOrDefault("tenant acme", Map.of()).getOrDefault(wire, 0L);
            }
            assertThat(bytes).as(wire).isGreaterThan(BYTES);
        }
    }

    private Path capture(final String host) {
        return directory.resolve(host + ".pcapng");
    }

    @Test
    void shouldAnswerWhenTheQueuePairOrTheDeviceIsNotThere() throws IOException {
        start();
        try (VirtualDevice one = open(near)) {
            final QueuePair sender = queuePair(one);
            sender.toInit(AccessFlags.ALL);
            assertThatThrownBy(() -> sender.toRtr(Gid.parse("::ffff:10.0.0.2"), 77, 0)).isInstanceOfSatisfying(
                VerbsException.class, thrown -> assertThat(thrown.errno()).isEqualTo(Errno.EHOSTUNREACH));
            assertThatThrownBy(() -> sender.toRtr(Gid.parse("::ffff:10.0.0.9"), 77, 0)).isInstanceOfSatisfying(
                VerbsException.class, thrown -> assertThat(thrown.errno()).isEqualTo(Errno.ENETUNREACH));
            one.closeAll();
        }
    }

    private void start() throws IOException {
        final int[] ports = {freePort(), freePort(), freePort(), freePort()};
        near = host("near", "10.0.0.1", ports[0], ports[1], "far", "10.0.0.2", ports[2], ports[3]);
        far = host("far", "10.0.0.2", ports[2], ports[3], "near", "10.0.0.1", ports[0], ports[1]);
    }

    private RouterFixture host(final String name, final String device, final int control, final int rail,
                               final String peer, final String peerDevice, final int peerControl, final int peerRail)
        throws IOException {
        final TenantPolicy tenant = RouterFixture.tenant("acme", "blue", device);
        return new RouterFixture(new RouterConfig(name, directory.resolve(name), null,
            new RailConfig(RailConfig.Kind.SOFT, LOOPBACK, rail, 1024), new Endpoint(LOOPBACK, control),
            List.of(new PeerConfig(peer, new Endpoint(LOOPBACK, peerControl), new Endpoint(LOOPBACK, peerRail),
                List.of(new DeviceAddress("blue", Ipv4.parse(peerDevice))))),
            List.of(), List.of(tenant)).withCapture(new CaptureConfig(capture(name), CaptureConfig.DEFAULT_LIMIT)));
    }

    private VirtualDevice open(final RouterFixture host) {
        return VirtualDevice.open(
            host.config.tenantDirectory("acme"), host.options().withIdleStrategy(new InvokingIdleStrategy(this::turn)));
    }

    private WcStatus write(final QueuePair sender, final CompletionQueue cq, final MemoryRegion source,
                           final long address, final int rkey) {
        assertThat(sender.postSend(new SendWorkRequest().opcode(Opcode.RDMA_WRITE).signaled()
            .remote(address, rkey).sge(source, 0, BYTES))).isZero();
        final WorkCompletion completion = new WorkCompletion();
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (cq.poll(completion) == 0 && System.nanoTime() - deadlineNs < 0) {
            turn();
        }
        return completion.status();
    }

    private static QueuePair queuePair(final VirtualDevice device) {
        return device.allocPd().createQp(new QpInitAttributes().cq(device.createCq(16)));
    }

    private static int freePort() {
        final int fd = UdpSocket.bind(LOOPBACK, 0);
        try {
            return UdpSocket.localPort(fd);
        } finally {
            Fd.close(fd);
        }
    }

    private void turn() {
        near.router.doWork();
        far.router.doWork();
    }
}
