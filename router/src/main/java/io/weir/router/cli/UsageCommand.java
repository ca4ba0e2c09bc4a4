package io.weir.router.cli;

import io.weir.policy.ByteSize;
import io.weir.router.accounting.TenantUsage;
import io.weir.router.accounting.UsageSnapshot;
import io.weir.router.accounting.ledger.LedgerReader;
import io.weir.router.admin.Json;
import io.weir.router.admin.NoRouterException;
import io.weir.router.admin.UsageReport;
import io.weir.router.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir usage}: what tenants used; of a router that does not run, too, from the counters it left. */
@Command(
    name = "usage",
    mixinStandardHelpOptions = true,
    description = {"Say what every tenant used since its counters began, whether the router runs or not.",
        "With --since, --until, --by, --csv or --format: what the ledger has booked of it."})
public final class UsageCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private RouterAddress router;
    @Option(names = "--tenant", paramLabel = "NAME", description = "Only this one.")
    private String tenant;
    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Mixin
    private Span span;
    @Option(names = "--by", paramLabel = "DIMENSION",
        description = "Apart by one of ${COMPLETION-CANDIDATES}.")
    private LedgerReader.Dimension by;
    @Option(names = "--csv", description = "Comma-separated values, exact.")
    private boolean csv;
    @Option(names = "--format", paramLabel = "FORMAT",
        description = "focus: FinOps FOCUS 1.2 as CSV, for a billing system, by hour.")
    private String format;
    @Mixin
    private FocusOptions focus;
    @Mixin
    private LedgerAddress ledger;

    @Override
    public Integer call() throws IOException, ConfigException {
        if (format != null && !format.equals("focus")) {
            throw new ParameterException(spec.commandLine(), "--format: '" + format + "' is unknown: write focus");
        }
        if (span.isGiven() || by != null || csv || format != null) {
            return fromLedger();
        }
        final UsageReport all = read();
        final UsageReport report = new UsageReport(all.generation(), all.sinceMs(),
            all.tenants().stream().filter(each -> tenant == null || each.tenant().equals(tenant)).toList());
        if (tenant != null && report.tenants().isEmpty()) {
            throw new IOException("no tenant '" + tenant + "' was ever counted: known are " + names(all.tenants()));
        }
        final PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(report));
        } else {
            print(report, out);
        }
        return 0;
    }

    private int fromLedger() throws IOException, ConfigException {
        final PrintWriter out = spec.commandLine().getOut();
        final long nowMs = System.currentTimeMillis();
        try (LedgerReader reader = LedgerReader.open(ledger.path(router))) {
            final long sinceMs = span.sinceMs(nowMs);
            final long untilMs = span.untilMs(nowMs);
            if (format != null) {
                new FocusCsv(focus).print(reader, tenant, sinceMs, untilMs, out);
                out.flush();
                return 0;
            }
            final LedgerUsage usage = new LedgerUsage(reader, by, tenant, sinceMs, untilMs);
            if (json) {
                usage.json(out);
            } else if (csv) {
                usage.csv(out);
            } else {
                usage.table(out);
            }
        } catch (final IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
        out.flush();
        return 0;
    }

    private UsageReport read() throws IOException, ConfigException {
        try {
            return router.client().usage();
        } catch (final NoRouterException none) {
            final Path counters = router.directory().resolve("counters.weir");
            if (!Files.isReadable(counters)) {
                throw none;
            }
            return UsageReport.of(UsageSnapshot.read(counters));
        }
    }

    private static void print(final UsageReport report, final PrintWriter out) {
        out.println("since " + Instant.ofEpochMilli(report.sinceMs()).truncatedTo(ChronoUnit.SECONDS));
        final Table traffic = new Table("TENANT", "DIRECTION", "SIZE>", "BYTES>", "MESSAGES>");
        final Table troubles = new Table("TENANT", "ERRORS>", "THROTTLED>", "ERRORS BY STATUS", "HELD BACK BY");
        for (final UsageReport.Tenant each : report.tenants()) {
            addTraffic(traffic, each.tenant(), "egress", each.egress());
            addTraffic(traffic, each.tenant(), "ingress", each.ingress());
            addTraffic(traffic, each.tenant(), "served", each.served());
            troubles.row(each.tenant(), each.failures(),
                Units.seconds(each.throttledNs().values().stream().mapToLong(Long::longValue).sum()),
                errors(each), heldBack(each));
        }
        traffic.print(out);
        out.println();
        troubles.compact().print(out);
    }

    private static String errors(final UsageReport.Tenant tenant) {
        return tenant.errors().isEmpty() ? null : String.join(", ", tenant.errors().entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue()).toList());
    }

    /** For how long by what, limits and others. */
    private static String heldBack(final UsageReport.Tenant tenant) {
        final List<String> times = new ArrayList<>();
        tenant.heldNs().forEach((direction, reasons) -> reasons.forEach((reason, nanos) ->
            times.add(direction + " " + reason + " " + Units.seconds(nanos))));
        return times.isEmpty() ? null : String.join(", ", times);
    }

    private static void addTraffic(final Table table, final String tenant, final String direction,
                                   final TenantUsage.Count count) {
        table.row(tenant, direction, ByteSize.format(count.bytes()), count.bytes(), count.messages());
    }

    private static String names(final List<UsageReport.Tenant> tenants) {
        return tenants.isEmpty() ? "none" : String.join(", ",
            tenants.stream().map(UsageReport.Tenant::tenant).toList());
    }
}
