package io.weir.router;

import io.weir.router.cli.AuditCommand;
import io.weir.router.cli.EventsCommand;
import io.weir.router.cli.LimitCommand;
import io.weir.router.cli.PolicyCommand;
import io.weir.router.cli.ResourcesCommand;
import io.weir.router.cli.RouterCommand;
import io.weir.router.cli.StatusCommand;
import io.weir.router.cli.TopCommand;
import io.weir.router.cli.UsageCommand;
import io.weir.router.cli.Version;
import io.weir.router.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line of a node: to run a router, and to ask one. It is what a router's container has; the full one has
 * more commands. Exit status: 0 done, 1 it went wrong (one line on standard error says what), 2 the command line or the
 * configuration is wrong.
 */
@Command(
    name = "weir",
    description = "An RDMA router for containers: virtual RDMA devices, isolated, paced and metered.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:it went wrong; standard error says what",
        "2:the command line or the configuration is wrong"})
public final class OperatorCommands implements Runnable {
    @Spec
    private CommandSpec spec;

    private OperatorCommands() {
    }

    /** Runs the command that the arguments name, and exits with its status. */
    public static void main(final String[] args) {
        Preparation.of(args);
        System.exit(concluded(addTo(new CommandLine(new OperatorCommands()))).execute(args));
    }

    /** Adds the commands that an operator has. */
    public static CommandLine addTo(final CommandLine weir) {
        return weir.addSubcommand(new RouterCommand(RouterService::start))
            .addSubcommand(new StatusCommand())
            .addSubcommand(new ResourcesCommand())
            .addSubcommand(new UsageCommand())
            .addSubcommand(new AuditCommand())
            .addSubcommand(new TopCommand())
            .addSubcommand(new EventsCommand())
            .addSubcommand(new PolicyCommand())
            .addSubcommand(new LimitCommand());
    }

    /** The same, with all commands added, that tells errors in one line and everywhere the same version. */
    public static CommandLine concluded(final CommandLine weir) {
        tellVersion(weir);
        return weir.setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(OperatorCommands::refuse)
            .setExecutionExceptionHandler(oneLine());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    private static void tellVersion(final CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(OperatorCommands::tellVersion);
    }

    /** As picocli does, but that the first line says whose it is, like those of all other errors. */
    private static int refuse(final ParameterException wrong, final String[] args) {
        final CommandLine command = wrong.getCommandLine();
        command.getErr().println("weir: " + wrong.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(wrong, command.getErr())) {
            command.usage(command.getErr());
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** A failure is for its reader: one line, and the stack only for who asked by {@code WEIR_DEBUG}. */
    private static IExecutionExceptionHandler oneLine() {
        return (failure, command, parsed) -> {
            if (failure instanceof ConfigException wrong) {
                wrong.problems().forEach(command.getErr()::println);
                return CommandLine.ExitCode.USAGE;
            }
            final String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
            command.getErr().println("weir: " + message);
            if (System.getenv("WEIR_DEBUG") != null) {
                failure.printStackTrace(command.getErr());
            }
            return command.getCommandSpec().exitCodeOnExecutionException();
        };
    }
}
