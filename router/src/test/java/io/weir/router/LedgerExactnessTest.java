package io.weir.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.accounting.Direction;
import io.weir.router.accounting.Operation;
import io.weir.router.accounting.TenantUsage;
import io.weir.router.accounting.ledger.LedgerAudit;
import io.weir.router.accounting.ledger.LedgerReader;
import io.weir.router.accounting.ledger.LedgerReader.Dimension;
import io.weir.router.accounting.ledger.Marks;
import io.weir.router.guard.SigbusGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LedgerExactnessTest {
    @TempDir
    private Path directory;

    static {
        SigbusGuard.install().watchPrefix(System.getProperty("java.io.tmpdir") + "/junit-");
    }

    @Test
    @Timeout(300)
    void shouldAgreeToTheByteWhenAnHourHasKillsStopsFullDisksAndClockSteps() throws IOException {
        final long seed = Long.getLong("weir.hour.seed", 4791);
        System.out.println("random hour: -Dweir.hour.seed=" + seed);
        try (RandomHour hour = new RandomHour(directory, seed)) {
            hour.run();
            assertThat(hour.kills).as("kills").isPositive();
            assertThat(hour.stops).as("stops").isPositive();
            assertThat(hour.diskFull).as("full disks").isPositive();
            assertThat(hour.clockSteps).as("clock steps").isPositive();
            assertThat(hour.wrong).as("wrong operations").isPositive();
            try (LedgerReader ledger = LedgerReader.open(hour.config.ledgerFile())) {
                for (final Map.Entry<String, Map<String, Long>> tenant : hour.seen.entrySet()) {
                    assertThat(own(ledger, tenant.getKey())).as("seed %d: booked for %s is what its clients saw", seed,
                        tenant.getKey()).isEqualTo(tenant.getValue());
                    assertThat(own(hour.counters().tenant(tenant.getKey()).orElseThrow())).as("seed %d: counted for %s "
                        + "is what its clients saw", seed, tenant.getKey()).isEqualTo(tenant.getValue());
                }
                final LedgerAudit audit = new LedgerAudit(ledger);
                final int intervals = audit.audit(Long.MIN_VALUE, Long.MAX_VALUE, true);
                assertThat(audit.findings()).as("seed %d", seed).isEmpty();
                assertThat(intervals).isGreaterThan(100);
                assertThat(railRequests(ledger)).as("seed %d: requests that the RNIC counted", seed)
                    .isEqualTo(hour.carriedOut());
                assertMarks(ledger);
                System.out.println("random hour: " + intervals + " intervals, " + railRequests(ledger)
                    + " requests, " + hour.kills + " kills, " + hour.stops + " stops, " + hour.diskFull
                    + " full disks, " + hour.clockSteps + " clock steps, " + hour.wrong + " wrong operations");
            }
            assertThat(hour.log).anyMatch(line -> line.contains("ledger: behind from now on"))
                .anyMatch(line -> line.contains("ledger: caught up"));
        }
    }

    /** Messages and bytes of the tenant's own operations. */
    private static Map<String, Long> own(final LedgerReader ledger, final String tenant) throws IOException {
        final Map<String, Long> booked = new TreeMap<>();
        for (final LedgerReader.Sum sum : ledger.sums(List.of(Dimension.TENANT), tenant, Long.MIN_VALUE,
            Long.MAX_VALUE)) {
            if (sum.quantity().matches("messages|bytes") && !sum.direction().equals("served")) {
                booked.put(sum.quantity() + "/" + sum.item(), sum.amount());
            }
        }
        return booked;
    }

    private static Map<String, Long> own(final TenantUsage usage) {
        final Map<String, Long> counted = new TreeMap<>();
        for (final Map.Entry<Operation, TenantUsage.Count> each : usage.operations().entrySet()) {
            if (each.getKey().direction() != Direction.SERVED && each.getValue().messages() > 0) {
                final String name = each.getKey().name().toLowerCase(Locale.ROOT);
                counted.put("messages/" + name, each.getValue().messages());
                counted.put("bytes/" + name, each.getValue().bytes());
            }
        }
        return counted;
    }

    private static long railRequests(final LedgerReader ledger) throws IOException {
        long requests = 0;
        for (final LedgerReader.Closed interval : ledger.intervals(Long.MIN_VALUE, Long.MAX_VALUE)) {
            requests += ledger.booked(interval.seq()).getOrDefault("rail local", Map.of())
                .getOrDefault("rail_requests//", 0L);
        }
        return requests;
    }

    private static void assertMarks(final LedgerReader ledger) throws IOException {
        int marks = 0;
        for (final LedgerReader.Closed interval : ledger.intervals(Long.MIN_VALUE, Long.MAX_VALUE)) {
            marks |= interval.marks();
        }
        assertThat(marks).isEqualTo(Marks.CLOCK_STEPPED | Marks.RECOVERED | Marks.LATE);
    }
}
