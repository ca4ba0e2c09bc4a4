package io.weir.bench.perf;

import picocli.CommandLine;

/** {@code weir perf} as a program of its own, for benchmarks that have it measure. */
public final class PerfProgram {
    private PerfProgram() {
    }

    /** Arguments of {@code weir perf}. */
    public static void main(final String[] args) {
        System.exit(new CommandLine(new PerfCommand()).setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((failure, command, parsed) -> {
                command.getErr().println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
                return 1;
            })
            .execute(args));
    }
}
