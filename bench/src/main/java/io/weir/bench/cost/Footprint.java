package io.weir.bench.cost;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a router's process holds now.
 *
 * @param anonymous its own memory, heap and all else, resident bytes (proc(5): RssAnon)
 * @param shared    of segments and files in memory that it maps, resident bytes (RssShmem, RssFile)
 * @param heap      objects that are reachable, bytes
 */
record Footprint(long anonymous, long shared, long heap) {
    private static final int KIB = 1024;
    /** The serial collector has a line for each. */
    private static final Pattern GENERATION = Pattern.compile("total \\d+K, used (\\d+)K");

    /** Of that process, after a collection of garbage. */
    static Footprint of(final long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        final long heap = heap(jcmd(pid, "GC.heap_info"));
        final String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
        return new Footprint(resident(status, "RssAnon:"),
            resident(status, "RssShmem:") + resident(status, "RssFile:"), heap);
    }

    private static long resident(final String status, final String name) {
        return status.lines().filter(line -> line.startsWith(name))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum() * KIB;
    }

    private static long heap(final String info) {
        return GENERATION.matcher(info).results().mapToLong(used -> Long.parseLong(used.group(1))).sum() * KIB;
    }

    private static String jcmd(final long pid, final String command) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(pid), command).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + " failed: " + output.strip());
        }
        return output;
    }
}
