package io.weir.bench.jmh;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Option;

/** How long benchmarks run, for each command that runs some. */
final class JmhOptions {
    @Option(names = "--forks", paramLabel = "N", description = "JVMs for each benchmark (default: ${DEFAULT-VALUE}).")
    private int forks = 2;
    @Option(names = "--iterations", paramLabel = "N",
        description = "Measurements in each JVM, after as many to warm up (default: ${DEFAULT-VALUE}).")
    private int iterations = 5;
    @Option(names = "--time", paramLabel = "MS",
        description = "Of each, in milliseconds (default: ${DEFAULT-VALUE}).")
    private int milliseconds = 200;
    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    boolean isJson() {
        return json;
    }

    /** Runs the benchmarks whose names have the regular expression in them, each in JVMs of its own. */
    List<JmhResult> run(final String regex, final String... jvmArguments) throws RunnerException {
        final List<JmhResult> results = new ArrayList<>();
        final List<String> forked = new ArrayList<>(List.of(jvmArguments));
        forked.add("--sun-misc-unsafe-memory-access=allow");
        final OptionsBuilder options = new OptionsBuilder();
        options.include(regex).forks(forks).warmupIterations(iterations).measurementIterations(iterations)
            .warmupTime(TimeValue.milliseconds(milliseconds)).measurementTime(TimeValue.milliseconds(milliseconds))
            .addProfiler(GCProfiler.class).verbosity(VerboseMode.SILENT).shouldFailOnError(true)
            .jvmArgsAppend(forked.toArray(String[]::new));
        for (final RunResult result : new Runner(options.build()).run()) {
            results.add(JmhResult.of(result));
        }
        return results;
    }
}
