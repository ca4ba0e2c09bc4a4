package io.weir.router.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.policy.RateLimiter;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountersFileTest {
    @TempDir
    private Path directory;

    @Test
    void shouldCountByDirectionAndOperation() throws IOException {
        try (CountersFile file = CountersFile.open(path(), List.of("acme", "globex"))) {
            final UsageCounters acme = file.tenant("acme");
            acme.completed(WcOpcode.SEND, 64);
            acme.completed(WcOpcode.RDMA_WRITE, 1L << 40);
            acme.completed(WcOpcode.RDMA_READ, 100);
            acme.completed(WcOpcode.RECV, 10);
            acme.served(WcOpcode.RDMA_WRITE, 5);
            acme.served(WcOpcode.FETCH_ADD, 8);
            acme.failed(WcStatus.REM_ACCESS_ERR);
            acme.failed(WcStatus.WR_FLUSH_ERR);
            acme.held(Direction.EGRESS, RateLimiter.Reason.BYTES, 70);
            acme.held(Direction.EGRESS, RateLimiter.Reason.OPERATIONS, 7);
            acme.held(Direction.EGRESS, RateLimiter.Reason.RAIL, 5);
            final TenantUsage usage = UsageSnapshot.read(path()).tenant("acme").orElseThrow();
            assertThat(usage).isEqualTo(file.snapshot().tenant("acme").orElseThrow());
            assertThat(usage.total(Direction.EGRESS)).isEqualTo(new TenantUsage.Count(2, (1L << 40) + 64));
            assertThat(usage.total(Direction.INGRESS)).isEqualTo(new TenantUsage.Count(2, 110));
            assertThat(usage.total(Direction.SERVED)).isEqualTo(new TenantUsage.Count(2, 13));
            assertThat(usage.operations().get(Operation.RECV)).isEqualTo(new TenantUsage.Count(1, 10));
            assertThat(usage.errors()).containsEntry(WcStatus.REM_ACCESS_ERR, 1L)
                .containsEntry(WcStatus.WR_FLUSH_ERR, 1L).hasSize(WcStatus.values().length - 1);
            assertThat(usage.failures()).isEqualTo(2);
            assertThat(usage.throttledNs()).containsEntry(Direction.EGRESS, 77L).containsEntry(Direction.INGRESS, 0L);
            assertThat(usage.heldNs().get(Direction.EGRESS)).containsEntry(RateLimiter.Reason.BYTES, 70L)
                .containsEntry(RateLimiter.Reason.OPERATIONS, 7L).containsEntry(RateLimiter.Reason.RAIL, 5L);
            assertThat(usage.heldNs().get(Direction.INGRESS).values()).containsOnly(0L);
            assertThat(file.snapshot().tenant("globex").orElseThrow().total(Direction.EGRESS).messages()).isZero();
        }
    }

    @Test
    void shouldGoOnFromWhereTheLastRouterStopped() throws IOException {
        long sinceMs = 0;
        for (int generation = 1; generation <= 3; generation++) {
            try (CountersFile file = CountersFile.open(path(), List.of(generation == 2 ? "globex" : "acme"))) {
                file.tenant("acme").completed(WcOpcode.SEND, 10);
                final UsageSnapshot snapshot = file.snapshot();
                assertThat(snapshot.generation()).isEqualTo(generation);
                assertThat(snapshot.tenant("acme").orElseThrow().operations().get(Operation.SEND))
                    .isEqualTo(new TenantUsage.Count(generation, 10L * generation));
                assertThat(generation == 1 || snapshot.sinceMs() == sinceMs).isTrue();
                sinceMs = snapshot.sinceMs();
            }
        }
        assertThat(UsageSnapshot.read(path()).tenants()).extracting(TenantUsage::tenant).containsExactly("acme",
            "globex");
    }

    @Test
    void shouldBeReadableAsAgronaCountersByItsOwnerAlone() throws IOException {
        try (CountersFile file = CountersFile.open(path(), List.of("acme"))) {
            file.tenant("acme").completed(WcOpcode.SEND, 123);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path()))).isEqualTo("rw-------");
            final UnsafeBuffer bytes = new UnsafeBuffer(Files.readAllBytes(path()));
            final int capacity = bytes.getInt(CountersFileDescriptor.CAPACITY_OFFSET);
            final CountersReader reader = new CountersReader(
                CountersFileDescriptor.metadata(bytes, capacity), CountersFileDescriptor.values(bytes, capacity));
            final StringBuilder found = new StringBuilder();
            reader.forEach((value, id, label) -> found.append(value == 0 ? "" : label + "=" + value + ";"));
            assertThat(found.toString()).isEqualTo("acme: send messages=1;acme: send bytes=123;");
        }
    }

    @Test
    void shouldRefuseAnotherVersionAndSayWhatToDo() throws IOException {
        CountersFile.open(path(), List.of("acme")).close();
        patch(CountersFileDescriptor.VERSION_OFFSET, 3);
        assertThatThrownBy(() -> CountersFile.open(path(), List.of("acme"))).isInstanceOf(CountersException.class)
            .hasMessage(path() + ": has version 3, this router reads version 2: run the router that wrote it, or move "
                + "the file away to begin at zero");
    }

    @Test
    void shouldRefuseDamageAndLeaveTheFileAsItIs() throws IOException {
        final long seed = 3;
        final Random random = new Random(seed);
        CountersFile.open(path(), List.of("acme", "globex")).close();
        final byte[] good = Files.readAllBytes(path());
        int refused = 0;
        for (int i = 0; i < 120; i++) {
            final byte[] bad = good.clone();
            for (int j = 0; j < 64; j++) {
                bad[random.nextInt(i % 2 == 0 ? 4096 + 40 * 512 : bad.length)] = (byte) random.nextInt();
            }
            Files.write(path(), i % 7 == 0 ? java.util.Arrays.copyOf(bad, random.nextInt(bad.length)) : bad);
            final byte[] written = Files.readAllBytes(path());
            try {
                UsageSnapshot.read(path());
            } catch (final CountersException ex) {
                refused++;
                assertThatThrownBy(() -> CountersFile.open(path(), List.of("acme"))).as("seed %d", seed)
                    .isInstanceOf(CountersException.class).hasMessage(ex.getMessage());
                assertThat(Files.readAllBytes(path())).isEqualTo(written);
            }
        }
        assertThat(refused).isGreaterThan(40);
        Files.write(path(), new byte[0]);
        assertThatThrownBy(() -> UsageSnapshot.read(path())).hasMessageContaining("its length is 0");
        Files.delete(path());
        assertThatThrownBy(() -> UsageSnapshot.read(path())).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> UsageSnapshot.read(directory)).hasMessageContaining("is no file of counters");
    }

    @Test
    void shouldIgnoreWhatAnInterruptedStartLeft() throws IOException {
        CountersFile.open(path(), List.of("acme")).close();
        Files.write(directory.resolve("counters.weir.new"), new byte[17]);
        CountersFile.open(path(), List.of("acme")).close();
        assertThat(directory.resolve("counters.weir.new")).doesNotExist();
    }

    @Test
    void shouldHaveRoomForMoreTenantsAndSayWhenItIsFull() throws IOException {
        try (CountersFile file = CountersFile.open(path(), List.of())) {
            for (int i = 0; i < 256; i++) {
                file.tenant("t" + i).completed(WcOpcode.SEND, i);
            }
            assertThat(file.snapshot().tenants()).hasSize(256);
            assertThatThrownBy(() -> file.tenant("one-more")).isInstanceOf(IllegalStateException.class)
                .hasMessage(path() + " is full: it has the counters of 256 tenants, those that are gone among them; a "
                    + "router that starts anew makes room for 256 more");
            assertThat(file.snapshot().tenants()).as("nothing was begun").hasSize(256);
        }
        try (CountersFile file = CountersFile.open(path(), List.of())) {
            file.tenant("one-more").completed(WcOpcode.SEND, 1);
            assertThat(file.snapshot().tenants()).hasSize(257);
        }
    }

    /** As routers wrote it that told six classes of errors apart, and no reasons. */
    @Test
    void shouldGoOnFromTheFirstVersion() throws IOException {
        final int capacity = 11;
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[(int) CountersFileDescriptor.fileLength(capacity)]);
        bytes.putLong(CountersFileDescriptor.MAGIC_OFFSET, CountersFileDescriptor.MAGIC);
        bytes.putInt(CountersFileDescriptor.VERSION_OFFSET, 1);
        bytes.putInt(CountersFileDescriptor.CAPACITY_OFFSET, capacity);
        bytes.putLong(CountersFileDescriptor.GENERATION_OFFSET, 7);
        bytes.putLong(CountersFileDescriptor.CREATED_OFFSET, 1_234);
        final CountersManager manager = new CountersManager(CountersFileDescriptor.metadata(bytes, capacity),
            CountersFileDescriptor.values(bytes, capacity));
        putFirst(manager, UsageKey.MESSAGES, Operation.WRITE.code(), 10);
        putFirst(manager, UsageKey.BYTES, Operation.WRITE.code(), 1_000);
        for (int errorClass = 0; errorClass < 6; errorClass++) {
            putFirst(manager, UsageKey.ERRORS, errorClass, 1 << errorClass);
        }
        putFirst(manager, UsageKey.THROTTLED_NS, Direction.EGRESS.code(), 99);
        Files.write(path(), bytes.byteArray());

        assertThat(UsageSnapshot.read(path()).tenant("acme").orElseThrow().failures()).isEqualTo(63);
        try (CountersFile file = CountersFile.open(path(), List.of("acme"))) {
            file.tenant("acme").completed(WcOpcode.RDMA_WRITE, 1);
            assertThat(file.snapshot().generation()).isEqualTo(8);
            assertThat(file.snapshot().sinceMs()).isEqualTo(1_234);
            final TenantUsage usage = file.snapshot().tenant("acme").orElseThrow();
            assertThat(usage.operations().get(Operation.WRITE)).isEqualTo(new TenantUsage.Count(11, 1_001));
            assertThat(usage.errors()).containsEntry(WcStatus.WR_FLUSH_ERR, 2L)
                .containsEntry(WcStatus.RETRY_EXC_ERR, 8L).containsEntry(WcStatus.RNR_RETRY_EXC_ERR, 16L)
                .as("of these nobody knows which it was").containsEntry(WcStatus.GENERAL_ERR, 1L + 4 + 32);
            assertThat(usage.throttledNs()).containsEntry(Direction.EGRESS, 99L);
        }
        assertThat(new UnsafeBuffer(Files.readAllBytes(path())).getInt(CountersFileDescriptor.VERSION_OFFSET))
            .isEqualTo(2);
    }

    private static void putFirst(final CountersManager manager, final int quantity, final int code,
                                 final long value) {
        final int id = manager.allocate("", UsageKey.TYPE_ID, new UsageKey("acme", quantity, code)::encode);
        manager.setCounterValue(id, value);
    }

    @Test
    void shouldNotAllocateWhenCounting() throws IOException {
        try (CountersFile file = CountersFile.open(path(), List.of("acme"))) {
            final UsageCounters counters = file.tenant("acme");
            final var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            count(counters, 20_000);
            final long before = threads.getCurrentThreadAllocatedBytes();
            count(counters, 100_000);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
        }
    }

    private static void count(final UsageCounters counters, final int times) {
        for (int i = 0; i < times; i++) {
            counters.completed(WcOpcode.RDMA_WRITE, i);
            counters.served(WcOpcode.RDMA_READ, i);
            counters.failed(WcStatus.RETRY_EXC_ERR);
            counters.held(Direction.INGRESS, RateLimiter.Reason.BYTES, i);
        }
    }

    private void patch(final int offset, final int value) throws IOException {
        final byte[] bytes = Files.readAllBytes(path());
        new UnsafeBuffer(bytes).putInt(offset, value);
        Files.write(path(), bytes);
    }

    private Path path() {
        return directory.resolve("counters.weir");
    }
}
