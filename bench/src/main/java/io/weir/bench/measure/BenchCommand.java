package io.weir.bench.measure;

import io.weir.bench.cost.AllCommand;
import io.weir.bench.cost.ControlCommand;
import io.weir.bench.cost.GrowthCommand;
import io.weir.bench.cost.LocalCommand;
import io.weir.bench.cost.SoakCommand;
import io.weir.bench.cost.StartCommand;
import io.weir.bench.jmh.FfmCommand;
import io.weir.bench.jmh.JmhCommand;
import io.weir.bench.rail.RailCommand;
import io.weir.bench.show.ShowCommand;
import io.weir.bench.tenancy.FairnessCommand;
import io.weir.bench.tenancy.IsolationCommand;
import io.weir.bench.tenancy.LimitsCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir bench}: the measurements. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure what a router costs on this machine.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {AllCommand.class, LocalCommand.class, ControlCommand.class, GrowthCommand.class,
        StartCommand.class, SoakCommand.class, IdleCommand.class, SteadyCommand.class, RailCommand.class,
        VerbsCommand.class, LimitsCommand.class, FairnessCommand.class, IsolationCommand.class, ReloadCommand.class,
        FfmCommand.class, JmhCommand.class, ShowCommand.class})
public final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
