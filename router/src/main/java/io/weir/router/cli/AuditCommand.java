package io.weir.router.cli;

import io.weir.router.accounting.ledger.LedgerAudit;
import io.weir.router.accounting.ledger.LedgerReader;
import io.weir.router.accounting.ledger.LedgerStatus;
import io.weir.router.admin.NoRouterException;
import io.weir.router.config.ConfigException;
import io.weir.router.config.RailConfig;
import io.weir.router.config.RouterConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir audit}: whether the ledger, the counters, the rails and the clients say the same. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {"Compare what is booked with the tenants' counters, with what the rails counted themselves, and "
        + "with what clients counted, interval by interval. A router that runs closes its interval first.",
        "Exit status 1 if anything differs."})
public final class AuditCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private RouterAddress router;
    @Mixin
    private LedgerAddress ledger;
    @Mixin
    private Span span;
    @Option(names = "--clients", paramLabel = "FILE", description = "What clients saw complete, a JSON document: "
        + "[{\"tenant\": \"acme\", \"operations\": {\"write\": {\"messages\": 1, \"bytes\": 64}}}]; of a tenant that "
        + "is in it, all of its clients.")
    private Path clients;

    @Override
    public Integer call() throws IOException, ConfigException {
        final PrintWriter out = spec.commandLine().getOut();
        final long nowMs = System.currentTimeMillis();
        final String behind = closeInterval();
        final RouterConfig config = router.config();
        final boolean rails = config == null || config.rail().kind() != RailConfig.Kind.VERBS;
        final List<LedgerAudit.Finding> findings = new ArrayList<>();
        try (LedgerReader reader = LedgerReader.open(ledger.path(router))) {
            final LedgerAudit audit = new LedgerAudit(reader);
            final long sinceMs = span.sinceMs(nowMs);
            final long untilMs = span.untilMs(nowMs);
            final int intervals = audit.audit(sinceMs, untilMs, rails);
            findings.addAll(audit.findings());
            if (clients != null) {
                findings.addAll(ClientsFile.read(clients).compare(reader, sinceMs, untilMs));
            }
            print("carried for requests that were under way when a router was killed, and not billed", audit.notes(),
                out);
            print("DIFFERENT", findings, out);
            out.println(intervals + " intervals: booked = counters" + (rails ? " = rails" : " (an RDMA device does not "
                + "count requests: not compared with the rail)") + (clients == null ? "" : " = clients") + ": "
                + (findings.isEmpty() ? "yes" : "NO, " + findings.size() + " differences"));
        } catch (final IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
        if (behind != null) {
            out.println("the ledger is behind: " + behind);
        }
        out.flush();
        return findings.isEmpty() && behind == null ? 0 : 1;
    }

    private String closeInterval() throws IOException, ConfigException {
        try {
            final LedgerStatus status = router.client().closeInterval();
            return status.behind();
        } catch (final NoRouterException none) {
            return null;
        }
    }

    private static void print(final String title, final List<LedgerAudit.Finding> findings, final PrintWriter out) {
        if (findings.isEmpty()) {
            return;
        }
        out.println(title + ":");
        final Table table = new Table("INTERVAL>", "OF", "WHAT", "BOOKED>", "OTHERWISE>", "BY");
        findings.forEach(each -> table.row(each.interval() == 0 ? null : each.interval(), each.subject(), each.what(),
            each.booked(), each.otherwise(), each.by()));
        table.print(out);
        out.println();
    }
}
