package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DcqcnTest {
    private static final double EXACT = 1;

    private final Dcqcn dcqcn = new Dcqcn();

    @Test
    void shouldNotLimitBeforeAnyNotification() {
        dcqcn.sent(1 << 30);
        dcqcn.advance(Long.MAX_VALUE);
        assertThat(dcqcn.isLimiting()).isFalse();
        assertThat(dcqcn.rate()).isEqualTo(Dcqcn.MAX_RATE);
    }

    @Test
    void shouldHalveWhenFirstNotified() {
        dcqcn.onNotification(0);
        assertThat(dcqcn.isLimiting()).isTrue();
        assertThat(dcqcn.rate()).isEqualTo(Dcqcn.MAX_RATE / 2);
        assertThat(dcqcn.target()).isEqualTo(Dcqcn.MAX_RATE);
    }

    @Test
    void shouldNeverFallBelowMinimumWhenNotifiedForEver() {
        for (int i = 0; i < 100; i++) {
            dcqcn.onNotification(i);
        }
        assertThat(dcqcn.rate()).isEqualTo(Dcqcn.MIN_RATE);
        assertThat(dcqcn.alpha()).isEqualTo(1, within(1e-9));
    }

    @Test
    void shouldCutLessWhenNotificationsAreRare() {
        for (int i = 0; i < 10; i++) {
            dcqcn.onNotification(0);
        }
        final long quiet = 20 * Dcqcn.ALPHA_NS;
        dcqcn.advance(quiet);
        assertThat(dcqcn.alpha()).isEqualTo(Math.pow(1 - Dcqcn.G, 20), within(1e-6));
        final double before = dcqcn.rate();
        final double alpha = dcqcn.alpha();
        dcqcn.onNotification(quiet);
        assertThat(dcqcn.rate()).isEqualTo(before * (1 - alpha / 2), within(EXACT));
    }

    @Test
    void shouldRecoverByHalvesToTheTarget() {
        dcqcn.onNotification(0);
        dcqcn.onNotification(0);
        final double target = Dcqcn.MAX_RATE / 2;
        assertThat(dcqcn.target()).isEqualTo(target);
        double rate = Dcqcn.MAX_RATE / 4;
        for (int i = 1; i <= Dcqcn.THRESHOLD; i++) {
            dcqcn.advance(i * Dcqcn.TIME_RESET_NS);
            rate = (rate + target) / 2;
            assertThat(dcqcn.rate()).isEqualTo(rate, within(EXACT));
            assertThat(dcqcn.target()).isEqualTo(target);
        }
    }

    @Test
    void shouldIncreaseAdditivelyWhenOnlyTimeGoesOn() {
        dcqcn.onNotification(0);
        dcqcn.onNotification(0);
        dcqcn.advance((Dcqcn.THRESHOLD + 3) * Dcqcn.TIME_RESET_NS);
        assertThat(dcqcn.target()).isEqualTo(Dcqcn.MAX_RATE / 2 + 3 * Dcqcn.AI_RATE, within(EXACT));
    }

    @Test
    void shouldIncreaseHyperWhenTimeAndBytesGoOn() {
        dcqcn.onNotification(0);
        dcqcn.onNotification(0);
        for (int i = 0; i < Dcqcn.THRESHOLD; i++) {
            dcqcn.sent((int) Dcqcn.BYTE_RESET);
        }
        dcqcn.advance(Dcqcn.THRESHOLD * Dcqcn.TIME_RESET_NS);
        assertThat(dcqcn.target()).isEqualTo(Dcqcn.MAX_RATE / 2);
        dcqcn.sent((int) Dcqcn.BYTE_RESET);
        final double additive = dcqcn.target();
        dcqcn.advance((Dcqcn.THRESHOLD + 1) * Dcqcn.TIME_RESET_NS);
        assertThat(dcqcn.target()).isEqualTo(additive + Dcqcn.HAI_RATE, within(EXACT));
    }

    @Test
    void shouldStopLimitingWhenBackAtFullRate() {
        dcqcn.onNotification(0);
        dcqcn.advance(10_000_000_000L);
        assertThat(dcqcn.isLimiting()).isFalse();
        assertThat(dcqcn.rate()).isEqualTo(Dcqcn.MAX_RATE);
    }
}
