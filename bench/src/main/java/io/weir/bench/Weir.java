package io.weir.bench;

import io.weir.bench.demo.DemoCommand;
import io.weir.bench.example.pingpong.PingPongCommand;
import io.weir.bench.measure.BenchCommand;
import io.weir.router.RouterService;
import io.weir.router.cli.AuditCommand;
import io.weir.router.cli.EventsCommand;
import io.weir.router.cli.LimitCommand;
import io.weir.router.cli.PolicyCommand;
import io.weir.router.cli.ResourcesCommand;
import io.weir.router.cli.RouterCommand;
import io.weir.router.cli.StatusCommand;
import io.weir.router.cli.TopCommand;
import io.weir.router.cli.UsageCommand;
import io.weir.router.config.ConfigException;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The root of the command line. Exit status: 0 done, 1 it went wrong (one line on standard error says what), 2 the
 * command line or the configuration is wrong.
 */
@Command(
    name = "weir",
    description = "An RDMA router for containers: virtual RDMA devices, isolated, paced and metered.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:it went wrong; standard error says what",
        "2:the command line or the configuration is wrong"})
public final class Weir implements Runnable {
    @Spec
    private CommandSpec spec;

    private Weir() {
    }

    /** Runs the command that the arguments name, and exits with its status. */
    public static void main(final String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line with all its commands, for a test to call in its own process. */
    static CommandLine commandLine() {
        final CommandLine weir = new CommandLine(new Weir())
            .addSubcommand(new DemoCommand())
            .addSubcommand(new RouterCommand(config -> RouterService.start(config, System.out::println)))
            .addSubcommand(new StatusCommand())
            .addSubcommand(new ResourcesCommand())
            .addSubcommand(new UsageCommand())
            .addSubcommand(new AuditCommand())
            .addSubcommand(new TopCommand())
            .addSubcommand(new EventsCommand())
            .addSubcommand(new PolicyCommand())
            .addSubcommand(new LimitCommand())
            .addSubcommand(new PingPongCommand())
            .addSubcommand(new BenchCommand())
            .addSubcommand(new GenerateCompletion())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Weir::refuse)
            .setExecutionExceptionHandler(oneLine());
        tellVersion(weir);
        return weir;
    }

    /** Every command that has {@code --version} says the same. */
    private static void tellVersion(final CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(Weir::tellVersion);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
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
