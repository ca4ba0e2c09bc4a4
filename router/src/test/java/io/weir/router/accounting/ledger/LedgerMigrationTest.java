package io.weir.router.accounting.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.policy.RateLimiter.Reason;
import io.weir.router.accounting.CountersFile;
import io.weir.router.accounting.Direction;
import io.weir.router.accounting.TenantMeter;
import io.weir.router.accounting.UsageEvents;
import io.weir.router.accounting.UsageFile;
import io.weir.router.accounting.UsageMeter;
import io.weir.router.accounting.ledger.LedgerReader.Dimension;
import io.weir.router.rnic.WireMeter;
import io.weir.verbs.QpType;
import io.weir.verbs.WcOpcode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger of the version before reasons and packets were told apart. */
class LedgerMigrationTest {
    @TempDir
    private Path directory;
    private CountersFile counters;
    private UsageFile usage;
    private TenantMeter acme;
    private UsageMeter meter;

    @BeforeEach
    void bookAsBefore() throws IOException, SQLException {
        open();
        meter.completed(WcOpcode.RDMA_WRITE, 10);
        book();
        closeFiles();
        execute("DELETE FROM cell WHERE id IN (22, 23, 46, 47, 62, 63, 94, 95) OR id BETWEEN 86 AND 93",
            "PRAGMA user_version = 1");
        open();
    }

    private void open() throws IOException {
        counters = CountersFile.open(directory.resolve("counters.weir"), List.of("acme"));
        usage = UsageFile.open(directory.resolve("usage.weir"), 1, () -> 1_000);
        acme = usage.tenant("acme", "blue", counters.tenant("acme"), counters.isBegun());
        meter = acme.open(QpType.RC, 0);
    }

    @AfterEach
    void closeFiles() {
        counters.close();
        usage.close();
    }

    @Test
    void shouldTellMoreFromNowOnAndLoseNothing() throws IOException {
        meter.completed(WcOpcode.RDMA_WRITE, 5);
        meter.wire().sent(WireMeter.WRITE, 100);
        meter.wire().sent(WireMeter.OTHER, 20);
        meter.wire().received(WireMeter.READ, 7);
        acme.held(Direction.EGRESS, Reason.BYTES, 30);
        acme.held(Direction.EGRESS, Reason.RAIL, 4);
        assertThat(sum("bytes", "write")).as("read before a router came").isEqualTo(10);
        book();
        assertThat(sum("bytes", "write")).isEqualTo(15);
        assertThat(sum("wire_bytes", "write")).isEqualTo(100);
        assertThat(sum("wire_bytes", "")).isEqualTo(20);
        assertThat(sum("wire_bytes", "read")).isEqualTo(7);
        assertThat(sum("throttled_ns", "bytes")).isEqualTo(30);
        assertThat(sum("waited_ns", "rail")).isEqualTo(4);
        try (LedgerReader ledger = ledger()) {
            final LedgerAudit audit = new LedgerAudit(ledger);
            audit.audit(Long.MIN_VALUE, Long.MAX_VALUE, false);
            assertThat(audit.findings()).isEmpty();
        }
    }

    @Test
    void shouldRefuseAVersionOfALaterTime() throws SQLException {
        execute("PRAGMA user_version = 3");
        try (LedgerKeeper keeper = keeper()) {
            assertThatThrownBy(keeper::start).isInstanceOf(IOException.class).hasMessage(
                directory.resolve("ledger.db") + ": the ledger has version 3, this router writes version 2: run the "
                    + "router that wrote it, or move the ledger away");
        }
        assertThatThrownBy(this::ledger).hasMessageContaining("has version 3, this command reads version 2");
    }

    private void book() {
        try (LedgerKeeper keeper = keeper()) {
            keeper.closeInterval();
        }
    }

    private LedgerKeeper keeper() {
        return new LedgerKeeper(directory.resolve("ledger.db"), 1_000, 1L << 40, usage, copy -> {
            acme.pending(0, 0);
            copy.run();
        }, new UsageEvents(() -> 1_000), System::nanoTime, line -> { });
    }

    private LedgerReader ledger() throws IOException {
        return LedgerReader.open(directory.resolve("ledger.db"));
    }

    private long sum(final String quantity, final String item) throws IOException {
        try (LedgerReader ledger = ledger()) {
            return ledger.sums(List.of(Dimension.TENANT), "acme", Long.MIN_VALUE, Long.MAX_VALUE).stream()
                .filter(sum -> sum.quantity().equals(quantity) && sum.item().equals(item))
                .mapToLong(LedgerReader.Sum::amount).sum();
        }
    }

    private void execute(final String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ledger.db"));
            Statement statement = connection.createStatement()) {
            for (final String each : statements) {
                statement.executeUpdate(each);
            }
        }
    }
}
