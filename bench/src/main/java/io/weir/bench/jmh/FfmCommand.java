package io.weir.bench.jmh;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.measure.Environment;
import io.weir.bench.process.ScratchDirectory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir bench ffm}: what it costs to call a verb from Java. */
@Command(
    name = "ffm",
    mixinStandardHelpOptions = true,
    description = {
        "What it costs to call a verb from Java: the router's own way into verbs that return at once, beside calls that"
            + " do nothing of C functions of as many arguments. Needs a C compiler and libibverbs-dev, and no device.",
        "Fails if a verb of the data path allocates on the heap.",
        "With --device: the verbs of the data path on that RDMA device, which talks with itself, and which share of"
            + " them the way from Java and back is. Needs neither compiler nor JMH, so that it runs in a guest too."})
public final class FfmCommand implements Callable<Integer> {
    /** JMH's own threads allocate a little now and then. */
    private static final double MOST_BYTES = 0.05;

    private static final int MICROSECOND = 1000;

    @Mixin
    private JmhOptions options;
    @Option(names = "--device", paramLabel = "NAME", description = "An RDMA device, such as rxe0.")
    private String device;
    @Option(names = "--calls", paramLabel = "N",
        description = "Of each verb on the device, after as many to warm up (default: ${DEFAULT-VALUE}).")
    private int calls = 5000;

    /** A verb, how it is measured, and what it is compared with. */
    private enum Verb {
        POST_SEND("ibv_post_send", "postSend", "nothing3", true),
        POST_RECV("ibv_post_recv", "postReceive", "nothing3", true),
        POLL_CQ("ibv_poll_cq", "pollCq", "nothing3", true),
        REQ_NOTIFY_CQ("ibv_req_notify_cq", "requestNotify", "nothing2", true),
        QUERY_QP("ibv_query_qp", "queryQp", "nothing4", true),
        MODIFY_QP("ibv_modify_qp", "modifyQp", "nothing3", false),
        QUERY_PORT("ibv_query_port", "queryPort", "nothing3", false),
        QUERY_PKEY("ibv_query_pkey", "queryPkey", "nothing4", false),
        REG_MR("ibv_reg_mr_iova2 + ibv_dereg_mr", "registerMemory", "nothing4", false);

        private final String call;
        private final String benchmark;
        private final String nothing;
        private final boolean dataPath;

        Verb(final String call, final String benchmark, final String nothing, final boolean dataPath) {
            this.call = call;
            this.benchmark = benchmark;
            this.nothing = nothing;
            this.dataPath = dataPath;
        }
    }

    @Override
    public Integer call() throws Exception {
        return device == null ? callStub() : callDevice();
    }

    private int callDevice() throws IOException {
        final Environment environment = Environment.here();
        final DeviceVerbs verbs = new DeviceVerbs(device, calls);
        final Map<String, Double> took = new LinkedHashMap<>();
        for (int round = 0; round < 2; round++) {
            took.put("nothing", verbs.nothing());
            took.put("ibv_poll_cq, empty", verbs.pollEmpty());
            took.put("ibv_req_notify_cq", verbs.requestNotify());
            took.put("ibv_post_send of a WRITE", verbs.postSend(1));
            took.put("ibv_post_send of " + DeviceVerbs.CHAIN, verbs.postSend(DeviceVerbs.CHAIN));
        }
        final double nothing = took.remove("nothing");
        final ObjectNode root = new ObjectMapper().createObjectNode();
        environment.describe(root.putObject("environment"));
        root.put("device", device).put("nothing_ns", nothing);
        final ArrayNode array = root.putArray("results");
        final StringBuilder table = new StringBuilder(environment.toString()).append(String.format(Locale.ROOT,
            "%nThere and back without a verb: %.0f ns%n%-32s %12s %22s", nothing, "verb on " + device, "µs",
            "there and back, %"));
        took.forEach((verb, ns) -> {
            array.addObject().put("verb", verb).put("ns", ns).put("added_percent", nothing / ns * 100);
            table.append(String.format(Locale.ROOT, "%n%-32s %12.3f %22.2f", verb, ns / MICROSECOND,
                nothing / ns * 100));
        });
        System.out.println(options.isJson() ? root.toPrettyString() : table);
        return 0;
    }

    private int callStub() throws Exception {
        final Environment environment = Environment.here();
        final Map<String, JmhResult> results;
        try (ScratchDirectory scratch = new ScratchDirectory("weir-ffm")) {
            results = options.run("\\bFfmBenchmark\\.",
                "-D" + StubVerbs.LIBRARY + "=" + StubVerbs.compile(scratch.path())).stream()
                .collect(Collectors.toMap(JmhResult::method, Function.identity()));
        }
        boolean good = true;
        final ObjectNode root = new ObjectMapper().createObjectNode();
        environment.describe(root.putObject("environment"));
        final ArrayNode array = root.putArray("results");
        final StringBuilder table = new StringBuilder(environment.toString()).append(String.format(Locale.ROOT,
            "%n%-32s %9s %9s %9s %9s", "verb", "ns", "nothing", "added", "B/op"));
        for (final Verb verb : Verb.values()) {
            final JmhResult result = results.get(verb.benchmark);
            final double nothing = results.get(verb.nothing).score();
            good &= !verb.dataPath || result.bytes() < MOST_BYTES;
            array.addObject().put("verb", verb.call).put("data_path", verb.dataPath).put("ns", result.score())
                .put("error_ns", result.error()).put("nothing_ns", nothing).put("added_ns", result.score() - nothing)
                .put("bytes_per_operation", result.bytes());
            table.append(String.format(Locale.ROOT, "%n%-32s %9.2f %9.2f %9.2f %9.3f%s", verb.call, result.score(),
                nothing, result.score() - nothing, result.bytes(), verb.dataPath ? "" : "  (not on the data path)"));
        }
        root.put("ok", good);
        System.out.println(options.isJson() ? root.toPrettyString()
            : table.append(good ? "\ngood" : "\nNOT GOOD: a verb of the data path allocates"));
        return good ? 0 : 1;
    }
}
