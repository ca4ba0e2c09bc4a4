package io.weir.bench.measure;

import io.weir.bench.demo.HostRail;
import io.weir.bench.demo.RouterProcess;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.process.Line;
import io.weir.router.admin.AdminClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured: a router with a rail, a peer router, and tenants' processes, all of them on this machine's loopback
 * addresses.
 */
final class Bed {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Neither the demo's addresses nor any that a person would think of: both may run at the same time. */
    private static final String ADDRESS = "127.0.47.";

    private final Children children;
    private final Path directory;
    private final HostRail rail;
    private final Duration patience;
    private final List<Child> tenants = new ArrayList<>();
    private Child router;
    private Child peer;

    Bed(final Children children, final Path directory) {
        this(children, directory, HostRail.SOFT, PATIENCE);
    }

    /** With that between the routers, and so much time for processes to start. */
    Bed(final Children children, final Path directory, final HostRail rail, final Duration patience) {
        this.children = children;
        this.directory = directory;
        this.rail = rail;
        this.patience = patience;
    }

    /** Starts both routers and waits until they serve. */
    void startRouters() throws IOException, ChildFailedException, InterruptedException {
        router = startRouter(1, 2);
        peer = startRouter(2, 1);
        children.awaitText(router, "ready", patience);
        children.awaitText(peer, "ready", patience);
    }

    private Child startRouter(final int own, final int other) throws IOException {
        final Path file = directory.resolve("host" + own + ".yaml");
        Files.writeString(file, """
            host: host%1$d
            directory: %3$s
            rail: %5$s
            control: %4$s%1$d:4790
            peers:
              - name: host%2$d
                control: %4$s%2$d:4790
                rail: %6$s:4791
                devices:
                  - {network: blue, ip: 10.1.0.%2$d}
                  - {network: green, ip: 10.1.0.%2$d}
            tenants:
              - {name: blue, network: blue, ip: 10.1.0.%1$d}
              - {name: green, network: green, ip: 10.1.0.%1$d}
            """.formatted(own, other, runDirectory(own), ADDRESS, rail.yaml(ADDRESS + own, 4791),
            rail.address(ADDRESS + other)));
        return children.start("router " + own,
            new JavaProgram(RouterProcess.class).routerHeap(64).arguments("--config", file).command());
    }

    /** Starts a process of a tenant, which is told that tenant's directory. */
    Child startTenant(final String tenant, final Class<?> program) throws IOException {
        final Child child = children.start(tenant + "'s process " + (tenants.size() + 1), new JavaProgram(program)
            .heap(32).arguments(tenantDirectory(1, tenant)).command());
        tenants.add(child);
        return child;
    }

    /** Starts a process of a tenant, which is told that tenant's directories on both hosts. */
    Child startTenantOfBoth(final String tenant, final Class<?> program) throws IOException {
        final Child child = children.start(tenant + "'s process", new JavaProgram(program).heap(32)
            .arguments(tenantDirectory(1, tenant), tenantDirectory(2, tenant)).command());
        tenants.add(child);
        return child;
    }

    private Path tenantDirectory(final int host, final String tenant) {
        return runDirectory(host).resolve("tenants").resolve(tenant);
    }

    /** Tells each end where the other is. */
    void connect(final Child one, final Child other) throws ChildFailedException, InterruptedException {
        children.connect(one, other, patience);
    }

    /** Has a process talk to itself. */
    void connect(final Child alone) throws ChildFailedException, InterruptedException {
        alone.tell(new Line("connect", children.await(alone, "ready", patience).fields()));
        children.await(alone, "connected", patience);
    }

    /** The router that the tenants are attached to. */
    Child router() {
        return router;
    }

    /** The other one. */
    Child peer() {
        return peer;
    }

    /** The configuration of that router. */
    Path configuration() {
        return directory.resolve("host1.yaml");
    }

    /** Asks that router. */
    AdminClient admin() {
        return new AdminClient(routerDirectory().resolve("admin.sock"));
    }

    Path routerDirectory() {
        return runDirectory(1);
    }

    /** Lets the tenants end. */
    void dismiss() throws ChildFailedException, InterruptedException {
        tenants.forEach(child -> child.tell(Line.of("bye")));
        for (final Child child : tenants) {
            children.awaitEnd(child, patience);
        }
    }

    private Path runDirectory(final int own) {
        return directory.resolve("h" + own);
    }
}
