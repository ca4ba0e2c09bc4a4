package io.weir.router.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.router.RouterService;
import io.weir.router.config.RouterConfig;
import io.weir.router.config.RouterConfigLoader;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Opcode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A router with a rail and a tenant that wants more than it may: what it says of itself, and what watches it. */
class LiveRouterTest {
    private static final Path OBSERVABILITY = Path.of("..", "docker", "observability");
    private static final Pattern NAME = Pattern.compile("\\bweir_[a-z0-9_]+");
    private static final Pattern SELECTOR = Pattern.compile("\\b(weir_[a-z0-9_]+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)(?:=~|!~|!=|=)\"([^\"]*)\"");
    private static final long PATIENCE_NS = 30_000_000_000L;
    private static final int BLOCK = 64 * 1024;

    @TempDir
    private Path directory;
    private RouterService router;
    private AdminClient client;

    @BeforeEach
    void start() throws Exception {
        final RouterConfig config = RouterConfigLoader.load(Files.writeString(directory.resolve("weir.yaml"), """
            host: node1
            directory: run
            rail: {rnic: soft, address: 127.0.61.1}
            peers:
              - {name: node2, control: "127.0.61.2:4790"}
            tenants:
              - name: acme
                network: blue
                ip: 10.1.0.1
                limit: {egress: 100kbit, ingress: 1Gbit, operations: 1M/s}
              - {name: globex, network: green, ip: 10.1.0.1}
            """));
        router = RouterService.start(config, EventSink.ofText(line -> { }));
        client = new AdminClient(config.adminSocket());
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
    }

