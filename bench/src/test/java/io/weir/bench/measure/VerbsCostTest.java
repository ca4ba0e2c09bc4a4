package io.weir.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerbsCostTest {
    private static final List<RoutedVerbs.Used> FIRST = List.of(new RoutedVerbs.Used("tenant, main", 1));
    private static final List<RoutedVerbs.Used> SECOND = List.of(new RoutedVerbs.Used("tenant, main", 2));

    @Test
    void shouldTellTheBestRoundAndItsThreadsWhenThereAreSeveral() {
        final VerbsCost cost = new VerbsCost("write_bw", 1 << 20);
        cost.direct(90);
        cost.direct(100);
        cost.through(80, FIRST);
        cost.through(70, SECOND);

        assertThat(cost.withThreads())
            .contains("100.00 MiB/s", "80.00 MiB/s", "2500.00 µs", "20.0 %", "1.00 µs tenant");
    }

    @Test
    void shouldTellWhatARoundTripTakesLongerWhenLatencyWasMeasured() {
        final VerbsCost cost = new VerbsCost("send_lat", 64);
        cost.direct(30);
        cost.through(60, FIRST);
        cost.through(45, SECOND);

        assertThat(cost.withThreads()).contains("15.00 µs", "50.0 %", "2.00 µs tenant");
    }

    @Test
    void shouldTellTheShareOfEmulationWhenBothProcessorsAreKnown() {
        assertThat(new Emulation(8000, 400)).hasToString("The same code of Weir takes 20.0 times as long here as on the"
            + " host (8.00 µs for a WRITE of 8 bytes on one thread, 0.40 µs there): of what is added, 95.0 % is"
            + " emulation.");
    }
}
