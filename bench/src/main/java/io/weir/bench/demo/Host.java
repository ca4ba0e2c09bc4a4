package io.weir.bench.demo;

import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.router.accounting.Direction;
import io.weir.router.accounting.UsageSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A "host" of the demo: a loopback address, a run directory, and the router process that serves them. */
final class Host {
    /** What a router says when tenants can attach. */
    private static final String READY = "ready";

    private final HostConfig config;
    private final Path directory;
    private final Children children;
    private final Child router;

    private Host(final HostConfig config, final Path directory, final Children children, final Child router) {
        this.config = config;
        this.directory = directory;
        this.children = children;
        this.router = router;
    }

    /** Writes its configuration and starts its router, in a directory of its own below {@code parent}. */
    static Host start(final Children children, final Path parent, final HostConfig config) throws IOException {
        if (!config.carrier().ownsPort()) {
            config.site().requireFree(config.address(), config.rail());
        }
        config.site().requireFree(config.address(), config.control());
        final Path file = configFile(parent, config);
        final Path directory = parent.resolve(config.name());
        Files.writeString(file, config.yaml(directory));
        final Child router = children.start("host " + config.name() + "'s router",
            config.site().router(config, directory, file));
        return new Host(config, directory, children, router);
    }

    void awaitReady(final Duration timeout) throws ChildFailedException, InterruptedException {
        children.awaitText(router, READY, timeout);
    }

    String address() {
        return config.address();
    }

    Child router() {
        return router;
    }

    Path directory() {
        return directory;
    }

    /** What is mounted into the tenant's containers: where its processes attach. */
    Path tenantDirectory(final DemoTenant tenant) {
        return directory.resolve("tenants").resolve(tenant.label());
    }

    /** Whether the ledger, the counters, the rail and its clients, who are done, say the same. */
    Check audit(final ClientCounts counts) throws IOException {
        return counts.audit(config.name(), configFile(directory.getParent(), config),
            directory.getParent().resolve("clients-" + config.name() + ".json"));
    }

    private static Path configFile(final Path parent, final HostConfig config) {
        return parent.resolve("host-" + config.name() + ".yaml");
    }

    /** Payload that left the tenant's memory by its own operations, as the router charged it. */
    long bytesSent(final DemoTenant tenant) throws IOException {
        return UsageSnapshot.read(directory.resolve("counters.weir")).tenant(tenant.label())
            .map(usage -> usage.total(Direction.EGRESS).bytes())
            .orElse(0L);
    }
}
