package io.weir.bench.measure;

import io.weir.bench.demo.RouterProcess;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.process.Line;
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
    private final List<Child> tenants = new ArrayList<>();
    private Child router;

    Bed(final Children children, final Path directory) {
        this.children = children;
        this.directory = directory;
    }

    /** Starts both routers and waits until they serve. */
    void startRouters() throws IOException, ChildFailedException, InterruptedException {
        router = startRouter(1, 2);
        final Child peer = startRouter(2, 1);
        children.awaitText(router, "ready", PATIENCE);
        children.awaitText(peer, "ready", PATIENCE);
    }

    private Child startRouter(final int own, final int other) throws IOException {
        final Path file = directory.resolve("host" + own + ".yaml");
        Files.writeString(file, """
            host: host%1$d
            directory: %3$s
            rail: {rnic: soft, address: %4$s%1$d}
            peers:
              - name: host%2$d
                control: %4$s%2$d:4790
                devices:
                  - {network: blue, ip: 10.1.0.%2$d}
                  - {network: green, ip: 10.1.0.%2$d}
            tenants:
              - {name: blue, network: blue, ip: 10.1.0.%1$d}
              - {name: green, network: green, ip: 10.1.0.%1$d}
            """.formatted(own, other, runDirectory(own), ADDRESS));
        return children.start("router " + own,
            new JavaProgram(RouterProcess.class).heap(64).arguments("--config", file).command());
    }

    /** Starts a process of a tenant, which is told that tenant's directory. */
    Child startTenant(final String tenant, final Class<?> program) throws IOException {
        final Child child = children.start(tenant + "'s process " + (tenants.size() + 1), new JavaProgram(program)
            .heap(32).arguments(runDirectory(1).resolve("tenants").resolve(tenant)).command());
        tenants.add(child);
        return child;
    }

    /** Tells each end where the other is. */
    void connect(final Child one, final Child other) throws ChildFailedException, InterruptedException {
        final Line here = children.await(one, "ready", PATIENCE);
        final Line there = children.await(other, "ready", PATIENCE);
        one.tell(new Line("connect", there.fields()));
        other.tell(new Line("connect", here.fields()));
        children.await(one, "connected", PATIENCE);
        children.await(other, "connected", PATIENCE);
    }

    /** Has a process talk to itself. */
    void connect(final Child alone) throws ChildFailedException, InterruptedException {
        alone.tell(new Line("connect", children.await(alone, "ready", PATIENCE).fields()));
        children.await(alone, "connected", PATIENCE);
    }

    /** The router that the tenants are attached to. */
    Child router() {
        return router;
    }

    Path routerDirectory() {
        return runDirectory(1);
    }

    /** Lets the tenants end. */
    void dismiss() throws ChildFailedException, InterruptedException {
        tenants.forEach(child -> child.tell(Line.of("bye")));
        for (final Child child : tenants) {
            children.awaitEnd(child, PATIENCE);
        }
    }

    private Path runDirectory(final int own) {
        return directory.resolve("h" + own);
    }
}
