package io.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FairSchedulerTest {
    private final FairScheduler scheduler = new FairScheduler(256);

    @Test
    void shouldFindNobodyWhenNobodyHasWork() {
        scheduler.put(3, 1, ServiceClass.NORMAL);
        assertThat(scheduler.next(0)).isEqualTo(FairScheduler.NONE);
        assertThat(scheduler.nextWakeUpNs()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> scheduler.activate(4)).hasMessageContaining("4");
    }

    @Test
    void shouldTellWhoIsAlone() {
        scheduler.put(3, 1, ServiceClass.NORMAL);
        scheduler.put(4, 1, ServiceClass.BULK);
        assertThat(scheduler.isAlone()).isFalse();
        scheduler.activate(4);
        assertThat(scheduler.isAlone()).isTrue();
        scheduler.activate(3);
        assertThat(scheduler.isAlone()).isFalse();
        scheduler.block(4, 1);
        assertThat(scheduler.isAlone()).as("who is held back has no turn").isTrue();
    }

    @Test
    void shouldShareByWeightWhenAllHaveWork() {
        final int[] weights = {1, 2, 4};
        final int[] sizes = {64, 65_536, 1_500};
        final long[] bytes = new long[3];
        activateAll(weights);
        long total = 0;
        while (total < 1L << 30) {
            final int tenant = scheduler.next(0);
            scheduler.charge(tenant, sizes[tenant]);
            bytes[tenant] += sizes[tenant];
            total += sizes[tenant];
        }
        for (int i = 0; i < 3; i++) {
            assertThat((double) bytes[i] / total).isCloseTo(weights[i] / 7.0, within(0.001));
        }
    }

    @Test
    void shouldShareEquallyWhenTenantsEmptyTheirQueuesAtEveryTurn() {
        final long seed = 11;
        final Random random = new Random(seed);
        final long[] bytes = new long[5];
        activateAll(1, 1, 1, 1, 1);
        for (int i = 0; i < 200_000; i++) {
            final int tenant = scheduler.next(0);
            scheduler.charge(tenant, 65_536);
            bytes[tenant] += 65_536;
            if (tenant < 3 && random.nextBoolean()) {
                scheduler.deactivate(tenant);
                scheduler.activate(tenant);
            }
        }
        for (final long each : bytes) {
            assertThat((double) each / bytes[4]).as("seed %d", seed).isCloseTo(1, within(0.01));
        }
    }

    @Test
    void shouldPayInLaterRoundsWhenOnePieceExceedsTheCredit() {
        activateAll(1, 1);
        final int big = scheduler.next(0);
        scheduler.charge(big, 1L << 30);
        long bytes = 0;
        int tenant;
        while ((tenant = scheduler.next(0)) != big) {
            scheduler.charge(tenant, 65_536);
            bytes += 65_536;
        }
        assertThat(bytes).isBetween((1L << 30) - 2 * 65_536, (1L << 30) + 2 * 65_536);
    }

    @Test
    void shouldServeADebtorAtOnceWhenItIsAlone() {
        activateAll(1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(scheduler.next(0)).isZero();
            scheduler.charge(0, 1L << 31);
        }
    }

    @Test
    void shouldForgetADebtWhenTheRoundsThatPayItHavePassed() {
        activateAll(1, 1);
        final int big = scheduler.next(0);
        final int other = 1 - big;
        scheduler.charge(big, 100 * 65_536);
        scheduler.deactivate(big);
        for (int i = 0; i < 200; i++) {
            assertThat(scheduler.next(0)).isEqualTo(other);
            scheduler.charge(other, 65_536);
        }
        scheduler.activate(big);
        int turns = 0;
        while (scheduler.next(0) != big) {
            scheduler.charge(other, 65_536);
            turns++;
        }
        assertThat(turns).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldSkipTheBlockedUntilTheirTime() {
        activateAll(1, 1, 1);
        final int first = scheduler.next(100);
        scheduler.block(first, 500);
        final int second = scheduler.next(100);
        scheduler.block(second, 300);
        final int third = scheduler.next(100);
        scheduler.deactivate(third);
        assertThat(scheduler.next(100)).isEqualTo(FairScheduler.NONE);
        assertThat(scheduler.nextWakeUpNs()).isEqualTo(300);
        scheduler.activate(first);
        assertThat(scheduler.next(299)).isEqualTo(FairScheduler.NONE);
        assertThat(scheduler.next(300)).isEqualTo(second);
        scheduler.deactivate(second);
        assertThat(scheduler.nextWakeUpNs()).isEqualTo(500);
        scheduler.unblock(first);
        assertThat(scheduler.next(301)).isEqualTo(first);
        assertThat(scheduler.nextWakeUpNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldWakeInOrderWhenManyAreBlocked() {
        final long seed = 5;
        final Random random = new Random(seed);
        final long base = Long.MAX_VALUE - 1_000;
        for (int i = 0; i < 256; i++) {
            scheduler.put(i, 1, ServiceClass.NORMAL);
            scheduler.block(i, base + random.nextInt(100_000));
        }
        for (int i = 0; i < 256; i += 3) {
            scheduler.remove(i);
        }
        long last = base;
        int woken = 0;
        while (scheduler.nextWakeUpNs() != Long.MAX_VALUE) {
            final long wake = scheduler.nextWakeUpNs();
            assertThat(wake - last).as("seed %d", seed).isNotNegative();
            last = wake;
            int tenant;
            while ((tenant = scheduler.next(wake)) != FairScheduler.NONE) {
                assertThat(tenant % 3).isNotZero();
                scheduler.deactivate(tenant);
                woken++;
            }
        }
        assertThat(woken).isEqualTo(256 - 86);
    }

    @Test
    void shouldNotPileUpCreditWhenSuspendedAgainAndAgain() {
        activateAll(1, 1);
        for (int i = 0; i < 1_000; i++) {
            final int tenant = scheduler.next(0);
            if (tenant == 0) {
                scheduler.suspend(0);
                scheduler.activate(0);
            } else {
                scheduler.charge(1, 65_536);
            }
        }
        long atOnce = 0;
        while (scheduler.next(0) == 1) {
            scheduler.charge(1, 65_536);
        }
        while (scheduler.next(0) == 0) {
            scheduler.charge(0, 4_096);
            atOnce += 4_096;
        }
        assertThat(atOnce).isLessThanOrEqualTo(2 * 65_536);
    }

    @Test
    void shouldStayConsistentWhenDrivenAtRandom() {
        final long seed = 99;
        final Random random = new Random(seed);
        final boolean[] has = new boolean[32];
        final boolean[] held = new boolean[32];
        for (int i = 0; i < 32; i++) {
            scheduler.put(i, 1 + random.nextInt(8), ServiceClass.NORMAL);
        }
        long now = 0;
        for (int step = 0; step < 300_000; step++) {
            final int some = random.nextInt(32);
            switch (random.nextInt(6)) {
                case 0 -> {
                    scheduler.activate(some);
                    has[some] = true;
                }
                case 1 -> {
                    scheduler.deactivate(some);
                    has[some] = false;
                    held[some] = false;
                }
                case 2 -> now += random.nextInt(50);
                case 3 -> {
                    scheduler.unblock(some);
                    held[some] = false;
                }
                default -> {
                    final int tenant = scheduler.next(now);
                    for (int i = 0; i < 32; i++) {
                        held[i] = scheduler.isBlocked(i);
                    }
                    boolean anybody = false;
                    for (int i = 0; i < 32; i++) {
                        anybody |= has[i] && !held[i];
                    }
                    assertThat(tenant != FairScheduler.NONE).as("seed %d step %d", seed, step).isEqualTo(anybody);
                    if (anybody) {
                        assertThat(has[tenant] && !held[tenant]).as("seed %d step %d", seed, step).isTrue();
                        if (random.nextInt(3) == 0) {
                            scheduler.block(tenant, now + 1 + random.nextInt(200));
                        } else {
                            scheduler.charge(tenant, random.nextInt(1 << random.nextInt(20)));
                        }
                    }
                }
            }
        }
    }

    private void activateAll(final int... weights) {
        for (int i = 0; i < weights.length; i++) {
            scheduler.put(i, weights[i], ServiceClass.NORMAL);
            scheduler.activate(i);
        }
    }
}
