package io.weir.router.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.datapath.ServedTotals;
import io.weir.verbs.Gid;
import io.weir.verbs.WcOpcode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServedBooksTest {
    private static final Gid GID = Gid.ofIpv4(0x0A000001);
    private static final long[] NOTHING = new long[ServedTotals.LENGTH];

    private final ServedBooks books = new ServedBooks();
    private long writes;
    private long bytes;

    private static long[] writes(final long messages, final long ofBytes) {
        final long[] totals = new long[ServedTotals.LENGTH];
        totals[0] = messages;
        totals[ServedTotals.LENGTH / 2] = ofBytes;
        return totals;
    }

    private void report(final long incarnation, final long[] totals, final long[] acknowledged) {
        books.onReport("b", "blue", GID, incarnation, totals, acknowledged, (opcode, messages, more) -> {
            assertThat(opcode).isEqualTo(WcOpcode.RDMA_WRITE);
            writes += messages;
            bytes += more;
        });
    }

    @Test
    void shouldBookEachByteOnceWhenReportsAreRepeatedAndLate() {
        final long seed = 4791;
        final Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            final int messages = i == 999 ? 1_000 : random.nextInt(1 + i);
            report(7, writes(messages, messages * 100L), NOTHING);
        }
        assertThat(writes).isEqualTo(1_000);
        assertThat(bytes).isEqualTo(100_000);
    }

    @Test
    void shouldBeginAnewWhenTheReporterIsAnother() {
        report(7, writes(5, 500), NOTHING);
        report(8, writes(2, 200), NOTHING);
        assertThat(writes).isEqualTo(7);
        assertThat(bytes).isEqualTo(700);
    }

    @Test
    void shouldNotBookAgainWhatAnEarlierRouterAcknowledged() {
        report(7, writes(5, 500), writes(4, 400));
        assertThat(writes).isEqualTo(1);
        assertThat(bytes).isEqualTo(100);
    }
}
