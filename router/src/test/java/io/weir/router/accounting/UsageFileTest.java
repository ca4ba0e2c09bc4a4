package io.weir.router.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.router.rnic.WireMeter;
import io.weir.verbs.Gid;
import io.weir.verbs.QpType;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageFileTest {
    @TempDir
    private Path directory;
    private CountersFile counters;
    private UsageFile usage;
    private TenantMeter acme;

    @BeforeEach
    void open() throws IOException {
        final boolean again = Files.exists(directory.resolve("counters.weir"));
        counters = CountersFile.open(directory.resolve("counters.weir"), List.of("acme"));
        usage = UsageFile.open(directory.resolve("usage.weir"), 1, () -> 77);
        acme = usage.tenant("acme", "blue", counters.tenant("acme"), !again);
    }

    @AfterEach
    void close() {
        counters.close();
        usage.close();
    }

    @Test
    void shouldCountInTheTenantsRecordWhenThereIsNoneForTheQueuePair() {
        final List<UsageMeter> meters = new ArrayList<>();
        while (usage.overflows() < 3) {
            final UsageMeter meter = acme.open(QpType.RC, 0);
            meter.completed(WcOpcode.SEND, 10);
            meters.add(meter);
        }
        final UsageCut cut = cut();
        assertThat(meters.size()).as("half of the records, and those that found none")
            .isBetween(usage.capacity() / 2, usage.capacity() / 2 + 5);
        assertThat(sum(cut, Operation.SEND)).isEqualTo(10L * meters.size());
        assertThat(cut.cell(own(cut), UsageCell.bytes(Operation.SEND))).isEqualTo(30);
        // what was counted in the tenant's record stays there when the queue pair goes
        meters.forEach(meter -> meter.close(0));
        assertThat(sum(cut(), Operation.SEND)).isEqualTo(10L * meters.size());
    }

    @Test
    void shouldBeginAnotherLifeWhenAQueuePairGetsAnotherPeer() {
        final UsageMeter meter = acme.open(QpType.RC, 0);
        meter.named(5);
        meter.connected(Gid.parse("10.0.0.1"), 0);
        meter.completed(WcOpcode.SEND, 1);
        meter.connected(Gid.parse("10.0.0.1"), 0);
        meter.completed(WcOpcode.SEND, 2);
        meter.connected(Gid.parse("10.0.0.2"), 0);
        meter.completed(WcOpcode.SEND, 4);
        final UsageCut cut = cut();
        final List<String> lives = new ArrayList<>();
        for (int i = 0; i < cut.size(); i++) {
            if (cut.kind(i) == UsageCut.Kind.QP) {
                lives.add(cut.qpNumber(i) + " " + cut.peer(i) + " " + cut.cell(i, UsageCell.bytes(Operation.SEND)) + " "
                    + cut.isClosed(i));
            }
        }
        assertThat(lives).containsExactly("5 ::ffff:10.0.0.1 3 true", "5 ::ffff:10.0.0.2 4 false");
    }

    @Test
    void shouldAddARecordToThePastOnceWhenTheRouterIsKilledAtAnyStepOfThat() throws IOException {
        final UsageMeter meter = acme.open(QpType.RC, 0);
        meter.completed(WcOpcode.SEND, 100);
        meter.close(0);
        final UsageCut cut = cut();
        final int record = cut.number(index(cut, UsageCut.Kind.QP));
        final Path file = directory.resolve("usage.weir");
        final byte[] before = Files.readAllBytes(file);
        usage.retire(record);
        final byte[] after = Files.readAllBytes(file);
        close();
        // the header says that the record is being retired; of what follows, any part may have been done
        for (int step = 0; step < 4; step++) {
            final UnsafeBuffer torn = new UnsafeBuffer(before.clone());
            torn.putBytes(UsageFileDescriptor.STAGING_OFFSET, after, UsageFileDescriptor.STAGING_OFFSET,
                UsageCell.COUNT * Long.BYTES);
            final int past = new UnsafeBuffer(after).getInt(UsageFileDescriptor.RETIRING_INTO_OFFSET);
            torn.putInt(UsageFileDescriptor.RETIRING_INTO_OFFSET, past);
            torn.putInt(UsageFileDescriptor.RETIRING_OFFSET, step == 3 ? 0 : record + 1);
            final int done = step == 0 ? 0 : step == 1 ? UsageCell.COUNT / 2 : UsageCell.COUNT;
            torn.putBytes(UsageFileDescriptor.cellOffset(past, 0), after, UsageFileDescriptor.cellOffset(past, 0),
                done * Long.BYTES);
            torn.putInt(UsageFileDescriptor.stateOffset(record),
                step < 2 ? UsageFileDescriptor.CLOSED : UsageFileDescriptor.RETIRED);
            Files.write(file, torn.byteArray());
            open();
            assertThat(counters.snapshot().tenant("acme").orElseThrow().total(Direction.EGRESS))
                .as("step %d", step).isEqualTo(new TenantUsage.Count(1, 100));
            assertThat(index(cut(), UsageCut.Kind.QP)).as("step %d", step).isEqualTo(-1);
            close();
        }
        open();
    }

    @Test
    void shouldMakeTheCountersAgreeWhenARouterWasKilledBetweenTheTwo() throws IOException {
        final UsageMeter meter = acme.open(QpType.RC, 0);
        meter.completed(WcOpcode.RDMA_WRITE, 1_000);
        // counted for the queue pair, not yet for the tenant
        meter.add(UsageCell.bytes(Operation.WRITE), 500);
        meter.add(UsageCell.messages(Operation.WRITE), 1);
        close();
        open();
        assertThat(counters.snapshot().tenant("acme").orElseThrow().operations().get(Operation.WRITE))
            .isEqualTo(new TenantUsage.Count(2, 1_500));
    }

    @Test
    void shouldCountForTheOtherNetworkWhenATenantMovesWhileTheRouterRuns() {
        final UsageMeter before = acme.open(QpType.RC, 0);
        before.completed(WcOpcode.SEND, 10);
        before.close(0);
        acme.pending(0, 0);
        assertThat(usage.tenant("acme", "blue", counters.tenant("acme"), false)).isSameAs(acme);
        final TenantMeter moved = usage.tenant("acme", "green", counters.tenant("acme"), false);
        assertThat(moved).isNotSameAs(acme);
        final UsageMeter after = moved.open(QpType.RC, 0);
        after.completed(WcOpcode.SEND, 4);
        moved.pending(0, 0);
        final UsageCut cut = cut();
        final List<String> lives = new ArrayList<>();
        for (int i = 0; i < cut.size(); i++) {
            if (cut.kind(i) != UsageCut.Kind.PAST) {
                lives.add(cut.kind(i) + " " + cut.network(i) + " " + cut.cell(i, UsageCell.bytes(Operation.SEND)) + " "
                    + cut.cell(i, UsageCell.COUNTERS + UsageCell.bytes(Operation.SEND)) + " " + cut.isClosed(i));
            }
        }
        assertThat(lives).as("booked, and what the counters say").containsExactlyInAnyOrder(
            "QP blue 10 0 true", "TENANT blue 0 10 true", "QP green 4 0 false", "TENANT green 0 4 false");
    }

    @Test
    void shouldRefuseAnotherVersionAndDamage() throws IOException {
        close();
        final Path file = directory.resolve("usage.weir");
        final byte[] good = Files.readAllBytes(file);
        final UnsafeBuffer bad = new UnsafeBuffer(good.clone());
        bad.putInt(UsageFileDescriptor.VERSION_OFFSET, 2);
        Files.write(file, bad.byteArray());
        assertThatThrownBy(() -> UsageFile.open(file, 1, () -> 0)).isInstanceOf(CountersException.class)
            .hasMessageContaining("has version 2");
        bad.putBytes(0, good);
        bad.putByte(UsageFileDescriptor.recordOffset(0) + UsageFileDescriptor.TENANT_OFFSET, (byte) 99);
        Files.write(file, bad.byteArray());
        assertThatThrownBy(() -> UsageFile.open(file, 1, () -> 0)).isInstanceOf(CountersException.class)
            .hasMessageContaining("record 0 is damaged");
        Files.write(file, good);
        open();
    }

    @Test
    void shouldAllocateNothingWhenCountingAndWhenCutting() {
        final UsageMeter meter = acme.open(QpType.RC, 0);
        final UsageCut cut = new UsageCut(usage);
        final var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        count(meter, cut, 20_000);
        final long before = threads.getCurrentThreadAllocatedBytes();
        count(meter, cut, 100_000);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
    }

    private void count(final UsageMeter meter, final UsageCut cut, final int times) {
        for (int i = 0; i < times; i++) {
            meter.completed(WcOpcode.RDMA_WRITE, i);
            meter.served(WcOpcode.RDMA_READ, 1, i);
            meter.failed(WcStatus.RETRY_EXC_ERR);
            meter.wire().sent(WireMeter.WRITE, i);
            meter.lived(i);
            if (i % 1_000 == 0) {
                acme.pending(1, 2);
                usage.copyTo(cut);
            }
        }
    }

    private UsageCut cut() {
        final UsageCut cut = new UsageCut(usage);
        usage.copyTo(cut);
        return cut;
    }

    private static long sum(final UsageCut cut, final Operation operation) {
        long sum = 0;
        for (int i = 0; i < cut.size(); i++) {
            sum += cut.cell(i, UsageCell.bytes(operation));
        }
        return sum;
    }

    private static int own(final UsageCut cut) {
        return index(cut, UsageCut.Kind.TENANT);
    }

    private static int index(final UsageCut cut, final UsageCut.Kind kind) {
        for (int i = 0; i < cut.size(); i++) {
            if (cut.kind(i) == kind) {
                return i;
            }
        }
        return -1;
    }
}
