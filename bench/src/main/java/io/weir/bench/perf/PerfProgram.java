package io.weir.bench.perf;

import io.weir.router.OperatorCommands;
import picocli.CommandLine;

/** {@code weir perf} as a program of its own, for benchmarks that have it measure. */
public final class PerfProgram {
    private PerfProgram() {
    }

    /** Arguments of {@code weir perf}. */
    public static void main(final String[] args) {
        System.exit(OperatorCommands.concluded(new CommandLine(new PerfCommand())).execute(args));
    }
}
