package io.weir.router.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.verbs.Gid;
import org.junit.jupiter.api.Test;

class DatagramSourcesTest {
    private static final int RAIL = 0x0A01_0101;
    private static final Gid SENDER = Gid.parse("10.0.0.1");

    private final DatagramSources sources = new DatagramSources();

    private static DatagramSource source(final int number) {
        return new DatagramSource("blue", SENDER, number);
    }

    @Test
    void shouldKnowWhoWasIntroducedUntilForgotten() {
        sources.introduce(RAIL, 7, source(70));
        assertThat(sources.find(RAIL, 7)).isEqualTo(source(70));
        assertThat(sources.find(RAIL + 1, 7)).isNull();
        assertThat(sources.find(0, 7)).isNull();
        sources.introduce(RAIL, 7, source(71));
        assertThat(sources.find(RAIL, 7)).isEqualTo(source(71));
        sources.forget(RAIL, 7);

        assertThat(sources.find(RAIL, 7)).isNull();
        assertThat(sources.size()).isZero();
    }

    @Test
    void shouldForgetTheOldestOfADeviceWhenItHasTooMany() {
        sources.introduce(RAIL, 1, new DatagramSource("blue", Gid.parse("10.0.0.9"), 1));
        for (int i = 0; i <= DatagramSources.MAX_PER_DEVICE; i++) {
            sources.introduce(RAIL, 100 + i, source(i));
            // one that introduces itself again and again stays
            sources.introduce(RAIL, 100, source(0));
        }

        assertThat(sources.size()).isEqualTo(DatagramSources.MAX_PER_DEVICE + 1);
        assertThat(sources.find(RAIL, 100)).isNotNull();
        assertThat(sources.find(RAIL, 101)).isNull();
        assertThat(sources.find(RAIL, 1)).isNotNull();
    }

    @Test
    void shouldKeepQueuePairsOfThisHostApart() {
        sources.addHere(0, 7, source(70));
        sources.introduce(RAIL, 7, source(71));
        sources.removeHere(0, 7);

        assertThat(sources.find(0, 7)).isNull();
        assertThat(sources.find(RAIL, 7)).isEqualTo(source(71));
    }
}
