package io.weir.bench.tenancy;

import io.weir.bench.host.OneHost;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Line;
import io.weir.router.admin.AdminClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A host whose tenants have a network each and share nothing but the router, and what their processes are told. */
final class Host implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final List<Child> tenants = new ArrayList<>();
    private final OneHost host;

    /**
     * Starts the router and waits until it serves.
     *
     * @param capacity what the tenants share, such as {@code 2Gbit}; null for as much as there is
     * @param policies what is said of each tenant besides name and network, such as {@code weight: 2}; they are t0, t1
     *                 and so on
     */
    Host(final String capacity, final List<String> policies)
        throws IOException, ChildFailedException, InterruptedException {
        this(capacity, policies, true);
    }

    /** As that; {@code metered}: whether it counts what its tenants use. */
    Host(final String capacity, final List<String> policies, final boolean metered)
        throws IOException, ChildFailedException, InterruptedException {
        host = new OneHost(capacity == null ? "" : ", capacity: " + capacity,
            IntStream.range(0, policies.size()).mapToObj(i -> "network: n" + i + ", ip: 10.1.0.1"
                + (policies.get(i).isEmpty() ? "" : ", " + policies.get(i))).toList(), metered);
    }

    Child router() {
        return host.router();
    }

    AdminClient admin() {
        return host.admin();
    }

    /** Starts a process that is these tenants, by number, and waits until it is ready. */
    Child start(final Class<?> program, final int from, final int count)
        throws IOException, ChildFailedException, InterruptedException {
        final Object[] directories = IntStream.range(from, from + count).mapToObj(host::tenant).toArray();
        final Child child =
            host.children().start(program.getSimpleName() + " t" + from, host.program(program, directories));
        tenants.add(child);
        await(child, "ready");
        return child;
    }

    /** Has a process keep up a load; {@code load} as its {@code load} order has it. */
    void load(final Child child, final int tenant, final Line load) throws ChildFailedException, InterruptedException {
        ask(child, new Line("load", load.fields()).with("tenant", tenant), "loaded");
    }

    /** An answer to an order. */
    Line ask(final Child child, final Line order, final String answer)
        throws ChildFailedException, InterruptedException {
        child.tell(order);
        return await(child, answer);
    }

    /** What all its tenants did so far. */
    Line read(final Child child) throws ChildFailedException, InterruptedException {
        return ask(child, Line.of("read"), "counts");
    }

    void pause(final long ms) throws ChildFailedException, InterruptedException {
        host.children().listen(Duration.ofMillis(ms));
    }

    private Line await(final Child child, final String word) throws ChildFailedException, InterruptedException {
        return host.children().await(child, word, PATIENCE);
    }

    @Override
    public void close() throws IOException {
        tenants.forEach(child -> child.tell(Line.of("bye")));
        host.close();
    }
}
