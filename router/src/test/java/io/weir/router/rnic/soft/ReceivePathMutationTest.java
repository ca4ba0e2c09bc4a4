package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Millions of packets made up from a seed, most of them nearly right. Should one end the process, the file beside the
 * test's reports says which: {@code -Dweir.packets.seed=…} begins there.
 */
class ReceivePathMutationTest {
    private static final long PACKETS = Long.getLong("weir.packets", 10_000_000);
    private static final long FIRST_SEED = Long.getLong("weir.packets.seed", 1);
    private static final int PACKETS_PER_SEED = 10_000;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldSurviveWhateverComes() throws IOException {
        final long startNs = System.nanoTime();
        final long seeds = Math.max(1, PACKETS / PACKETS_PER_SEED);
        try (ReceivePath path = new ReceivePath();
             RandomAccessFile position = new RandomAccessFile(Path.of("target", "mutation-seed").toFile(), "rw")) {
            for (long seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
                position.seek(0);
                position.writeBytes(seed + "\n");
                run(path, seed);
            }
            path.assertClosedIsUntouched();
            final SoftCounters counters = path.counters();
            System.out.printf("%,d packets in %d ms: %,d malformed, %,d of wrong ICRC, %,d refused or out of order%n",
                seeds * PACKETS_PER_SEED, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs),
                counters.malformed, counters.icrcErrors, counters.remoteAccessErrors + counters.outOfSequence);
            // or else they all were refused at the door
            assertThat(path.callbacks).isGreaterThan(seeds * PACKETS_PER_SEED / 20);
        }
    }

    private static void run(final ReceivePath path, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final PacketMutations mutations = new PacketMutations(path);
        try {
            for (int i = 0; i < PACKETS_PER_SEED; i++) {
                mutations.next(random);
            }
        } catch (final AssertionError | RuntimeException thrown) {
            throw new AssertionError("seed " + seed + ", again: mvn -pl router -am test "
                + "-Dtest=ReceivePathMutationTest -Dsurefire.failIfNoSpecifiedTests=false -Dweir.packets.seed=" + seed
                + " -Dweir.packets=" + PACKETS_PER_SEED, thrown);
        }
    }
}
