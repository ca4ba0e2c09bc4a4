package io.weir.router.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.verbs.WcOpcode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The counters of a router that is killed while it counts. */
class CountersFileKillTest {
    private static final int BYTES = 1_000;

    @TempDir
    private Path directory;

    @Test
    @Timeout(60)
    void shouldLoseNothingWhenTheRouterIsKilledAgainAndAgain() throws IOException, InterruptedException {
        final Path path = directory.resolve("counters.weir");
        long least = 0;
        for (int generation = 1; generation <= 3; generation++) {
            final long told = KilledChild.run(Counting.class, path, 3);
            final UsageSnapshot snapshot = UsageSnapshot.read(path);
            final TenantUsage.Count count = snapshot.tenant("acme").orElseThrow().operations().get(Operation.WRITE);
            assertThat(snapshot.generation()).isEqualTo(generation);
            assertThat(count.messages()).isGreaterThanOrEqualTo(least + told);
            // Each kill may fall between the bytes of one message and the message.
            assertThat(count.bytes() - count.messages() * BYTES).isBetween(0L, (long) BYTES * generation);
            least = count.messages();
        }
    }

    /** Counts for ever, and tells now and then how far it got. */
    static final class Counting {
        private Counting() {
        }

        public static void main(final String[] args) throws IOException {
            try (CountersFile file = CountersFile.open(Path.of(args[0]), List.of("acme"))) {
                final UsageCounters counters = file.tenant("acme");
                for (long count = 1; count > 0; count++) {
                    counters.completed(WcOpcode.RDMA_WRITE, BYTES);
                    if (count % 100_000 == 0) {
                        System.out.println(count);
                    }
                }
            }
        }
    }
}
