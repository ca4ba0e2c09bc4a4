package io.weir.router.rnic.verbs;

import io.weir.router.rnic.RnicCounters;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What the kernel counts of a port, since the RNIC was opened. Counters that a device lacks are left out. */
final class VerbsCounters implements RnicCounters {
    private static final String[] DIRECTORIES = {"counters", "hw_counters"};
    /** A file beside the counters that is none. */
    private static final String NO_COUNTER = "lifespan";

    private final Path port;
    private final Map<String, Long> first;

    VerbsCounters(final Path sysfs, final String device, final int port) {
        this.port = sysfs.resolve("class/infiniband").resolve(device).resolve("ports").resolve(String.valueOf(port));
        first = read();
    }

    @Override
    public void forEach(final Visitor visitor) {
        read().forEach((name, value) -> visitor.accept(name, value - first.getOrDefault(name, 0L)));
    }

    private Map<String, Long> read() {
        final Map<String, Long> values = new TreeMap<>();
        for (final String directory : DIRECTORIES) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(port.resolve(directory))) {
                for (final Path file : files) {
                    if (!file.endsWith(NO_COUNTER)) {
                        values.put(file.getFileName().toString(), Long.parseLong(Files.readString(file).strip()));
                    }
                }
            } catch (final IOException | NumberFormatException thrown) {
                // the device has none of these, or is going
                continue;
            }
        }
        return values;
    }
}
