package io.weir.bench.cost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.bench.host.OneHost;
import io.weir.bench.perf.PerfProgram;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.JavaProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;

/** Has {@code weir perf} measure between two tenants of a host: benchmarks see what users see. */
final class PerfRun {
    private final OneHost host;
    private final String warmUpMs;

    /** Between the host's first two tenants; runs that do not count take so long. */
    PerfRun(final OneHost host, final long warmUpMs) {
        this.host = host;
        this.warmUpMs = Long.toString(warmUpMs);
    }

    /** What came out for each size. */
    List<JsonNode> run(final String... arguments) throws IOException, InterruptedException {
        final JavaProgram program = new JavaProgram(PerfProgram.class).arguments((Object[]) arguments)
            .arguments("-d", host.tenant(0), "--with", host.tenant(1), "--json", "--warm-up", warmUpMs);
        final Process process = new ProcessBuilder(program.command())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("weir perf " + String.join(" ", arguments) + " failed");
            }
            return StreamSupport.stream(new ObjectMapper().readTree(output).get("results").spliterator(), false)
                .toList();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Of a latency test's result. */
    static Distribution distribution(final JsonNode result) {
        final JsonNode points = result.get("distribution");
        final double[] levels = new double[points.size()];
        final double[] ns = new double[points.size()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = points.get(i).get(0).asDouble();
            ns[i] = points.get(i).get(1).asDouble();
        }
        return new Distribution(levels, ns);
    }
}
