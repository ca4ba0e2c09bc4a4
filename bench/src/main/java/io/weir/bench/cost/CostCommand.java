package io.weir.bench.cost;

import io.weir.bench.cost.report.Findings;
import io.weir.bench.cost.report.Report;
import io.weir.bench.measure.Environment;
import io.weir.bench.process.ChildFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What all commands here have in common. Exit status 1: something is not as it is wanted. */
public abstract class CostCommand implements Callable<Integer> {
    @Option(names = "--json", description = "One JSON document.")
    private boolean json;
    @Option(names = "--report", paramLabel = "DIR",
        description = "Write pictures, a page (index.html) and results.json there.")
    private Path report;
    @Option(names = "--quick", description = "One run, and shorter.")
    private boolean quick;
    @Option(names = "--runs", paramLabel = "N", description = "Runs, of which the median counts (default: 3).")
    private Integer runs;

    @Override
    public final Integer call() throws Exception {
        final Findings findings = new Findings(Environment.here());
        try {
            measure(findings, effort());
        } catch (final ChildFailedException e) {
            e.tail().forEach(System.err::println);
            throw e;
        }
        System.out.println(json ? findings.json() : findings.text());
        if (report() != null) {
            new Report(findings).write(report());
            progress("report: " + report().toAbsolutePath().normalize().resolve("index.html"));
        }
        return findings.isGood() ? 0 : 1;
    }

    /** Where the report goes; null for nowhere. */
    Path report() {
        return report;
    }

    private Effort effort() {
        return new Effort(quick, runs != null ? Math.max(1, runs) : quick ? 1 : 3);
    }

    /** Measures, and adds what it saw. */
    abstract void measure(Findings findings, Effort effort)
        throws IOException, ChildFailedException, InterruptedException;

    /** Tells whoever waits what is being done. */
    static void progress(final String what) {
        System.err.println(what);
    }

    /**
     * How much is to be done.
     *
     * @param quick shorter, and less of it
     * @param runs  of each, of which the median counts
     */
    record Effort(boolean quick, int runs) {
        /** The one or the other. */
        <T> T of(final T whenQuick, final T otherwise) {
            return quick ? whenQuick : otherwise;
        }
    }
}
