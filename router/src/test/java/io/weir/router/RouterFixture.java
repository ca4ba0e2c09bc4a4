package io.weir.router;

import io.weir.client.DeviceOptions;
import io.weir.client.InvokingIdleStrategy;
import io.weir.client.VirtualDevice;
import io.weir.policy.Ipv4;
import io.weir.policy.TenantPolicy;
import io.weir.policy.TenantQuota;
import io.weir.router.config.RailConfig;
import io.weir.router.config.RouterConfig;
import io.weir.router.guard.SigbusGuard;
import io.weir.shm.linux.Sys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.SystemNanoClock;

/** A router and its tenants on one thread: whenever a tenant waits, the router works. */
final class RouterFixture implements AutoCloseable {
    final List<String> log = new ArrayList<>();
    final RouterConfig config;
    final Router router;

    static {
        // the guard has few places for directories, and every test has one of its own
        SigbusGuard.install().watchPrefix(System.getProperty("java.io.tmpdir") + "/junit-");
    }

    RouterFixture(final RouterConfig config) throws IOException {
        this.config = config;
        // a seed of its own, so that no name of one host happens to fit at another
        router = Router.embed(config, SystemNanoClock.INSTANCE, new Random(config.host().hashCode()), log::add);
    }

    static RouterConfig local(final Path directory, final TenantPolicy... tenants) {
        return new RouterConfig("a", directory, null, new RailConfig(RailConfig.Kind.LOCAL, 0, 0, 4096), null,
            List.of(), List.of(), List.of(tenants));
    }

    static TenantPolicy tenant(final String name, final String network, final String address) {
        return tenant(name, network, address, Sys.uid(), TenantQuota.DEFAULT);
    }

    static TenantPolicy tenant(final String name, final String network, final String address, final int uid,
                               final TenantQuota quota) {
        return TenantPolicy.of(name, Set.of(uid), Set.of(), network, Ipv4.parse(address)).withQuota(quota);
    }

    VirtualDevice open(final String tenant) {
        return VirtualDevice.open(config.tenantDirectory(tenant), options());
    }

    DeviceOptions options() {
        return DeviceOptions.defaults().withIdleStrategy(new InvokingIdleStrategy(router::doWork));
    }

    void turn(final int cycles) {
        for (int i = 0; i < cycles; i++) {
            router.doWork();
        }
    }

    @Override
    public void close() {
        router.close();
    }
}