    @Test
    void shouldTellWhatATenantDoesAndHaveEveryMetricThatIsWatched() throws Exception {
        try (VirtualDevice device = VirtualDevice.open(directory.resolve("run/tenants/acme"));
             ProtectionDomain pd = device.allocPd();
             SharedMemory memory = device.allocate(2 * BLOCK);
             MemoryRegion region = pd.regMr(memory, AccessFlags.ALL);
             CompletionQueue cq = device.createCq(64);
             QueuePair here = pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(32));
             QueuePair there = pd.createQp(new QpInitAttributes().cq(cq))) {
            here.connect(device.gid(), there.qpNumber(), AccessFlags.ALL);
            there.connect(device.gid(), here.qpNumber(), AccessFlags.ALL);
            final SendWorkRequest request = new SendWorkRequest().opcode(Opcode.RDMA_WRITE).signaled()
                .sge(region, 0, BLOCK).remote(region.address() + BLOCK, region.rkey());
            assertThat(here.postSend(new SendWorkRequest().opcode(Opcode.RDMA_WRITE).signaled()
                .sge(region, 0, 8).remote(region.address() + BLOCK, region.rkey()))).isZero();
            assertThat(cq.await(new WorkCompletion(), PATIENCE_NS)).isTrue();
            for (int i = 0; i < 32; i++) {
                assertThat(here.postSend(request)).isZero();
            }
            // 2 MiB at 100 kbit/s: there are minutes in which it is held back, however busy the machine is
            final Activity held = await(activity -> acme(activity).heldBack().containsKey("egress")
                && acme(activity).latency().count() > 0);
            assertThat(acme(held).heldBack()).containsEntry("egress", "bytes");
            assertThat(acme(held).backlog()).isBetween(1L, 31L);
            assertThat(acme(held).held()).containsEntry("qp", 2).containsEntry("mr", 1).containsEntry("cq", 1);
            assertThat(held.threads()).allSatisfy(thread -> assertThat(thread.busyNs()).isPositive())
                .extracting(ThreadActivity::name).containsExactly("data-path", "control");
            assertThat(held.rails()).extracting(RailActivity::kind).containsExactly("local", "soft");
            assertThat(client.closeInterval().bookedToMs()).isPositive();
            await(activity -> activity.ledger().bookedToMs() > 0);
            assertWatched(Scrape.of(client.metrics()));
            assertResources(here, there, region);
        }
        await(activity -> acme(activity).held().get("qp") == 0);
        assertThat(client.events(0).events()).extracting(Event::kind).containsExactly("attach", "detach");
        assertThat(client.events(1).events()).extracting(Event::subject).containsExactly("acme");
    }

    private void assertResources(final QueuePair here, final QueuePair there, final MemoryRegion region)
        throws IOException {
        final List<Resource> resources = client.resources();
        final Resource qp = resources.stream()
            .filter(each -> each.kind().equals("qp") && each.number() == here.qpNumber()).findFirst().orElseThrow();
        assertThat(qp.tenant()).isEqualTo("acme");
        assertThat(qp.pid()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(qp.type()).isEqualTo("RC");
        assertThat(qp.state()).isEqualTo("RTS");
        assertThat(qp.rnic()).isEqualTo("local");
        assertThat(qp.peer()).isEqualTo(there.qpNumber());
        assertThat(qp.physical()).isNotNull().isNotEqualTo(qp.number());
        final Resource mr = resources.stream().filter(each -> each.kind().equals("mr")).findFirst().orElseThrow();
        assertThat(mr.rkey()).isEqualTo(Integer.toUnsignedLong(region.rkey()));
        assertThat(mr.physical()).isNotNull().isNotEqualTo(mr.rkey());
        assertThat(mr.bytes()).isEqualTo(2 * BLOCK);
    }

    private static void assertWatched(final Scrape scrape) throws IOException {
        assertThat(scrape.problems()).isEmpty();
        final List<String> shown = new ArrayList<>();
        final JsonNode dashboard = new ObjectMapper().readTree(OBSERVABILITY.resolve("weir-dashboard.json").toFile());
        shown.addAll(dashboard.findValuesAsText("expr"));
        shown.addAll(dashboard.path("templating").findValuesAsText("query"));
        final List<String> watched = alerts();
        assertThat(shown).hasSizeGreaterThan(10);
        assertThat(watched).hasSizeGreaterThan(5);
        assertThat(names(shown)).isSubsetOf(scrape.names());
        assertThat(names(watched)).isSubsetOf(scrape.names());
        final Set<String> unseen = new HashSet<>(scrape.names());
        unseen.removeAll(names(shown));
        unseen.removeAll(names(watched));
        assertThat(unseen).as("measured, and shown nowhere").isSubsetOf("weir_router_process",
            "weir_tenant_latency_seconds_count", "weir_rail_packets_total", "weir_tenant_latency_seconds_sum");
        final List<String> all = new ArrayList<>(shown);
        all.addAll(watched);
        all.forEach(expression -> assertLabels(expression, scrape));
    }

    /** Labels that an expression asks for are there, with values that it names; Prometheus itself would not say. */
    private static void assertLabels(final String expression, final Scrape scrape) {
        final Matcher selector = SELECTOR.matcher(expression);
        while (selector.find()) {
            final String metric = selector.group(1);
            final Matcher label = LABEL.matcher(selector.group(2));
            while (label.find()) {
                final Set<String> values = scrape.values(metric, label.group(1));
                if (label.group(1).equals("instance") || metric.equals("weir_router_events_total")) {
                    continue;
                }
                assertThat(values).as("%s by %s, in %s", metric, label.group(1), expression).isNotEmpty();
                if (!label.group(2).startsWith("$") && !metric.startsWith("weir_rnic_")) {
                    assertThat(values).as(expression).containsAll(List.of(label.group(2).split("\\|")));
                }
            }
        }
    }

    private static List<String> alerts() throws IOException {
        final Map<?, ?> file = (Map<?, ?>) new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(OBSERVABILITY.resolve("weir-alerts.yaml")));
        final List<String> expressions = new ArrayList<>();
        for (final Object group : (List<?>) file.get("groups")) {
            for (final Object each : (List<?>) ((Map<?, ?>) group).get("rules")) {
                final Map<?, ?> rule = (Map<?, ?>) each;
                assertThat(rule.keySet()).isEqualTo(Set.of("alert", "expr", "for", "labels", "annotations"));
                expressions.add(rule.get("expr").toString());
            }
        }
        return expressions;
    }

    private static Set<String> names(final List<String> expressions) {
        final Set<String> names = new TreeSet<>();
        for (final String expression : expressions) {
            final Matcher matcher = NAME.matcher(expression);
            while (matcher.find()) {
                names.add(matcher.group());
            }
        }
        return names;
    }

    private Activity await(final Predicate<Activity> wanted) throws IOException {
        final long deadline = System.nanoTime() + PATIENCE_NS;
        Activity activity = client.activity();
        while (!wanted.test(activity)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("never came: " + Json.pretty(activity));
            }
            activity = client.activity();
        }
        return activity;
    }

    private static TenantActivity acme(final Activity activity) {
        return activity.tenants().stream().filter(tenant -> tenant.name().equals("acme")).findFirst().orElseThrow();
    }
}
