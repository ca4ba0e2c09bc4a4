package io.weir.bench.rail;

import io.weir.bench.process.ChildFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Has contenders take turns at one place, run by run, so that what disturbs the machine disturbs them all. */
final class Contest {
    private final int runs;
    private final long ms;
    private final long warmUpMs;

    Contest(final int runs, final long ms, final long warmUpMs) {
        this.runs = runs;
        this.ms = ms;
        this.warmUpMs = warmUpMs;
    }

    Tally hold(final String place, final List<Contender> contenders, final List<Task> tasks)
        throws IOException, ChildFailedException, InterruptedException {
        final Tally tally = new Tally(place);
        final List<Contender> started = new ArrayList<>();
        try {
            for (final Contender contender : contenders) {
                started.add(contender);
                contender.start();
                warmUp(contender, tasks);
            }
            for (int run = 1; run <= runs; run++) {
                System.err.println(place + ": run " + run + " of " + runs);
                for (final Task task : tasks) {
                    for (final Contender contender : contenders) {
                        if (contender.takes(task)) {
                            tally.add(contender.name(), task, contender.run(task, ms));
                        }
                    }
                }
            }
            return tally;
        } finally {
            for (final Contender contender : started) {
                contender.close();
            }
        }
    }

    /** Compilers have their turn, and the first run of anything is not like the others. */
    private void warmUp(final Contender contender, final List<Task> tasks)
        throws IOException, ChildFailedException, InterruptedException {
        System.err.println(contender.name() + " warms up");
        for (final Task task : tasks) {
            if (contender.takes(task)) {
                contender.run(task, contender instanceof EndPair ? warmUpMs : ms / 2);
            }
        }
    }
}
