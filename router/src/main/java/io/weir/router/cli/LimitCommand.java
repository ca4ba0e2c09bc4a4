package io.weir.router.cli;

import io.weir.policy.PolicyEdit;
import io.weir.router.admin.Json;
import io.weir.router.admin.PolicyReport;
import io.weir.router.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir limit}: sets limits of a running router by hand. */
@Command(
    name = "limit",
    mixinStandardHelpOptions = true,
    description = "Set limits of a running router by hand: in force at once, until cleared or until the router ends.")
public final class LimitCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "write set, show or clear");
    }

    /** What there is to set; each is null if it stays. */
    static final class Changes {
        @Option(names = "--egress", paramLabel = "RATE", description = "Limit of what leaves its memory, like 2Gbit.")
        private String egress;
        @Option(names = "--ingress", paramLabel = "RATE", description = "Limit of what arrives in its memory.")
        private String ingress;
        @Option(names = "--operations", paramLabel = "RATE", description = "Limit of work requests, like 100k/s.")
        private String operations;
        @Option(names = "--egress-operations", paramLabel = "RATE", description = "Of those whose payload leaves.")
        private String egressOperations;
        @Option(names = "--ingress-operations", paramLabel = "RATE", description = "Of those whose payload arrives.")
        private String ingressOperations;
        @Option(names = "--burst", paramLabel = "SIZE", description = "Bytes at once, of both directions, like 1MiB.")
        private String burst;
        @Option(names = "--weight", paramLabel = "N", description = "Share of what is contended, both directions.")
        private String weight;
        @Option(names = "--guarantee", paramLabel = "RATE", description = "Guarantee of both directions, or 'none'.")
        private String guarantee;
        @Option(names = "--class", paramLabel = "CLASS", description = "latency, normal or bulk.")
        private String service;
        @Option(names = "--mode", paramLabel = "MODE", description = "enforce or audit.")
        private String mode;

        Map<String, String> byKey() {
            final Map<String, String> changes = new LinkedHashMap<>();
            put(changes, egress, "limit.egress");
            put(changes, ingress, "limit.ingress");
            put(changes, operations, "limit.operations");
            put(changes, egressOperations, "limit.egress-operations");
            put(changes, ingressOperations, "limit.ingress-operations");
            put(changes, burst, "burst.egress", "burst.ingress");
            put(changes, weight, "weight.egress", "weight.ingress");
            put(changes, guarantee, "guarantee.egress", "guarantee.ingress");
            put(changes, service, "class");
            put(changes, mode, "mode");
            return changes;
        }

        private static void put(final Map<String, String> changes, final String value, final String... keys) {
            if (value != null) {
                List.of(keys).forEach(key -> changes.put(key, value.strip()));
            }
        }
    }

    @Command(name = "set", mixinStandardHelpOptions = true,
        description = "Set limits of a tenant. They outlive a change of the files, and end with 'weir limit clear' or "
            + "with the router: to keep them, write them into its policy.")
    int set(
        @Parameters(paramLabel = "TENANT", description = "Its name.") final String tenant,
        @Mixin final RouterAddress router,
        @Mixin final Changes changes) throws IOException, ConfigException {
        final Map<String, String> told = changes.byKey();
        if (told.isEmpty()) {
            throw new CommandLine.ParameterException(
                spec.subcommands().get("set"), "nothing to set: write what, like --egress 2Gbit");
        }
        final PrintWriter out = out("set");
        router.client().setLimits(tenant, told);
        print(router.client().policy(), tenant, out);
        out.println("in force until 'weir limit clear " + tenant + "' or until the router ends, also when its files "
            + "change: to keep it, write it into the policy");
        return 0;
    }

    @Command(name = "clear", mixinStandardHelpOptions = true,
        description = "End what was set by hand for a tenant: what the files say holds again.")
    int clear(
        @Parameters(paramLabel = "TENANT", description = "Its name.") final String tenant,
        @Mixin final RouterAddress router) throws IOException, ConfigException {
        router.client().clearLimits(tenant);
        print(router.client().policy(), tenant, out("clear"));
        return 0;
    }

    @Command(name = "show", mixinStandardHelpOptions = true,
        description = "Show what can be set, of one tenant or of all, and where it comes from.")
    int show(
        @Parameters(paramLabel = "TENANT", arity = "0..1", description = "Its name.") final String tenant,
        @Mixin final RouterAddress router,
        @Option(names = "--json", description = "One JSON document.") final boolean json)
        throws IOException, ConfigException {
        final PolicyReport report = router.client().policy();
        final PrintWriter out = out("show");
        if (json) {
            out.println(Json.pretty(tenant == null ? report.tenants() : PolicyCommand.find(report, tenant)));
        } else {
            print(report, tenant, out);
        }
        return 0;
    }

    private static void print(final PolicyReport report, final String tenant, final PrintWriter out)
        throws IOException {
        final List<PolicyReport.TenantRules> shown =
            tenant == null ? report.tenants() : List.of(PolicyCommand.find(report, tenant));
        out.println("policy generation " + report.generation());
        final Table table = new Table("TENANT", "RULE", "VALUE", "FROM");
        for (final PolicyReport.TenantRules each : shown) {
            each.rules().stream().filter(rule -> PolicyEdit.KEYS.contains(rule.key())).forEach(rule ->
                table.row(each.tenant(), rule.key(), rule.value(), rule.origin()));
        }
        table.print(out);
    }

    private PrintWriter out(final String command) {
        return spec.subcommands().get(command).getOut();
    }
}
