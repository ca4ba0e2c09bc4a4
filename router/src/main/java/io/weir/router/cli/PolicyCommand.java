package io.weir.router.cli;

import io.weir.policy.TenantPolicy;
import io.weir.router.admin.Json;
import io.weir.router.admin.NoRouterException;
import io.weir.router.admin.PolicyReport;
import io.weir.router.config.ConfigException;
import io.weir.router.config.RouterConfig;
import io.weir.router.config.RouterConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir policy}: checks policies, says what they would change, and why each number is what it is. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Check policies, say what they would change, and where each number comes from.")
public final class PolicyCommand implements Runnable {
    private static final int WRONG = 2;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "write validate, plan or explain");
    }

    @Command(name = "validate", mixinStandardHelpOptions = true,
        description = "Say whether a configuration or a policy file is right; if not, where and what to do.")
    int validate(
        @Parameters(paramLabel = "FILE", description = "A configuration, or a file of tenants alone.") final Path file,
        @Option(names = "--config", paramLabel = "FILE",
            description = "The configuration that a policy file belongs to: what must hold between them is checked.")
        final Path config) {
        final PrintWriter out = out("validate");
        try {
            if (!RouterConfigLoader.isPolicyFile(file)) {
                out.println(file + ": right: " + names(RouterConfigLoader.load(file).tenants()));
            } else if (config == null) {
                out.println(file + ": right by itself: " + names(RouterConfigLoader.loadPolicies(file)));
                out.println("what must hold between it and others (reach, guarantees, names) is checked with --config");
            } else {
                out.println(file + ": right, with " + config + ": "
                    + names(RouterConfigLoader.loadWith(config, file).tenants()));
            }
            return 0;
        } catch (final ConfigException wrong) {
            wrong.problems().forEach(err("validate")::println);
            return WRONG;
        }
    }

    @Command(name = "plan", mixinStandardHelpOptions = true,
        description = "Say what a configuration or a policy file would change, for whom: against the running router, "
            + "or without one against the configuration as it is.")
    int plan(
        @Parameters(paramLabel = "FILE", description = "A configuration, or a file of tenants alone: it takes the "
            + "place of the one of its name, or else its tenants that of those of their names.") final Path file,
        @Mixin final RouterAddress router,
        @Option(names = "--json", description = "One JSON document.") final boolean json)
        throws IOException, ConfigException {
        final PolicyReport before = present(router);
        final RouterConfig next = RouterConfigLoader.isPolicyFile(file)
            ? RouterConfigLoader.loadWith(base(before), file) : RouterConfigLoader.load(file);
        final PolicyDiff diff = PolicyDiff.of(before, PolicyReport.of(next));
        final PrintWriter out = out("plan");
        if (json) {
            out.println(Json.pretty(diff));
            return 0;
        }
        if (diff.changes().isEmpty()) {
            out.println("nothing changes for any tenant");
        } else {
            final Table table = new Table("TENANT", "RULE", "BEFORE", "AFTER", "FROM");
            diff.changes().forEach(each ->
                table.row(each.tenant(), each.key(), each.before(), each.after(), each.origin()));
            table.print(out);
        }
        diff.needsRestart().forEach(each -> out.println("needs a restart: " + each));
        return 0;
    }

    @Command(name = "explain", mixinStandardHelpOptions = true,
        description = "Say which rule gives a tenant which number: where it stands, or that nobody wrote it.")
    int explain(
        @Parameters(paramLabel = "TENANT", description = "Its name.") final String tenant,
        @Mixin final RouterAddress router,
        @Option(names = "--json", description = "One JSON document.") final boolean json)
        throws IOException, ConfigException {
        final PolicyReport report = present(router);
        final PolicyReport.TenantRules rules = find(report, tenant);
        final PrintWriter out = out("explain");
        if (json) {
            out.println(Json.pretty(rules));
            return 0;
        }
        out.println(describe(report));
        report.needsRestart().forEach(each -> out.println("needs a restart: " + each));
        final Table table = new Table("RULE", "VALUE", "FROM");
        rules.rules().forEach(rule -> table.row(rule.key(), rule.value(), rule.origin()));
        table.print(out);
        return 0;
    }

    static PolicyReport.TenantRules find(final PolicyReport report, final String tenant) throws IOException {
        return report.tenants().stream().filter(each -> each.tenant().equals(tenant)).findFirst().orElseThrow(() ->
            new IOException("there is no tenant '" + tenant + "': known are " + String.join(", ",
                report.tenants().stream().map(PolicyReport.TenantRules::tenant).toList())));
    }

    private static String describe(final PolicyReport report) {
        final String rejection = report.rejection() == null ? ""
            : ", the last change was rejected: " + String.join("; ", report.rejection().reasons());
        return report.generation() == 0 ? "no router runs: what " + report.file() + " says"
            : "generation " + report.generation() + rejection;
    }

    /** What holds: in the running router, or if there is none, by its configuration. */
    private static PolicyReport present(final RouterAddress router) throws IOException, ConfigException {
        try {
            return router.client().policy();
        } catch (final NoRouterException none) {
            if (router.configFile() == null) {
                throw none;
            }
            return PolicyReport.of(RouterConfigLoader.load(router.configFile()));
        }
    }

    private static Path base(final PolicyReport present) throws IOException {
        if (present.file() == null) {
            throw new IOException("the router was not started from a file: name a whole configuration");
        }
        return Path.of(present.file());
    }

    private static String names(final List<TenantPolicy> tenants) {
        return (tenants.size() == 1 ? "tenant " : "tenants ")
            + String.join(", ", tenants.stream().map(TenantPolicy::name).toList());
    }

    private PrintWriter out(final String command) {
        return spec.subcommands().get(command).getOut();
    }

    private PrintWriter err(final String command) {
        return spec.subcommands().get(command).getErr();
    }
}
