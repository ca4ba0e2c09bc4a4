package io.weir.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.SendWorkRequest;
import io.weir.client.VerbsException;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.policy.Ipv4;
import io.weir.policy.Ipv4Prefix;
import io.weir.policy.TenantPolicy;
import io.weir.router.config.DeviceAddress;
import io.weir.router.config.Endpoint;
import io.weir.router.config.ExternalNetworkConfig;
import io.weir.router.config.PeerConfig;
import io.weir.router.config.RailConfig;
import io.weir.router.config.RouterConfig;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.Sys;
import io.weir.shm.linux.UdpSocket;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import io.weir.verbs.WcStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may speak to whom on an external network. What queue pairs do there, the conformance suite says. */
class ExternalNetworkTest {
    private static final int LOOPBACK = Ipv4.parse("127.0.0.1");

    @TempDir
    private Path directory;
    private RouterFixture host;

    @BeforeEach
    void start() throws IOException {
        final int rail = freePort();
        final int control = freePort();
        host = new RouterFixture(new RouterConfig("near", directory.resolve("near"), null,
            new RailConfig(RailConfig.Kind.SOFT, LOOPBACK, rail, 1024), new Endpoint(LOOPBACK, control),
            List.of(new PeerConfig("far", new Endpoint(Ipv4.parse("127.0.0.2"), control),
                new Endpoint(Ipv4.parse("127.0.0.2"), rail),
                List.of(new DeviceAddress("blue", Ipv4.parse("10.0.0.2"))))),
            List.of(new ExternalNetworkConfig("fabric",
                List.of(Ipv4Prefix.parse("127.0.0.0/24"), Ipv4Prefix.parse("0.0.0.0/1")))),
            List.of(external("acme"), external("globex"), RouterFixture.tenant("initech", "blue", "10.0.0.1"))));
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource({
        "::ffff:127.0.0.1, EACCES, '127.0.0.1 is the rail of a router: '",
        "::ffff:127.0.0.2, EACCES, '127.0.0.2 is the rail of a router: '",
        "::ffff:192.168.0.1, EACCES, '192.168.0.1 is not among the endpoints of fabric: '",
        "::ffff:224.0.0.1, EACCES, '224.0.0.1 is not among the endpoints of fabric: '",
        "::ffff:0.0.0.0, EACCES, '0.0.0.0 is not among the endpoints of fabric: '",
        "fe80::1, EHOSTUNREACH, 'is no mapped IPv4 address'"})
    void shouldRefuseWhoeverIsNoEndpointOfTheNetwork(final String gid, final String errno, final String why) {
        try (VirtualDevice device = host.open("acme")) {
            final QueuePair queuePair = queuePair(device);
            queuePair.toInit(AccessFlags.ALL);
            assertThatThrownBy(() -> queuePair.toRtr(Gid.parse(gid), 77, 0)).isInstanceOfSatisfying(
                VerbsException.class, thrown -> assertThat(Errno.name(thrown.errno())).isEqualTo(errno))
                .hasMessageContaining(why);
            assertThat(queuePair.query().state()).isEqualTo(QpState.INIT);
            queuePair.toRtr(Gid.parse("::ffff:127.0.0.3"), 77, 0);
            device.closeAll();
        }
    }

    @Test
    void shouldHaveTheRailsNamesWhenItIsExternal() {
        try (VirtualDevice acme = host.open("acme"); VirtualDevice globex = host.open("globex")) {
            assertThat(acme.gid()).isEqualTo(Gid.ofIpv4(LOOPBACK)).isEqualTo(globex.gid());
            final QueuePair one = queuePair(acme);
            final QueuePair two = queuePair(globex);
            assertThat(one.qpNumber()).isNotEqualTo(two.qpNumber());
            final int number = one.qpNumber();
            one.toInit(AccessFlags.ALL);
            one.toRtr(Gid.parse("::ffff:127.0.0.3"), 77, 0);
            one.toReset();
            one.toInit(AccessFlags.ALL);
            one.toRtr(Gid.parse("::ffff:127.0.0.4"), 78, 0);
            assertThat(one.qpNumber()).isEqualTo(number);
            acme.closeAll();
            globex.closeAll();
        }
    }

    @Test
    void shouldRefuseAnotherTenantsLocalKeyWhenBothAreOnTheNetwork() {
        try (VirtualDevice acme = host.open("acme"); VirtualDevice globex = host.open("globex")) {
            final ProtectionDomain pd = globex.allocPd();
            final MemoryRegion theirs = pd.regMr(globex.allocate(4096), AccessFlags.ALL);
            final CompletionQueue cq = acme.createCq(16);
            final QueuePair queuePair = acme.allocPd().createQp(new QpInitAttributes().cq(cq));
            queuePair.connect(Gid.parse("::ffff:127.0.0.3"), 77, AccessFlags.ALL);
            assertThat(queuePair.postSend(new SendWorkRequest().opcode(Opcode.RDMA_WRITE).signaled()
                .remote(0, 0).addSge(theirs.address(), 64, theirs.lkey()))).isZero();
            final WorkCompletion done = new WorkCompletion();
            assertThat(cq.await(done, 5_000_000_000L)).isTrue();
            assertThat(done.status()).isEqualTo(WcStatus.LOC_PROT_ERR);
            acme.closeAll();
            globex.closeAll();
        }
    }

    @Test
    void shouldNotBeFoundFromAVirtualNetworkWhenItIsExternal() {
        try (VirtualDevice initech = host.open("initech"); VirtualDevice acme = host.open("acme")) {
            final QueuePair queuePair = queuePair(initech);
            queuePair.toInit(AccessFlags.ALL);
            final int number = queuePair(acme).qpNumber();
            assertThatThrownBy(() -> queuePair.toRtr(acme.gid(), number, 0)).isInstanceOfSatisfying(
                VerbsException.class, thrown -> assertThat(thrown.errno()).isEqualTo(Errno.ENETUNREACH));
            initech.closeAll();
            acme.closeAll();
        }
    }

    private static QueuePair queuePair(final VirtualDevice device) {
        return device.allocPd().createQp(new QpInitAttributes().cq(device.createCq(16)));
    }

    private static TenantPolicy external(final String name) {
        return TenantPolicy.of(name, Set.of(Sys.uid()), Set.of(), "fabric", TenantPolicy.RAIL_ADDRESS);
    }

    private static int freePort() {
        final int fd = UdpSocket.bind(LOOPBACK, 0);
        try {
            return UdpSocket.localPort(fd);
        } finally {
            Fd.close(fd);
        }
    }
}
