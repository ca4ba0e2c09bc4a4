package io.weir.bench.jmh;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.measure.Environment;
import io.weir.bench.process.ScratchDirectory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weir bench jmh}: the microbenchmarks. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    description = "Microbenchmarks: the time that an operation takes, and what it allocates on the heap.")
public final class JmhCommand implements Callable<Integer> {
    @Mixin
    private JmhOptions options;
    @Parameters(paramLabel = "REGEX", arity = "0..1",
        description = "Those whose class and method have this in them (default: all).")
    private String regex = ".*";

    @Override
    public Integer call() throws Exception {
        final Environment environment = Environment.here();
        final List<JmhResult> results;
        try (ScratchDirectory scratch = new ScratchDirectory("weir-jmh")) {
            results = options.run(regex, "-D" + StubVerbs.LIBRARY + "=" + StubVerbs.compile(scratch.path()));
        }
        if (options.isJson()) {
            final ObjectNode root = new ObjectMapper().createObjectNode();
            environment.describe(root.putObject("environment"));
            final ArrayNode array = root.putArray("results");
            results.forEach(result -> result.describe(array.addObject()));
            System.out.println(root.toPrettyString());
        } else {
            System.out.println(environment);
            System.out.println(JmhResult.HEADER);
            results.forEach(System.out::println);
        }
        return 0;
    }
}
