package io.weir.bench.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a figure was measured: it means little without.
 *
 * @param cpu        its model
 * @param processors that this process may use
 * @param kernel     of Linux
 * @param jdk        the Java virtual machine
 * @param load       runnable threads of the machine, one-minute average, before the measurement
 */
public record Environment(String cpu, int processors, String kernel, String jdk, String load) {
    /** This machine, now. */
    public static Environment here() throws IOException {
        final String cpu;
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            cpu = lines.filter(line -> line.startsWith("model name")).findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(System.getProperty("os.arch"));
        }
        final String load = Files.readString(Path.of("/proc/loadavg"));
        return new Environment(cpu, Runtime.getRuntime().availableProcessors(), System.getProperty("os.version"),
            System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
            load.substring(0, load.indexOf(' ')));
    }

    /** Adds it to a JSON object. */
    public void describe(final ObjectNode node) {
        node.put("cpu", cpu).put("processors", processors).put("kernel", kernel).put("jdk", jdk)
            .put("load_average", Double.parseDouble(load));
    }

    @Override
    public String toString() {
        return cpu + ", " + processors + " processors, Linux " + kernel + ", " + jdk + ", load average " + load;
    }
}
