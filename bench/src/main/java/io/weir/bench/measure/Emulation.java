package io.weir.bench.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.jmh.OneThreadTime;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.JavaProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * How much slower this processor, which may be emulated, runs Weir's own code than the one that it is emulated on: the
 * same machine code, as both have the first compiler make it.
 *
 * @param hereNs time of a WRITE on one thread, {@link OneThreadTime}, on this processor
 * @param hostNs likewise on that other one
 */
record Emulation(double hereNs, double hostNs) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** That time on this processor. */
    static double measure(final Children children) throws IOException, ChildFailedException, InterruptedException {
        return Double.parseDouble(children.await(children.start("one thread",
            new JavaProgram(OneThreadTime.class).heap(64).quickStart().command()), "time", PATIENCE).text("ns"));
    }

    /** So many times. */
    double factor() {
        return hereNs / hostNs;
    }

    void describe(final ObjectNode node) {
        node.put("here_ns", hereNs).put("host_ns", hostNs).put("factor", factor())
            .put("emulation_percent", emulationPercent());
    }

    private double emulationPercent() {
        return (1 - hostNs / hereNs) * 100;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "The same code of Weir takes %.1f times as long here as on the host (%.2f µs"
            + " for a WRITE of 8 bytes on one thread, %.2f µs there): of what is added, %.1f %% is emulation.",
            factor(), hereNs / 1e3, hostNs / 1e3, emulationPercent());
    }
}
