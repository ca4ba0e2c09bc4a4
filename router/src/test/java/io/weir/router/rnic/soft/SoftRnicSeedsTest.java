package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Queue pairs of every type over a network that loses, repeats, reorders, marks and corrupts packets and whose link
 * goes down, thousands of times.
 */
class SoftRnicSeedsTest {
    private static final int SEEDS = Integer.getInteger("weir.seeds", 3_000);
    private static final int FIRST_SEED = Integer.getInteger("weir.seed", 1);
    private static final int TRACED_SEEDS = 100;

    private final Simulation simulation = new Simulation();

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldCompleteEverythingOnceAndInOrderOrSayWhyNot() {
        final long startNs = System.nanoTime();
        for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            run(seed);
        }
        System.out.printf("%d seeds, %d packets, %d of them lost, in %d ms%n", SEEDS, simulation.packets(),
            simulation.lost(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    }

    @Test
    void shouldSendTheSamePacketsWhenSeedIsTheSame() {
        for (int seed = FIRST_SEED; seed < FIRST_SEED + Math.min(SEEDS, TRACED_SEEDS); seed++) {
            assertThat(run(seed)).as("seed %d", seed).isEqualTo(run(seed)).isNotEqualTo(run(seed + 1));
        }
    }

    private long run(final int seed) {
        try {
            return simulation.run(seed);
        } catch (final AssertionError | RuntimeException thrown) {
            throw new AssertionError("seed " + seed + ", again: mvn -pl router -am test -Dtest=SoftRnicSeedsTest "
                + "-Dsurefire.failIfNoSpecifiedTests=false -Dweir.seed=" + seed + " -Dweir.seeds=1", thrown);
        }
    }
}
