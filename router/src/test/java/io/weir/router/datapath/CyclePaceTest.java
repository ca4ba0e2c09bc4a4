package io.weir.router.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CyclePaceTest {
    private static final long LONGEST_NS = CyclePace.LONGEST_NS + 2 * CyclePace.SESSION_NS;

    private final CyclePace pace = new CyclePace();

    @Test
    void shouldDoLessAtATimeWhenThingsTakeLongAndMoreWhenTheyDoNotAnyMore() {
        for (int i = 0; i < 100; i++) {
            pace.onCycle(5_000L * pace.pieces(), 2);
        }
        assertThat(pace.pieces()).isEqualTo(1);
        assertThat(pace.doorbells()).isEqualTo(1);
        for (int i = 0; i < CyclePace.MOST * CyclePace.PATIENCE; i++) {
            pace.onCycle(100L * pace.pieces(), 2);
        }
        assertThat(pace.pieces()).isEqualTo(CyclePace.MOST);
    }

    @Test
    void shouldKeepMostCyclesShortWhateverAPieceTakes() {
        for (final long pieceNs : new long[] {150, 250, 600, 1_500}) {
            int longOnes = 0;
            for (int i = 0; i < 10_000; i++) {
                final long tookNs = pieceNs * pace.pieces();
                longOnes += tookNs > LONGEST_NS ? 1 : 0;
                pace.onCycle(tookNs, 2);
            }
            assertThat(longOnes).as("pieces of %d ns", pieceNs).isLessThan(100);
        }
    }

    @Test
    void shouldNotMindThatTheProcessorWasTakenAwayAndForgetWhatItLearnedWhenAlone() {
        pace.onCycle(CyclePace.INTERRUPTED_NS + 1, 2);
        assertThat(pace.pieces()).isEqualTo(CyclePace.MOST);
        pace.onCycle(LONGEST_NS + 1, 2);
        assertThat(pace.pieces()).isLessThan(CyclePace.MOST);
        pace.onAlone();
        assertThat(pace.pieces()).isEqualTo(CyclePace.MOST);
    }

    @Test
    void shouldNotDoLessAtATimeBecauseThereAreManySessionsToLookAt() {
        final int sessions = 64;
        for (int i = 0; i < 1_000; i++) {
            pace.onCycle(100L * sessions + 250L * pace.pieces(), sessions);
        }
        assertThat(pace.pieces()).isEqualTo(CyclePace.MOST);
    }
}
