package io.weir.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1 KiB", "145959730, 139 MiB", "1610612736, 1.50 GiB"})
    void shouldNameTheGreatestUnitWhenSayingBytes(final long bytes, final String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"200000000, 200 Mbit/s", "199870000, 200 Mbit/s", "8123456789, 8.12 Gbit/s", "999999, 1.00 Mbit/s"})
    void shouldKeepThreeDigitsWhenSayingRates(final double rate, final String text) {
        assertThat(Units.bitRate(rate)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"950, 950 ns", "6100, 6.10 µs", "12345, 12.3 µs", "41234567, 41.2 ms"})
    void shouldKeepThreeDigitsWhenSayingTimes(final double time, final String text) {
        assertThat(Units.time(time)).isEqualTo(text);
    }
}
