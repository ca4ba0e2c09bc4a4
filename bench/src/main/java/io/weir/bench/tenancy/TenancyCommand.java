package io.weir.bench.tenancy;

import io.weir.bench.measure.Environment;
import io.weir.bench.process.ChildFailedException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What the three commands have in common. */
abstract class TenancyCommand implements Callable<Integer> {
    @Option(names = "--json", description = "One JSON document.")
    private boolean json;
    @Option(names = "--quick", description = "Fewer and shorter runs.")
    private boolean quick;

    @Override
    public final Integer call() throws IOException, ChildFailedException, InterruptedException {
        final Results results = new Results(Environment.here());
        try {
            measure(results);
        } catch (final ChildFailedException e) {
            // what was measured until then is worth seeing
            System.err.println(results.text());
            e.tail().forEach(System.err::println);
            throw e;
        }
        System.out.println(json ? results.json() : results.text());
        return results.isGood() ? 0 : 1;
    }

    abstract void measure(Results results) throws IOException, ChildFailedException, InterruptedException;

    final boolean isQuick() {
        return quick;
    }

    static void progress(final String what) {
        System.err.println(what);
    }
}
