package io.weir.bench.cost;

import io.weir.bench.cost.report.Findings;
import io.weir.bench.process.ChildFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code weir bench all}: everything of this package, and a report. */
@Command(
    name = "all",
    mixinStandardHelpOptions = true,
    description = {
        "What 'local', 'control', 'growth', 'start' and 'soak' (for two minutes) measure, one after the other, and a"
            + " report of it in ./bench-report unless --report says otherwise. With --quick in under three minutes.",
        "Wants a machine that does nothing else. Exit status 1 if a figure is not as it is wanted."})
public final class AllCommand extends CostCommand {
    private static final Duration SOAK = Duration.ofMinutes(2);
    private static final Duration QUICK_SOAK = Duration.ofSeconds(12);

    @Override
    Path report() {
        return super.report() != null ? super.report() : Path.of("bench-report");
    }

    @Override
    void measure(final Findings findings, final Effort effort)
        throws IOException, ChildFailedException, InterruptedException {
        progress("== local");
        new LocalCommand().measure(findings, effort);
        progress("== control");
        new ControlCommand().measure(findings, effort);
        progress("== growth");
        new GrowthCommand().measure(findings, effort);
        progress("== start");
        new StartCommand().measure(findings, effort);
        progress("== soak");
        new SoakCommand().measure(findings, effort.of(QUICK_SOAK, SOAK));
    }
}
