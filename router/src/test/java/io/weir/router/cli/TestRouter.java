package io.weir.router.cli;

import io.weir.router.accounting.CountersFile;
import io.weir.router.accounting.Latencies;
import io.weir.router.accounting.UsageSnapshot;
import io.weir.router.accounting.ledger.LedgerStatus;
import io.weir.router.admin.Activity;
import io.weir.router.admin.AdminApi;
import io.weir.router.admin.AdminServer;
import io.weir.router.admin.EventPage;
import io.weir.router.admin.EventRing;
import io.weir.router.admin.EventSink;
import io.weir.router.admin.PolicyReport;
import io.weir.router.admin.PolicyStatus;
import io.weir.router.admin.RailActivity;
import io.weir.router.admin.Resource;
import io.weir.router.admin.RouterStatus;
import io.weir.router.admin.TenantActivity;
import io.weir.router.admin.TenantStatus;
import io.weir.router.admin.UsageReport;
import io.weir.router.config.RouterConfig;
import io.weir.router.config.RunDirectory;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import io.weir.verbs.WcOpcode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;

/** What surrounds a router, without one: directory, counters, admin socket. Its own process in tests. */
final class TestRouter implements RunningRouter, AdminApi {
    private final RouterConfig config;
    private final RunDirectory directory;
    private final CountersFile counters;
    private final AdminServer admin;
    private final EventRing events = new EventRing(1_000);
    private final CountDownLatch closed = new CountDownLatch(1);

    private TestRouter(final RouterConfig config, final RunDirectory directory) throws IOException {
        this.config = config;
        this.directory = directory;
        counters = CountersFile.open(config.countersFile(), List.of("acme"));
        counters.tenant("acme").completed(WcOpcode.SEND, 4096);
        events.add(1_000, "attach", "acme", "attached session 1 of acme");
        events.add(2_000, "refuse", "globex", "refused uid 7");
        admin = AdminServer.start(config.adminSocket(), this);
    }

    public static void main(final String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Root())
            .addSubcommand(new RouterCommand(TestRouter::launch))
            .addSubcommand(new StatusCommand())
            .addSubcommand(new ResourcesCommand())
            .addSubcommand(new UsageCommand())
            .addSubcommand(new TopCommand())
            .addSubcommand(new EventsCommand())
            .addSubcommand(new PolicyCommand())
            .addSubcommand(new LimitCommand())
            .setExecutionExceptionHandler((failure, command, parsed) -> {
                command.getErr().println("weir: " + failure.getMessage());
                return 1;
            });
    }

    static TestRouter launch(final RouterConfig config, final EventSink log) throws IOException {
        final RunDirectory directory = RunDirectory.open(config.directory());
        try {
            return new TestRouter(config, directory);
        } catch (final IOException failure) {
            directory.abandon();
            throw failure;
        }
    }

    @Override
    public RouterStatus status() {
        return RouterStatus.of(config, "", System.currentTimeMillis(), List.of(),
            config.tenants().stream().map(tenant -> TenantStatus.of(tenant, tenant.address(), 1, 1 << 20)).toList(),
            Map.of(), PolicyStatus.of(policy()));
    }

    @Override
    public PolicyReport policy() {
        return PolicyReport.of(config);
    }

    @Override
    public long setLimits(final String tenant, final Map<String, String> changes) throws IOException {
        throw new IOException(tenant + " stays as it is: " + changes);
    }

    @Override
    public long clearLimits(final String tenant) {
        events.add(3_000, "policy", tenant, "cleared");
        return 2;
    }

    @Override
    public void reload() {
        events.add(3_000, "policy", "router", "reload");
    }

    @Override
    public List<Resource> resources() {
        return List.of(
            Resource.of("qp", "acme", 1, 77, 0xabcd).asQp(QpType.RC, QpState.RTS, 64, "local", null, 0xdcbaL),
            Resource.of("mr", "globex", 2, 78, 5).asMr(6, 7, 4096));
    }

    @Override
    public Activity activity() throws IOException {
        return new Activity(System.nanoTime(), status(), UsageReport.of(usage()),
            List.of(new TenantActivity("acme", Map.of("qp", 3), 17, Map.of("egress", "bytes"), Map.of(), Map.of(),
                new Latencies(0, new long[0]))),
            List.of(new RailActivity("local", "memory", true, Map.of())), List.of(), events.counts(), ledger(false));
    }

    @Override
    public LedgerStatus ledger(final boolean closeInterval) {
        return new LedgerStatus("ledger.db", 3, 5_000, null, 0, 0);
    }

    @Override
    public EventPage events(final long after) {
        return events.after(after);
    }

    @Override
    public UsageSnapshot usage() throws IOException {
        return counters.snapshot();
    }

    @Override
    public void awaitShutdown() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() throws IOException {
        admin.close();
        counters.close();
        directory.close();
        closed.countDown();
    }

    @CommandLine.Command(name = "weir")
    private static final class Root {
    }
}
