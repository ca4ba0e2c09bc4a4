package io.weir.router.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.router.accounting.CountersFile;
import io.weir.router.accounting.Latencies;
import io.weir.router.accounting.UsageSnapshot;
import io.weir.router.accounting.ledger.LedgerStatus;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import io.weir.verbs.WcOpcode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AdminServerTest {
    private static final RouterStatus STATUS = new RouterStatus("node1", 42, "/run/weir", 1_000, "local", null,
        List.of(new PeerStatus("node2", "127.0.0.2:4790", "127.0.0.2:4791", true)),
        List.of(new TenantStatus("acme", "blue", "10.0.0.1", 2, 5, 10, null, 8L, null, 1)),
        Map.of("soft", Map.of("sent_pkts", 7L)), List.of(), new PolicyStatus(3, 2_000, 1, "no YAML", 0));

    @TempDir
    private Path directory;
    private CountersFile counters;
    private AdminServer server;
    private final EventRing events = new EventRing(1_000);
    private List<Resource> resources = List.of();

    @BeforeEach
    void start() throws IOException {
        counters = CountersFile.open(directory.resolve("counters.weir"), List.of("acme"));
        server = AdminServer.start(socket(), new AdminApi() {
            @Override
            public RouterStatus status() {
                return STATUS;
            }

            @Override
            public List<Resource> resources() {
                if (resources == null) {
                    throw new IllegalStateException("the control thread did not answer");
                }
                return resources;
            }

            @Override
            public Activity activity() throws IOException {
                return new Activity(5, STATUS, UsageReport.of(counters.snapshot()), List.of(new TenantActivity("acme",
                    Map.of("qp", 2), 3, Map.of("egress", "bytes"), Map.of(), Map.of(),
                        new Latencies(700, new long[] {1, 0, 2}))),
                    List.of(new RailActivity("soft", "127.0.0.1:4791", true, Map.of("sent_pkts", 7L))),
                    List.of(new ThreadActivity("data-path", 5, 9, Map.of())), Map.of("attach", 1L),
                    new LedgerStatus("ledger.db", 3, 5_000, null, 0, 0));
            }

            @Override
            public EventPage events(final long after) {
                return events.after(after);
            }

            @Override
            public UsageSnapshot usage() throws IOException {
                return counters.snapshot();
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        counters.close();
        assertThat(socket()).doesNotExist();
    }

    @Test
    void shouldAnswerEveryRequest() throws IOException {
        counters.tenant("acme").completed(WcOpcode.RDMA_WRITE, 4096);
        final AdminClient client = new AdminClient(socket());
        resources = List.of(Resource.of("qp", "acme", 1, 7, 0x1234).asQp(QpType.RC, QpState.RTS, 64, "soft", 77L, 5L));
        assertThat(client.status()).isEqualTo(STATUS);
        assertThat(client.resources()).isEqualTo(resources);
        final UsageReport.Tenant acme = client.usage().tenants().getFirst();
        assertThat(acme.egress().bytes()).isEqualTo(4096);
        assertThat(acme.operations()).containsOnlyKeys("write");
        assertThat(acme.errors()).isEmpty();
        assertThat(acme.throttledNs()).containsEntry("egress", 0L);
    }

    @Test
    void shouldSayWhatIsWrongWithARequest() {
        final AdminClient client = new AdminClient(socket());
        assertThat(client).satisfies(each -> assertThat(new String(each.exchange("reboot"), StandardCharsets.UTF_8))
            .isEqualTo("{\"error\":\"unknown request: "
                + "known are status, resources, usage, ledger, policy, policies, activity, events, metrics\"}\n"));
        resources = null;
        assertThatThrownBy(client::resources).hasMessage("the router answers: the control thread did not answer");
    }

    @Test
    void shouldLetItsOwnerAloneConnect() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket()))).isEqualTo("rw-------");
        try (var entries = Files.list(directory)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                .containsExactlyInAnyOrder("admin.sock", "counters.weir");
        }
    }

    @Test
    void shouldCarryAnswersLargerThanASocketHolds() throws IOException {
        resources = IntStream.range(0, 50_000)
            .mapToObj(i -> Resource.of("mr", "acme", 1, 7, i).asMr(i, i, 1L << 40)).toList();
        assertThat(new AdminClient(socket()).resources()).hasSize(50_000);
    }

    @Test
    void shouldServeOthersWhileSomeDawdle() throws IOException {
        final List<SocketChannel> slow = new ArrayList<>();
        try {
            resources = IntStream.range(0, 20_000)
                .mapToObj(i -> Resource.of("mr", "acme", 1, 7, i).asMr(i, i, 1L << 40)).toList();
            for (int i = 0; i < AdminServer.MAX_CONNECTIONS - 1; i++) {
                final SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()));
                slow.add(channel);
                if (i % 3 == 1) {
                    channel.write(ByteBuffer.wrap("resources\n".getBytes(StandardCharsets.UTF_8)));
                } else if (i % 3 == 2) {
                    channel.write(ByteBuffer.wrap("sta".getBytes(StandardCharsets.UTF_8)));
                }
            }
            assertThat(new AdminClient(socket()).status()).isEqualTo(STATUS);
        } finally {
            for (final SocketChannel channel : slow) {
                channel.close();
            }
        }
    }

    @Test
    void shouldCutOffWhoSaysTooMuch() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            channel.write(ByteBuffer.wrap(new byte[256]));
            assertThat(readToEnd(channel)).isZero();
        }
        assertThat(new AdminClient(socket()).status()).isEqualTo(STATUS);
    }

    @Test
    void shouldReplaceTheSocketOfARouterThatDied() throws IOException {
        final Path other = directory.resolve("other.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(other));
        }
        assertThatThrownBy(() -> new AdminClient(other).status()).isInstanceOf(NoRouterException.class)
            .hasMessage(directory + ": no router runs here: nobody listens at other.sock");
        AdminServer.start(other, null).close();
        assertThatThrownBy(() -> new AdminClient(other).status()).isInstanceOf(NoRouterException.class)
            .hasMessage(directory + ": no router runs here: there is no other.sock");
    }

    private static int readToEnd(final SocketChannel channel) throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocate(1024);
        try {
            while (channel.read(buffer) >= 0) {
                assertThat(buffer.hasRemaining()).isTrue();
            }
        } catch (final IOException reset) {
            return buffer.position();
        }
        return buffer.position();
    }

    private Path socket() {
        return directory.resolve("admin.sock");
    }
}
