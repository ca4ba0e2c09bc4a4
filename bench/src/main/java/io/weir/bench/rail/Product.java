package io.weir.bench.rail;

import io.weir.bench.demo.RouterProcess;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.ScratchDirectory;
import io.weir.bench.rail.end.Kind;
import io.weir.bench.rail.end.TenantEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Two routers, and a tenant of each: everything that an operation between hosts passes. */
final class Product extends EndPair {
    private final ScratchDirectory scratch;
    private final int port;

    private Product(final String name, final Place place, final Meter meter, final ScratchDirectory scratch,
                    final int port, final int queuePairs) {
        super(name, Set.of(Kind.THROUGHPUT, Kind.WRITE, Kind.SEND), place, meter, TenantEnd.class, List.of(
            List.of(tenantDirectory(scratch, 0), queuePairs), List.of(tenantDirectory(scratch, 1), queuePairs)));
        this.scratch = scratch;
        this.port = port;
    }

    /** {@code port}: of the rails; the next one is the routers' own. */
    static Product of(final String name, final Place place, final Meter meter, final int port, final int queuePairs)
        throws IOException {
        return new Product(name, place, meter, new ScratchDirectory("weir-rail"), port, queuePairs);
    }

    private static Path runDirectory(final ScratchDirectory scratch, final int end) {
        return scratch.path().resolve("h" + end);
    }

    private static Path tenantDirectory(final ScratchDirectory scratch, final int end) {
        return runDirectory(scratch, end).resolve("tenants").resolve("blue");
    }

    @Override
    public void start() throws IOException, ChildFailedException, InterruptedException {
        final List<Child> routers = new ArrayList<>();
        for (int end = 0; end < 2; end++) {
            final Path config = Files.writeString(scratch.path().resolve("host" + end + ".yaml"), config(end));
            routers.add(startJava("router " + end, end, RouterProcess.class, "--config", config));
        }
        for (final Child router : routers) {
            children().awaitText(router, "ready", PATIENCE);
        }
        super.start();
    }

    private String config(final int end) {
        return """
            host: host%1$d
            directory: %3$s
            rail: {rnic: soft, address: %4$s, port: %6$d}
            control: %4$s:%7$d
            peers:
              - name: host%2$d
                control: %5$s:%7$d
                rail: %5$s:%6$d
                devices:
                  - {network: blue, ip: 10.1.0.%2$d}
            tenants:
              - {name: blue, network: blue, ip: 10.1.0.%1$d}
            """.formatted(1 + end, 2 - end, runDirectory(scratch, end), place().address(end), place().address(1 - end),
            port, port + 1);
    }

    @Override
    public void close() throws IOException {
        super.close();
        scratch.close();
    }
}
