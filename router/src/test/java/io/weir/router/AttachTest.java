package io.weir.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.SharedMemory;
import io.weir.client.VerbsException;
import io.weir.client.VirtualDevice;
import io.weir.policy.TenantQuota;
import io.weir.router.config.RouterConfig;
import io.weir.shm.linux.Sys;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.QpState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachTest {
    @TempDir
    private Path directory;

    @Test
    void shouldConnectTwoQueuePairsOfOneTenantWhenItAttaches() throws IOException {
        try (RouterFixture host = new RouterFixture(
            RouterFixture.local(directory, RouterFixture.tenant("acme", "blue", "10.0.0.1")));
            VirtualDevice device = host.open("acme")) {
            assertThat(device.tenant()).isEqualTo("acme");
            final ProtectionDomain pd = device.allocPd();
            final CompletionQueue cq = device.createCq(16);
            final SharedMemory memory = device.allocate(8192);
            final MemoryRegion region = pd.regMr(memory, AccessFlags.ALL);
            assertThat(region.lkey()).isNotZero();
            final QueuePair one = pd.createQp(new QpInitAttributes().cq(cq));
            final QueuePair two = pd.createQp(new QpInitAttributes().cq(cq));
            one.connect(device.gid(), two.qpNumber(), AccessFlags.ALL);
            two.connect(device.gid(), one.qpNumber(), AccessFlags.ALL);
            assertThat(one.query().state()).isEqualTo(QpState.RTS);
            assertThatThrownBy(pd::close).isInstanceOf(VerbsException.class).hasMessageContaining("EBUSY");
            device.closeAll();
        }
    }

    @Test
    void shouldRefuseWhenTheUserIsNotOfTheTenant() throws IOException {
        try (RouterFixture host = new RouterFixture(RouterFixture.local(directory,
            RouterFixture.tenant("acme", "blue", "10.0.0.1", Sys.uid() + 1, TenantQuota.DEFAULT),
            RouterFixture.tenant("hooli", "blue", "10.0.0.2")))) {
            assertThatThrownBy(() -> host.open("acme")).isInstanceOfSatisfying(VerbsException.class,
                thrown -> assertThat(thrown.errno()).isEqualTo(Errno.EACCES));
            assertThat(host.log).singleElement().asString().contains("refused uid " + Sys.uid());
            host.turn(1);
            assertThat(host.config.auditLog()).content().containsPattern(
                "\"event\":\"attach-refused\",\"tenant\":\"acme\",\"detail\":\"uid " + Sys.uid() + " gid [0-9]+ pid "
                    + ProcessHandle.current().pid() + ", of hooli: uid ");
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenATenantDetaches() throws IOException {
        try (RouterFixture host = new RouterFixture(
            RouterFixture.local(directory, RouterFixture.tenant("reclaimed", "blue", "10.0.0.1")))) {
            host.open("reclaimed").close();
            host.turn(4);
            final long descriptors = descriptors();
            final VirtualDevice device = host.open("reclaimed");
            final ProtectionDomain pd = device.allocPd();
            pd.regMr(device.allocate(1 << 20), AccessFlags.ALL);
            pd.createQp(new QpInitAttributes().cq(device.createCq(16, device.createCompChannel())));
            device.closeAll();
            host.turn(4);
            assertThat(descriptors()).isEqualTo(descriptors);
            // the library unmaps its view of a queue segment when it is collected: one a session may be left
            assertThat(mappings()).isLessThanOrEqualTo(2);
            try (var left = Files.list(host.config.tenantDirectory("reclaimed"))) {
                assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("weir.sock");
            }
        }
    }

    /** What a container has mounted is the directory, not its name. */
    @Test
    void shouldServeInTheSameDirectoryWhenARouterComesAgain() throws IOException {
        final RouterConfig config = RouterFixture.local(
            directory, RouterFixture.tenant("acme", "blue", "10.0.0.1"));
        final Path tenants = config.tenantDirectory("acme").getParent();
        final Object first;
        try (RouterFixture host = new RouterFixture(config)) {
            first = Files.getAttribute(config.tenantDirectory("acme"), "unix:ino");
            Files.createDirectory(tenants.resolve("gone"));
            host.open("acme").close();
        }
        assertThat(config.tenantDirectory("acme")).isEmptyDirectory();
        try (RouterFixture host = new RouterFixture(config)) {
            assertThat(Files.getAttribute(config.tenantDirectory("acme"), "unix:ino")).isEqualTo(first);
            assertThat(tenants.resolve("gone")).doesNotExist();
            host.open("acme").close();
        }
    }

    @Test
    void shouldRefuseASecondRouterWhenOneHasTheDirectory() throws IOException {
        try (RouterFixture host = new RouterFixture(
            RouterFixture.local(directory, RouterFixture.tenant("acme", "blue", "10.0.0.1")))) {
            assertThatThrownBy(() -> new RouterFixture(host.config)).isInstanceOf(IOException.class);
            host.open("acme").close();
        }
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private long mappings() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> (line.contains("memfd:weir-") && line.contains("-reclaimed-"))
                || line.contains(directory + "/tenants")).count();
    }
}
