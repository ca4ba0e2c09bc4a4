package io.weir.router.accounting.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.accounting.CountersFile;
import io.weir.router.accounting.KilledChild;
import io.weir.router.accounting.Operation;
import io.weir.router.accounting.TenantMeter;
import io.weir.router.accounting.TenantUsage;
import io.weir.router.accounting.UsageEvents;
import io.weir.router.accounting.UsageFile;
import io.weir.router.accounting.UsageMeter;
import io.weir.router.accounting.UsageSnapshot;
import io.weir.router.accounting.ledger.LedgerReader.Dimension;
import io.weir.verbs.QpType;
import io.weir.verbs.WcOpcode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A router's process that is killed while it counts, books, and makes and destroys queue pairs. */
class LedgerKillTest {
    private static final int BYTES = 1_000;
    private static final int ROUNDS = 3;

    @TempDir
    private Path directory;

    @Test
    @Timeout(120)
    void shouldLoseAndDoubleNothingWhenTheRouterIsKilledAgainAndAgain() throws IOException, InterruptedException {
        long told = 0;
        for (int round = 0; round < ROUNDS; round++) {
            told += KilledChild.run(Counting.class, directory, 5);
        }
        try (Books books = new Books(directory)) {
            books.keeper.closeInterval();
        }
        final TenantUsage.Count counted = UsageSnapshot.read(directory.resolve("counters.weir")).tenant("acme")
            .orElseThrow().operations().get(Operation.WRITE);
        try (LedgerReader ledger = LedgerReader.open(directory.resolve("ledger.db"))) {
            assertThat(sum(ledger, "messages")).isEqualTo(counted.messages()).isGreaterThanOrEqualTo(told);
            assertThat(sum(ledger, "bytes")).isEqualTo(counted.bytes());
            // each kill may fall between the bytes of one message and the message
            assertThat(counted.bytes() - counted.messages() * BYTES).isBetween(0L, (long) BYTES * ROUNDS);
            final LedgerAudit audit = new LedgerAudit(ledger);
            assertThat(audit.audit(Long.MIN_VALUE, Long.MAX_VALUE, false)).isGreaterThan(ROUNDS);
            assertThat(audit.findings()).isEmpty();
        }
    }

    private static long sum(final LedgerReader ledger, final String quantity) throws IOException {
        return ledger.sums(List.of(Dimension.TENANT), "acme", Long.MIN_VALUE, Long.MAX_VALUE).stream()
            .filter(sum -> sum.quantity().equals(quantity)).mapToLong(LedgerReader.Sum::amount).sum();
    }

    /** What a router has. */
    private static final class Books implements AutoCloseable {
        private final CountersFile counters;
        private final UsageFile usage;
        private final TenantMeter acme;
        private final LedgerKeeper keeper;

        Books(final Path directory) throws IOException {
            counters = CountersFile.open(directory.resolve("counters.weir"), List.of("acme"));
            usage = UsageFile.open(directory.resolve("usage.weir"), 1, System::currentTimeMillis);
            acme = usage.tenant("acme", "blue", counters.tenant("acme"), counters.isBegun());
            keeper = new LedgerKeeper(directory.resolve("ledger.db"), 100, 1L << 40, usage, copy -> {
                acme.pending(0, 0);
                copy.run();
            }, new UsageEvents(System::currentTimeMillis), System::nanoTime, System.err::println);
        }

        @Override
        public void close() {
            keeper.close();
            counters.close();
            usage.close();
        }
    }

    /** Counts for ever, books now and then, and tells how far it got. */
    static final class Counting {
        private Counting() {
        }

        public static void main(final String[] args) throws IOException {
            try (Books books = new Books(Path.of(args[0]))) {
                UsageMeter meter = books.acme.open(QpType.RC, 0);
                for (long count = 1; count > 0; count++) {
                    meter.completed(WcOpcode.RDMA_WRITE, BYTES);
                    if (count % 1_000 == 0) {
                        meter.close(0);
                        meter = books.acme.open(QpType.RC, 0);
                    }
                    if (count % 5_000 == 0) {
                        books.keeper.closeInterval();
                        System.out.println(count);
                    }
                }
            }
        }
    }
}
