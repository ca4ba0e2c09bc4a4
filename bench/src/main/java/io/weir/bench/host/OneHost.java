package io.weir.bench.host;

import io.weir.bench.demo.RouterProcess;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.process.ScratchDirectory;
import io.weir.router.admin.AdminClient;
import io.weir.router.rnic.Metering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A router of this host's memory alone, with tenants t0, t1 and so on, and processes that belong to it. */
public final class OneHost implements AutoCloseable {
    /** The longest to wait for a process to start. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int BYTE = 256;
    private static final int HEAP_MEBIBYTES = 128;
    /** With a session each, and room to spare. */
    private static final int TENANTS_A_MEBIBYTE = 2;

    private final ScratchDirectory directory = new ScratchDirectory("weir-host");
    private final Children children = new Children();
    private final Thread hook = new Thread(children::close);
    private final Child router;

    /** With that many tenants on one network; waits until the router serves. */
    public OneHost(final int tenants) throws IOException, ChildFailedException, InterruptedException {
        this(tenants, "");
    }

    /** As the other; of each tenant is also said, in YAML, what begins with a comma. */
    public OneHost(final int tenants, final String more)
        throws IOException, ChildFailedException, InterruptedException {
        this("", IntStream.rangeClosed(1, tenants).mapToObj(number -> "network: bench, ip: 10."
            + (1 + number / BYTE / BYTE) + '.' + number / BYTE % BYTE + '.' + number % BYTE + more).toList());
    }

    /**
     * With a tenant for each of these.
     *
     * @param rail    what is said of the rail, in YAML, and begins with a comma; or nothing
     * @param tenants what is said of each besides its name, likewise, but for the comma
     */
    public OneHost(final String rail, final List<String> tenants)
        throws IOException, ChildFailedException, InterruptedException {
        this(rail, tenants, true);
    }

    /** As that; {@code metered}: whether the router counts what its tenants use. */
    public OneHost(final String rail, final List<String> tenants, final boolean metered)
        throws IOException, ChildFailedException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(hook);
        final StringBuilder yaml = new StringBuilder(4096);
        yaml.append("host: bench\ndirectory: ").append(run())
            .append("\nrail: {rnic: local").append(rail).append("}\ntenants:\n");
        for (int i = 0; i < tenants.size(); i++) {
            yaml.append("  - {name: t").append(i).append(", ").append(tenants.get(i)).append("}\n");
        }
        final Path file = Files.writeString(directory.path().resolve("weir.yaml"), yaml);
        final JavaProgram program = new JavaProgram(RouterProcess.class)
            .routerHeap(HEAP_MEBIBYTES + tenants.size() / TENANTS_A_MEBIBYTE).arguments("--config", file);
        router = children.start("router", (metered ? program : program.property(Metering.OFF_PROPERTY)).command());
        children.awaitText(router, "ready", PATIENCE);
    }

    /** Where processes of a tenant attach. */
    public Path tenant(final int index) {
        return tenants().resolve("t" + index);
    }

    /** The directory that has theirs. */
    public Path tenants() {
        return run().resolve("tenants");
    }

    /** The router's run directory. */
    public Path run() {
        return directory.path().resolve("run");
    }

    /** The router's process. */
    public Child router() {
        return router;
    }

    /** Asks the router. */
    public AdminClient admin() {
        return new AdminClient(run().resolve("admin.sock"));
    }

    /** All processes, to start more and to listen to them. */
    public Children children() {
        return children;
    }

    /** Starts a program of a tenant, which is told that tenant's directory. */
    public Child start(final Class<?> program, final int tenant) throws IOException {
        return children.start(program.getSimpleName() + " t" + tenant, program(program, tenant(tenant)));
    }

    /** The command line of a program, to start it with. */
    public List<String> program(final Class<?> program, final Object... arguments) {
        return new JavaProgram(program).heap(4 * HEAP_MEBIBYTES).arguments(arguments).command();
    }

    @Override
    public void close() throws IOException {
        children.close();
        Runtime.getRuntime().removeShutdownHook(hook);
        directory.close();
    }
}
