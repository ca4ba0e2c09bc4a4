package io.weir.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class DistributionTest {
    @Test
    void shouldBeReadAsItWasWrittenWhenALineCarriesIt() {
        final Histogram histogram = new Histogram(3);
        for (int i = 1; i <= 1000; i++) {
            histogram.recordValue(i);
        }
        final Distribution read =
            Distribution.of(Line.parse(Distribution.of(histogram).addTo(Line.of("done")).toString()));
        assertThat(read.at(50)).isEqualTo(500);
        assertThat(read.at(99)).isEqualTo(990);
        assertThat(read.at(100)).isEqualTo(1000);
        assertThat(read.times(2).at(50)).isEqualTo(1000);
    }
}
