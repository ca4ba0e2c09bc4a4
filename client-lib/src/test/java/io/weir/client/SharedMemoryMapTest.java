package io.weir.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SharedMemoryMapTest {
    private static final long SEED = 4791;

    @Test
    void shouldAgreeWithAModelWhenRangesComeAndGo() {
        final Random random = new Random(SEED);
        final SharedMemoryMap map = new SharedMemoryMap();
        final TreeMap<Long, Long> model = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            final long start = random.nextInt(64) * 16L;
            final long length = 1L + random.nextInt(16);
            if (random.nextInt(4) == 0) {
                if (model.remove(start) == null) {
                    model.put(start, length);
                    map.add(start, length);
                } else {
                    map.remove(start);
                }
            }
            final long address = random.nextInt(1100);
            final long bytes = random.nextInt(20);
            final Map.Entry<Long, Long> range = model.floorEntry(address);
            final boolean expected = range != null && address < range.getKey() + range.getValue()
                && address + bytes <= range.getKey() + range.getValue();
            assertThat(map.contains(address, bytes)).as("%d + %d, round %d, seed %d", address, bytes, i, SEED)
                .isEqualTo(expected);
        }
    }

    @Test
    void shouldHoldNothingWhenLengthsOverflow() {
        final SharedMemoryMap map = new SharedMemoryMap();
        assertThat(map.contains(0, 0)).isFalse();
        map.add(4096, 4096);
        assertThat(map.contains(4096, Long.MAX_VALUE)).isFalse();
        assertThat(map.contains(4096, -1)).isFalse();
        assertThat(map.contains(8191, 1)).isTrue();
        assertThat(map.contains(8192, 0)).isFalse();
    }
}
