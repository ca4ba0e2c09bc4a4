package io.weir.router.cli;

import io.weir.policy.ByteSize;
import io.weir.router.accounting.ledger.LedgerStatus;
import io.weir.router.admin.Json;
import io.weir.router.admin.PolicyStatus;
import io.weir.router.admin.RouterStatus;
import io.weir.router.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir status}: what a running router serves. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Say what a running router serves: its rail, peers, tenants and their limits.")
public final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private RouterAddress router;
    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    public Integer call() throws IOException, ConfigException {
        final RouterStatus status = router.client().status();
        final PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(status));
        } else {
            print(status, out);
            printLedger(out);
        }
        return 0;
    }

    private void printLedger(final PrintWriter out) throws IOException, ConfigException {
        final LedgerStatus ledger;
        try {
            ledger = router.client().ledger();
        } catch (final IOException none) {
            out.println();
            out.println("ledger: " + none.getMessage());
            return;
        }
        out.println();
        out.println("ledger " + ledger.path() + ", " + (ledger.bookedToMs() == 0 ? "nothing booked yet"
            : "booked up to " + Instant.ofEpochMilli(ledger.bookedToMs())));
        if (ledger.behind() != null) {
            out.println("ledger BEHIND: " + ledger.behind() + ": counters go on");
        }
        if (ledger.overflows() > 0) {
            out.println(ledger.overflows() + " queue pairs found no record of their own: counted with their tenants'");
        }
    }

    private static String describe(final PolicyStatus policy) {
        return "policy generation " + policy.generation() + ", in force since "
            + Instant.ofEpochMilli(policy.loadedMs()).truncatedTo(ChronoUnit.SECONDS)
            + (policy.rejected() == 0 ? "" : ", " + policy.rejected() + " rejected")
            + (policy.reason() == null ? "" : ", the last one: " + policy.reason())
            + (policy.needsRestart() == 0 ? "" : ", needs a restart, see 'weir policy explain'");
    }

    private static void print(final RouterStatus status, final PrintWriter out) {
        final Duration up = Duration.between(Instant.ofEpochMilli(status.startedMs()), Instant.now());
        out.println("router " + status.host() + ", process " + status.pid() + ", in " + status.directory() + ", up "
            + up.toSeconds() + " s");
        out.println("rail " + status.rail() + (status.peers().isEmpty() ? "" : ", control " + status.control()));
        out.println(describe(status.policy()));
        if (!status.peers().isEmpty()) {
            out.println();
            final Table peers = new Table("PEER", "CONTROL", "RAIL", "CONNECTED");
            status.peers().forEach(peer ->
                peers.row(peer.name(), peer.control(), peer.rail(), peer.connected() ? "yes" : "no"));
            peers.print(out);
        }
        out.println();
        final Table tenants = new Table("TENANT", "NETWORK", "IP", "SESSIONS>", "MEMORY>", "OF>");
        status.tenants().forEach(tenant -> tenants.row(tenant.name(), tenant.network(), tenant.ip(), tenant.sessions(),
            ByteSize.format(tenant.memoryBytes()), ByteSize.format(tenant.memoryLimitBytes())));
        tenants.print(out);
        out.println();
        final Table limits = new Table("LIMITS OF", "EGRESS>", "INGRESS>", "OPERATIONS>", "WEIGHT>");
        status.tenants().forEach(tenant -> limits.row(tenant.name(), Units.bitRate(tenant.egressBitsPerSecond()),
            Units.bitRate(tenant.ingressBitsPerSecond()), Units.operationRate(tenant.operationsPerSecond()),
            tenant.weight()));
        limits.print(out);
    }
}
