package io.weir.bench.demo;

import io.weir.bench.demo.tenant.IdleTenant;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.process.Line;
import io.weir.bench.process.ScratchDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir idle}: what a router with idle tenants costs, and how fast it is awake. */
@Command(
    name = "idle",
    description = "Measure what a router with three idle tenants costs, and the first operation after idling.",
    mixinStandardHelpOptions = true)
public final class IdleCommand implements Callable<Integer> {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofSeconds(3);

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", description = "How long to watch (10).")
    private int seconds;

    @Override
    public Integer call() throws IOException, InterruptedException, ChildFailedException {
        try (ScratchDirectory directory = new ScratchDirectory("weir-idle"); Children children = new Children()) {
            Runtime.getRuntime().addShutdownHook(new Thread(children::close));
            final Host host = Host.start(children, directory.path(), new HostConfig("a", 1));
            host.awaitReady(START);
            final List<Child> tenants = new ArrayList<>();
            for (final DemoTenant tenant : List.of(DemoTenant.ACME, DemoTenant.GLOBEX, DemoTenant.INITECH)) {
                tenants.add(children.start(tenant.label(), new JavaProgram(IdleTenant.class).heap(64)
                    .arguments(host.tenantDirectory(tenant)).command()));
            }
            for (final Child tenant : tenants) {
                children.await(tenant, "ready", START);
            }
            children.listen(SETTLE);
            final Duration before = host.router().process().info().totalCpuDuration().orElseThrow();
            children.listen(Duration.ofSeconds(seconds));
            final Duration used = host.router().process().info().totalCpuDuration().orElseThrow().minus(before);
            System.out.printf(Locale.ROOT, "router with three idle tenants: %.2f %% of a core over %d s%n",
                used.toNanos() / (seconds * 1e7), seconds);
            tenants.getFirst().tell(Line.of("measure"));
            final Line measured = children.await(tenants.getFirst(), "measured", START);
            System.out.println("first 8-byte WRITE after 20 ms of idling: p50 " + Units.time(measured.number("p50"))
                + ", p99 " + Units.time(measured.number("p99")));
            return 0;
        }
    }
}
