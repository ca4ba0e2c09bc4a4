package io.weir.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.AddressHandle;
import io.weir.client.ProtectionDomain;
import io.weir.client.SharedMemory;
import io.weir.client.VerbsException;
import io.weir.client.VirtualDevice;
import io.weir.policy.TenantQuota;
import io.weir.shm.attach.AttachException;
import io.weir.shm.attach.AttachHello;
import io.weir.shm.attach.AttachSocket;
import io.weir.shm.linux.Memfd;
import io.weir.shm.linux.Mmap;
import io.weir.shm.linux.Sys;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session took comes back when it goes, and nobody takes more than its limit. */
class ReclaimTest {
    private static final int ROUNDS = 40;
    private static final int WARM_UP = 10;
    private static final long LIMIT = 8L << 20;

    @TempDir
    private Path directory;

    @Test
    void shouldHoldNothingMoreWhenManyProcessesCameAndDied() throws IOException, AttachException {
        try (RouterFixture host = new RouterFixture(
            RouterFixture.local(directory, RouterFixture.tenant("mortal", "blue", "10.0.0.1")))) {
            attachAndDie(host, WARM_UP);
            host.router.closeInterval();
            final long descriptors = count(Path.of("/proc/self/fd"));
            final long threads = count(Path.of("/proc/self/task"));
            attachAndDie(host, ROUNDS);
            assertThat(count(Path.of("/proc/self/fd"))).isEqualTo(descriptors);
            assertThat(count(Path.of("/proc/self/task"))).isLessThanOrEqualTo(threads + 2);
            assertThat(Files.readAllLines(Path.of("/proc/self/maps")))
                .noneMatch(line -> line.contains("-mortal-") || line.contains(directory + "/tenants"));
            assertThat(count(host.config.tenantDirectory("mortal"))).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseARegionWhenItTakesTheTenantOverItsMemoryLimit() throws IOException {
        try (RouterFixture host = limited(); VirtualDevice device = host.open("limited")) {
            final ProtectionDomain pd = device.allocPd();
            final SharedMemory first = device.allocate(LIMIT * 3 / 4);
            pd.regMr(first, AccessFlags.ALL);
            // again, and it costs no more
            pd.regMr(first, AccessFlags.ALL).close();
            final SharedMemory second = device.allocate(LIMIT / 2);
            assertThatThrownBy(() -> pd.regMr(second, AccessFlags.ALL)).isInstanceOfSatisfying(VerbsException.class,
                thrown -> assertThat(thrown.errno()).isEqualTo(Errno.ENOMEM))
                .hasMessageContaining("limited has registered " + (LIMIT / 2 + LIMIT * 3 / 4))
                .hasMessageContaining("its limit is " + LIMIT);
            device.closeAll();
        }
    }

    @Test
    void shouldRefuseAnAddressHandleWhenTheTenantHasAllItMay() throws IOException {
        try (RouterFixture host = limited(); VirtualDevice device = host.open("limited")) {
            final ProtectionDomain pd = device.allocPd();
            final AddressHandle first = pd.createAh(device.gid());
            for (int i = 1; i < 16; i++) {
                pd.createAh(device.gid());
            }
            assertThatThrownBy(() -> pd.createAh(device.gid())).isInstanceOfSatisfying(VerbsException.class,
                thrown -> assertThat(thrown.errno()).isEqualTo(Errno.EDQUOT));
            first.close();
            pd.createAh(device.gid());
            device.closeAll();
        }
    }

    @Test
    void shouldEvictWhenATenantFillsItsMemoryWithoutRegisteringIt() throws IOException, AttachException {
        try (RouterFixture host = limited();
            AttachSocket socket = AttachSocket.connect(host.config.tenantDirectory("limited").resolve("weir.sock"))) {
            socket.trySend(AttachHello.of("hoarder"));
            host.turn(4);
            socket.tryReceive();
            final int memory = socket.takeFd(1);
            assertThat(Memfd.isSizeSealed(memory)).isTrue();
            final long mapped = Mmap.mapShared(memory, 0, 2 * LIMIT);
            UnsafeApi.setMemory(mapped, 2 * LIMIT, (byte) 1);
            for (int i = 0; i < 1_000_000 && host.log.size() < 2; i++) {
                host.turn(1);
            }
            Mmap.unmap(mapped, 2 * LIMIT);
            assertThat(host.log).last().asString().startsWith("evicted").contains("is over its memory limit");
        }
    }

    private RouterFixture limited() throws IOException {
        return new RouterFixture(RouterFixture.local(directory, RouterFixture.tenant("limited", "blue", "10.0.0.1",
            Sys.uid(), new TenantQuota(LIMIT, 4, 16, 16, 16, 16, 16, 16, 16))));
    }

    private static void attachAndDie(final RouterFixture host, final int times) throws AttachException {
        for (int i = 0; i < times; i++) {
            try (AttachSocket socket =
                     AttachSocket.connect(host.config.tenantDirectory("mortal").resolve("weir.sock"))) {
                socket.trySend(AttachHello.of("mortal"));
                host.turn(4);
                assertThat(socket.tryReceive()).isNotNull();
            }
            host.turn(4);
        }
    }

    private static long count(final Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.count();
        }
    }
}
