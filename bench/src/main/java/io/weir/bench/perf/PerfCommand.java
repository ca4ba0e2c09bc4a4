package io.weir.bench.perf;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.host.OneHost;
import io.weir.bench.measure.Environment;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.JavaProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir perf}. */
@Command(
    name = "perf",
    mixinStandardHelpOptions = true,
    description = {
        "Measure what verbs between two processes do, as perftest does: the same tests, options and columns.",
        "First look, on this machine alone: 'weir perf write-lat --local'. Between tenants: 'weir perf write-lat -d"
            + " DIR' where the server is to be, then 'weir perf write-lat -d DIR HOST', which tells it the options."})
public final class PerfCommand implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int WARM_UP_SHARE = 10;

    @Spec
    private CommandSpec spec;
    @Parameters(index = "0", paramLabel = "TEST", description = "${COMPLETION-CANDIDATES}.")
    private PerfTest test;
    @Parameters(index = "1", paramLabel = "HOST", arity = "0..1",
        description = "Where the server is; without it, this is the server.")
    private String host;
    @Option(names = {"-d", "--device"}, paramLabel = "DIR", defaultValue = "${WEIR_TENANT}",
        description = "The tenant's directory, such as /run/weir/tenants/acme (default: $WEIR_TENANT).")
    private Path device;
    @Option(names = "--with", paramLabel = "DIR",
        description = "Start the server too, on this host, as the tenant with that directory.")
    private Path with;
    @Option(names = "--local", description = "Start a router, two tenants and both sides on this machine.")
    private boolean local;
    @Option(names = {"-p", "--port"}, paramLabel = "PORT",
        description = "TCP port on which both sides talk about the test (default: ${DEFAULT-VALUE}).")
    private int port = 18515;
    @Option(names = "--json", description = "One JSON document.")
    private boolean json;
    @Mixin
    private PerfOptions options;

    @Override
    public Integer call() throws IOException, InterruptedException, ChildFailedException {
        require(device != null || local, "say which tenant: -d DIR, or --local to have a router started");
        require(host == null || (with == null && !local), "HOST has a server: neither --with nor --local");
        require(with == null || !local, "--local starts the other side itself: not with --with");
        if (host == null && with == null && !local) {
            try (PerfServer server = new PerfServer(port)) {
                spec.commandLine().getOut().println("waiting for a client of " + test + " on TCP port "
                    + server.port());
                spec.commandLine().getOut().flush();
                server.serve(device, test);
            }
            return 0;
        }
        options.check(spec, test);
        if (local) {
            try (OneHost here = new OneHost(2)) {
                final Child peer = here.start(PerfPeer.class, 1);
                measure(here.tenant(0), LOOPBACK, portOf(here.children(), peer));
            }
        } else if (with != null) {
            try (Children children = new Children()) {
                Runtime.getRuntime().addShutdownHook(new Thread(children::close));
                final Child peer = children.start("server", new JavaProgram(PerfPeer.class).arguments(with).command());
                measure(device, LOOPBACK, portOf(children, peer));
            }
        } else {
            measure(device, host, port);
        }
        return 0;
    }

    private static int portOf(final Children children, final Child peer)
        throws ChildFailedException, InterruptedException {
        return children.await(peer, "listening", OneHost.PATIENCE).integer("port");
    }

    private void measure(final Path tenant, final String server, final int serverPort) throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        final Environment environment = Environment.here();
        final Settings settings = options.settings(test);
        final ObjectNode root = new ObjectMapper().createObjectNode();
        environment.describe(root.putObject("environment"));
        settings.describe(root);
        final ArrayNode results = root.putArray("results");
        if (!json) {
            out.println(environment);
            out.println(settings.text());
        }
        try (PerfClient client = PerfClient.connect(tenant, server, serverPort, settings)) {
            boolean first = true;
            for (final int size : options.sizes(test)) {
                // the compilers have had their turn after the first size
                final long warmUpNs = TimeUnit.MILLISECONDS.toNanos(options.warmUpMs() / (first ? 1 : WARM_UP_SHARE));
                final PerfRow row = run(client, size, warmUpNs);
                if (!json && first) {
                    out.println(row.header());
                }
                first = false;
                row.describe(results.addObject());
                if (!json) {
                    out.println(row.text());
                    out.flush();
                }
            }
        }
        if (json) {
            out.println(root.toPrettyString());
        }
        out.flush();
    }

    private PerfRow run(final PerfClient client, final int size, final long warmUpNs) throws IOException {
        final Span warmUp = Span.ofNanoseconds(warmUpNs);
        if (test.isLatency()) {
            client.time(size, warmUp);
            return PerfRow.of(size, client.time(size, options.span(test)));
        }
        client.move(size, warmUp);
        return PerfRow.of(size, client.move(size, options.span(test)), options.isGigabits());
    }

    private void require(final boolean holds, final String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
