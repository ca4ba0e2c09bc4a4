package io.weir.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.Line;
import io.weir.bench.process.ProcessThread;
import io.weir.bench.process.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir bench steady}: what an operation between processes of one host allocates and which calls it makes. */
@Command(
    name = "steady",
    mixinStandardHelpOptions = true,
    description = {
        "WRITEs and SENDs of 8 bytes within one host, without pause: the bytes that the router's data path and the"
            + " client allocate on the Java heap, and the system calls that both make, per million operations.",
        "sched_yield and epoll_pwait2 are the router's when it has found nothing to do for a microsecond."})
final class SteadyCommand implements Callable<Integer> {
    private static final String DATA_PATH = "data-path";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final double MILLION = 1e6;
    /** Of both sides: the allocation counters, the admin socket and a compiler's odd deoptimisation. */
    private static final double MOST_BYTES_PER_OPERATION = 0.1;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;
    @Option(names = "--operations", paramLabel = "N",
        description = "Of each kind and measurement (default: ${DEFAULT-VALUE}).")
    private long operations = 2_000_000;

    @Override
    public Integer call() throws IOException, InterruptedException, ChildFailedException {
        final ObjectNode root = new ObjectMapper().createObjectNode();
        final Environment environment = Environment.here();
        environment.describe(root.putObject("environment"));
        root.put("operations", operations);
        boolean good = true;
        try (ScratchDirectory directory = new ScratchDirectory("weir-bench"); Children children = new Children()) {
            Runtime.getRuntime().addShutdownHook(new Thread(children::close));
            final Bed bed = new Bed(children, directory.path());
            System.err.println("routers and a tenant start");
            bed.startRouters();
            final Child tenant = bed.startTenant("blue", SteadyTenant.class);
            bed.connect(tenant);
            for (final String kind : List.of("write", "send")) {
                run(children, tenant, kind);
                good &= measure(children, bed, tenant, kind, root.putObject(kind), directory.path());
            }
            bed.dismiss();
        }
        root.put("ok", good);
        System.out.println(json ? root.toPrettyString() : text(environment, root));
        return good ? 0 : 1;
    }

    private Line run(final Children children, final Child tenant, final String kind)
        throws ChildFailedException, InterruptedException {
        System.err.println(kind + ": " + operations + " operations");
        tenant.tell(Line.of(kind).with("count", operations));
        return children.await(tenant, "done", PATIENCE);
    }

    private boolean measure(final Children children, final Bed bed, final Child tenant, final String kind,
                            final ObjectNode node, final Path directory)
        throws IOException, ChildFailedException, InterruptedException {
        final long before = allocated(bed);
        final Line done = run(children, tenant, kind);
        final double router = (allocated(bed) - before) / (double) operations;
        final double client = done.number("allocated") / (double) operations;
        node.put("ns_per_operation", done.number("ns") / (double) operations);
        node.put("router_bytes_per_operation", router);
        node.put("client_bytes_per_operation", client);
        count(children, tenant, kind, ThreadTimes.of(bed.router().process().pid()).tid(DATA_PATH),
            directory.resolve("router"), node.putObject("router_calls_per_million"));
        count(children, tenant, kind, ProcessThread.main(tenant.process().pid()).tid(),
            directory.resolve("client"), node.putObject("client_calls_per_million"));
        return router < MOST_BYTES_PER_OPERATION && client < MOST_BYTES_PER_OPERATION
            && node.get("router_calls_per_million").path("recvmmsg").asDouble() == 0;
    }

    private void count(final Children children, final Child tenant, final String kind, final long tid,
                       final Path summary, final ObjectNode node)
        throws IOException, ChildFailedException, InterruptedException {
        try (SystemCalls calls = SystemCalls.of(tid, summary)) {
            run(children, tenant, kind);
            for (final Map.Entry<String, Long> call : calls.finish().entrySet()) {
                node.put(call.getKey(), call.getValue() * MILLION / operations);
            }
        }
    }

    private static long allocated(final Bed bed) throws IOException {
        return bed.admin().status().allocatedBytes(DATA_PATH);
    }

    private static String text(final Environment environment, final ObjectNode root) {
        final StringBuilder text = new StringBuilder().append(environment).append('\n');
        for (final String kind : List.of("write", "send")) {
            final ObjectNode node = (ObjectNode) root.get(kind);
            text.append(String.format(Locale.ROOT, """
                %s: %.0f ns each; on the heap router %.4f, client %.4f bytes each
                  system calls per million, router: %s
                  system calls per million, client: %s
                """, kind.toUpperCase(Locale.ROOT), node.get("ns_per_operation").asDouble(),
                node.get("router_bytes_per_operation").asDouble(), node.get("client_bytes_per_operation").asDouble(),
                calls(node.get("router_calls_per_million")), calls(node.get("client_calls_per_million"))));
        }
        return text.append(root.get("ok").asBoolean() ? "good" : "NOT GOOD").toString();
    }

    /** Such as {@code sched_yield 332.0, futex 5.0}. */
    private static String calls(final JsonNode perMillion) {
        return perMillion.isEmpty() ? "none" : perMillion.properties().stream()
            .map(call -> String.format(Locale.ROOT, "%s %.1f", call.getKey(), call.getValue().asDouble()))
            .collect(Collectors.joining(", "));
    }
}
