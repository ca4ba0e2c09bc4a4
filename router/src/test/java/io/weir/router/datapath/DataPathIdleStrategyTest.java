package io.weir.router.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DataPathIdleStrategyTest {
    private long nowNs = 1;
    private int sleeps;
    private final DataPathIdleStrategy strategy = new DataPathIdleStrategy(() -> sleeps++, () -> nowNs);

    /** How often it looks, a duty cycle taking so long, until it sleeps. */
    private int looksBeforeSleep(final long cycleNs) {
        int looks = 0;
        for (final int before = sleeps; sleeps == before; looks++) {
            strategy.idle(0);
            nowNs += cycleNs;
        }
        return looks;
    }

    @Test
    void shouldLookOutForAWhileBeforeItSleeps() {
        assertThat(looksBeforeSleep(500)).isBetween(100, 102);
    }

    @Test
    void shouldLookOutOftenWhereEverythingIsSlow() {
        assertThat(looksBeforeSleep(40_000)).isBetween(DataPathIdleStrategy.LOOKS, DataPathIdleStrategy.LOOKS + 2);
    }

    @Test
    void shouldSleepSoonWhereOthersTakeTheProcessors() {
        assertThat(looksBeforeSleep(1_000_000)).isLessThan(5);
    }

    @Test
    void shouldStayAsleepUntilThereIsWork() {
        looksBeforeSleep(40_000);
        assertThat(looksBeforeSleep(40_000)).isEqualTo(1);
        assertThat(looksBeforeSleep(1)).isEqualTo(1);
        strategy.idle(1);
        assertThat(looksBeforeSleep(40_000)).isGreaterThanOrEqualTo(DataPathIdleStrategy.LOOKS);
    }
}
