package io.weir.bench;

import io.weir.bench.demo.DemoCommand;
import io.weir.bench.example.pingpong.PingPongCommand;
import io.weir.bench.measure.BenchCommand;
import io.weir.bench.perf.PerfCommand;
import io.weir.router.OperatorCommands;
import io.weir.router.Preparation;
import io.weir.router.cli.Version;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The root of the command line: what {@link OperatorCommands} has, the demo, programs to try a router with, benchmarks.
 * Exit status: 0 done, 1 it went wrong (one line on standard error says what), 2 the command line or the configuration
 * is wrong.
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
        Preparation.of(args);
        System.exit(commandLine().execute(args));
    }

    /** The command line with all its commands, for a test to call in its own process. */
    static CommandLine commandLine() {
        return OperatorCommands.concluded(
            OperatorCommands.addTo(new CommandLine(new Weir()).addSubcommand(new DemoCommand()))
                .addSubcommand(new PingPongCommand())
                .addSubcommand(new PerfCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new GenerateCompletion()));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
