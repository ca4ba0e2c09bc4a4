package io.weir.router.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FreeRecordsTest {
    private static final int CAPACITY = 1_000;
    private static final long SEED = 7;

    @Test
    void shouldTakeTheLowestWhateverWasGivenBack() {
        final Random random = new Random(SEED);
        final FreeRecords records = new FreeRecords(CAPACITY);
        final TreeSet<Integer> free = new TreeSet<>();
        final TreeSet<Integer> taken = new TreeSet<>();
        assertThat(records.take()).isEqualTo(-1);
        for (int i = 0; i < CAPACITY; i++) {
            records.add(i);
            free.add(i);
        }
        for (int i = 0; i < 100_000; i++) {
            assertThat(records.count()).as("seed %d, step %d", SEED, i).isEqualTo(free.size());
            if (random.nextInt(1 + CAPACITY) < free.size() || taken.isEmpty()) {
                final int wanted = free.removeFirst();
                assertThat(records.take()).as("seed %d, step %d", SEED, i).isEqualTo(wanted);
                taken.add(wanted);
            } else {
                final Integer given = taken.ceiling(random.nextInt(taken.last() + 1));
                taken.remove(given);
                records.add(given);
                free.add(given);
            }
        }
    }
}
