package io.weir.bench.tenancy;

import io.weir.bench.demo.RouterProcess;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.process.Line;
import io.weir.bench.process.ScratchDirectory;
import io.weir.router.admin.AdminClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A router of this host's memory alone, with tenants of whom each is on a network of its own, and their processes. */
final class Host implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private final ScratchDirectory directory = new ScratchDirectory("weir-bench");
    private final Children children = new Children();
    private final Thread hook = new Thread(children::close);
    private final List<Child> tenants = new ArrayList<>();
    private final Child router;
    private final AdminClient admin;

    /**
     * Starts the router and waits until it serves.
     *
     * @param capacity what the tenants share, such as {@code 2Gbit}; null for as much as there is
     * @param policies what is said of each tenant besides name and network, such as {@code weight: 2}; they are t0, t1
     *                 and so on
     */
    Host(final String capacity, final List<String> policies)
        throws IOException, ChildFailedException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(hook);
        final StringBuilder yaml = new StringBuilder(4096);
        yaml.append("host: bench\ndirectory: ").append(directory.path().resolve("run"))
            .append("\nrail: {rnic: local").append(capacity == null ? "" : ", capacity: " + capacity)
            .append("}\ntenants:\n");
        for (int i = 0; i < policies.size(); i++) {
            yaml.append("  - {name: t").append(i).append(", network: n").append(i).append(", ip: 10.1.0.1")
                .append(policies.get(i).isEmpty() ? "" : ", " + policies.get(i)).append("}\n");
        }
        final Path file = directory.path().resolve("weir.yaml");
        Files.writeString(file, yaml);
        router = children.start("router",
            new JavaProgram(RouterProcess.class).heap(128).arguments("--config", file).command());
        children.awaitText(router, "ready", PATIENCE);
        admin = new AdminClient(directory.path().resolve("run").resolve("admin.sock"));
    }

    Child router() {
        return router;
    }

    AdminClient admin() {
        return admin;
    }

    /** Starts a process that is these tenants, by number, and waits until it is ready. */
    Child start(final Class<?> program, final int from, final int count)
        throws IOException, ChildFailedException, InterruptedException {
        final JavaProgram java = new JavaProgram(program).heap(256);
        for (int i = from; i < from + count; i++) {
            java.arguments(directory.path().resolve("run").resolve("tenants").resolve("t" + i));
        }
        final Child child = children.start(program.getSimpleName() + " t" + from, java.command());
        tenants.add(child);
        children.await(child, "ready", PATIENCE);
        return child;
    }

    /** Has a process keep up a load; {@code load} as its {@code load} order has it. */
    void load(final Child child, final int tenant, final Line load) throws ChildFailedException, InterruptedException {
        child.tell(new Line("load", load.fields()).with("tenant", tenant));
        children.await(child, "loaded", PATIENCE);
    }

    /** An answer to an order. */
    Line ask(final Child child, final Line order, final String answer)
        throws ChildFailedException, InterruptedException {
        child.tell(order);
        return children.await(child, answer, PATIENCE);
    }

    /** An answer to what was asked before. */
    Line await(final Child child, final String answer) throws ChildFailedException, InterruptedException {
        return children.await(child, answer, PATIENCE);
    }

    /** What all its tenants did so far. */
    Line read(final Child child) throws ChildFailedException, InterruptedException {
        return ask(child, Line.of("read"), "counts");
    }

    void pause(final long ms) throws ChildFailedException, InterruptedException {
        children.listen(Duration.ofMillis(ms));
    }

    @Override
    public void close() throws IOException {
        tenants.forEach(child -> child.tell(Line.of("bye")));
        children.close();
        Runtime.getRuntime().removeShutdownHook(hook);
        directory.close();
    }
}
