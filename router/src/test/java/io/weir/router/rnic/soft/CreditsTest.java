package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CreditsTest {
    /** IBTA volume 1, table 47. */
    private static final int[] TABLE = {
        0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096,
        6144, 8192, 12288, 16384, 24576, 32768,
    };

    @Test
    void shouldCountAsTheTableSays() {
        for (int code = 0; code < TABLE.length; code++) {
            assertThat(Credits.count(code)).isEqualTo(TABLE[code]);
            assertThat(Credits.code(TABLE[code])).isEqualTo(code);
        }
    }

    @Test
    void shouldRoundDown() {
        int code = 0;
        for (int receives = 0; receives < 40_000; receives++) {
            if (code + 1 < TABLE.length && TABLE[code + 1] == receives) {
                code++;
            }
            assertThat(Credits.code(receives)).isEqualTo(code);
        }
        assertThat(Credits.code(Long.MAX_VALUE)).isEqualTo(30);
        assertThat(Credits.code(-1)).isEqualTo(Credits.INVALID);
    }
}
