package io.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.policy.SharedRail.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who gets how much of a saturated rail of 10 Gbit/s. */
class FairnessTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long GIGABIT = 1_000_000_000L;
    private static final int CHUNK = TenantLimits.CHUNK_BYTES;
    private static final Allowance EVERYTHING = Allowance.unlimited(Rate.Unit.BITS);

    private final SharedRail rail = new SharedRail(10 * GIGABIT);

    @Test
    void shouldShareByWeightWhateverTheSizes() {
        final int[][] mixes =
            {{CHUNK, CHUNK, CHUNK}, {4096, CHUNK, 1500}, {CHUNK, 64, 4096}, {1 << 20, 300_000, CHUNK}};
        for (final int[] sizes : mixes) {
            final SharedRail shared = new SharedRail(10 * GIGABIT);
            for (int i = 0; i < 3; i++) {
                shared.add(ServiceClass.NORMAL, sizes[i], EVERYTHING.withWeight(1 << i));
            }
            shared.run(1_000 * MILLISECOND);
            for (int i = 0; i < 3; i++) {
                assertThat(7.0 * shared.tenants.get(i).bytes / shared.bytes() / (1 << i)).isCloseTo(1, within(0.01));
            }
        }
    }

    @Test
    void shouldBeFairToManyEqualTenants() {
        final Random random = new Random(3);
        for (int i = 0; i < 64; i++) {
            rail.add(ServiceClass.NORMAL, CHUNK, EVERYTHING).size = () -> 64 + random.nextInt(CHUNK);
        }
        rail.run(1_000 * MILLISECOND);
        double sum = 0;
        double squares = 0;
        for (final Tenant tenant : rail.tenants) {
            sum += tenant.bytes;
            squares += (double) tenant.bytes * tenant.bytes;
        }
        assertThat(sum * sum / (64 * squares)).isGreaterThan(0.999);
    }

    @Test
    void shouldGiveAnIdleTenantsShareToOthersAndBackWithinTenMilliseconds() {
        final Tenant one = rail.add(ServiceClass.NORMAL, CHUNK, EVERYTHING);
        final Tenant other = rail.add(ServiceClass.NORMAL, CHUNK, EVERYTHING);
        for (int i = 0; i < 20; i++) {
            rail.run(50 * MILLISECOND);
            rail.wants(other, false);
            rail.forgetCounts();
            rail.run(10 * MILLISECOND);
            assertThat((double) one.bytes).isGreaterThan(0.98 * 10 * GIGABIT / 8 / 100);
            rail.wants(other, true);
            rail.forgetCounts();
            rail.run(10 * MILLISECOND);
            assertThat((double) other.bytes / rail.bytes()).isCloseTo(0.5, within(0.02));
        }
    }

    @Test
    void shouldKeepEveryGuaranteeUnderEveryMix() {
        for (long seed = 0; seed < 60; seed++) {
            final Random random = new Random(seed);
            final SharedRail shared = new SharedRail(10 * GIGABIT);
            final List<Long> guarantees = new ArrayList<>();
            long left = 10 * GIGABIT * (FairScheduler.CONCESSION - 1) / FairScheduler.CONCESSION - GIGABIT / 10;
            final int count = 2 + random.nextInt(10);
            for (int i = 0; i < count; i++) {
                final long guarantee = random.nextInt(3) == 0 ? 0 : Math.max(1, (long) (random.nextDouble() * left));
                left -= guarantee;
                guarantees.add(guarantee);
                final ServiceClass service = ServiceClass.values()[random.nextInt(3)];
                final Rate rate = guarantee == 0 ? Rate.none(Rate.Unit.BITS) : Rate.ofBits(guarantee);
                shared.add(service, CHUNK, EVERYTHING.withGuarantee(rate).withWeight(1 + random.nextInt(16)))
                    .size = () -> Guarantee.MIN_BYTES + random.nextInt(1 << (1 + random.nextInt(16)));
            }
            final long seconds = 1;
            shared.run(seconds * 1_000 * MILLISECOND);
            for (int i = 0; i < count; i++) {
                final Tenant tenant = shared.tenants.get(i);
                // in the middle of a piece, or of a round of all who are entitled
                assertThat(tenant.bytes).as("seed %d tenant %d of %s", seed, i, guarantees)
                    .isGreaterThanOrEqualTo(guarantees.get(i) / 8 * seconds - count * 2 * CHUNK);
                assertThat(tenant.bytes).as("seed %d tenant %d starves", seed, i).isPositive();
            }
        }
    }

    @Test
    void shouldServeBulkLastButServeIt() {
        final Tenant bulk = rail.add(ServiceClass.BULK, CHUNK, EVERYTHING.withWeight(1000));
        final Tenant normal = rail.add(ServiceClass.NORMAL, CHUNK, EVERYTHING);
        rail.run(1_000 * MILLISECOND);
        assertThat((double) bulk.bytes / normal.bytes).isCloseTo(1.0 / FairScheduler.CONCESSION, within(0.002));
        rail.wants(normal, false);
        rail.forgetCounts();
        rail.run(100 * MILLISECOND);
        assertThat(bulk.bytes).isGreaterThan(10 * GIGABIT / 8 / 10 * 99 / 100);
    }

    @Test
    void shouldLetTheLatencyClassWaitForOnePieceWhileOthersFillTheRail() {
        final long pieceNs = CHUNK * 8L / 10;
        for (int i = 0; i < 30; i++) {
            rail.add(i % 2 == 0 ? ServiceClass.NORMAL : ServiceClass.BULK, CHUNK, EVERYTHING.withWeight(1 + i));
        }
        rail.add(ServiceClass.BULK, CHUNK, EVERYTHING.withGuarantee(Rate.ofBits(6 * GIGABIT)));
        final Tenant urgent = rail.add(ServiceClass.LATENCY, 64, EVERYTHING);
        final Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            rail.wants(urgent, false);
            rail.run(random.nextInt(100_000));
            final long before = urgent.pieces;
            final long askedNs = rail.nowNs;
            rail.wants(urgent, true);
            while (urgent.pieces == before) {
                rail.step(Long.MAX_VALUE);
            }
            assertThat(rail.nowNs - askedNs).as("message %d", i).isLessThan(2 * pieceNs);
        }
    }

    @Test
    void shouldGiveTheLatencyClassNoMoreThanItsShareWhenItSendsBulk() {
        final Tenant urgent = rail.add(ServiceClass.LATENCY, CHUNK, EVERYTHING);
        final Tenant normal = rail.add(ServiceClass.NORMAL, CHUNK, EVERYTHING);
        rail.run(1_000 * MILLISECOND);
        assertThat((double) urgent.bytes / normal.bytes).isCloseTo(1, within(0.01));
    }

    @Test
    void shouldShareByWeightAmongThoseWhoAreNotAtTheirLimits() {
        final Tenant limited =
            rail.add(ServiceClass.NORMAL, CHUNK, Allowance.limited(Rate.ofBits(GIGABIT)).withWeight(8));
        final Tenant one = rail.add(ServiceClass.NORMAL, CHUNK, EVERYTHING);
        final Tenant two = rail.add(ServiceClass.NORMAL, CHUNK, EVERYTHING.withWeight(2));
        rail.run(2_000 * MILLISECOND);
        assertThat((double) limited.bytes).isCloseTo(2 * GIGABIT / 8.0, within(0.01 * GIGABIT / 8));
        assertThat((double) two.bytes / one.bytes).isCloseTo(2, within(0.02));
        assertThat(rail.bytes()).isGreaterThan(2 * 10 * GIGABIT / 8 * 999 / 1000);
    }
}
