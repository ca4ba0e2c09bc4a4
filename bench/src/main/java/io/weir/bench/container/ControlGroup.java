package io.weir.bench.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A control group's memory, by its own counters; of version 1 or 2, wherever the system has it mounted. */
record ControlGroup(Path usage) {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    /** That which a process is in. */
    static ControlGroup of(final long pid) throws IOException {
        String unified = null;
        for (final String line : Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"))) {
            final String[] parts = line.split(":", 3);
            if (parts[1].equals("memory")) {
                return new ControlGroup(ROOT.resolve("memory" + parts[2]).resolve("memory.usage_in_bytes"));
            }
            unified = parts[1].isEmpty() ? parts[2] : unified;
        }
        if (unified == null) {
            throw new IOException("process " + pid + " is in no control group that counts memory");
        }
        return new ControlGroup(ROOT.resolve(unified.substring(1)).resolve("memory.current"));
    }

    /** Bytes that are charged to it now. */
    long memory() throws IOException {
        return Long.parseLong(Files.readString(usage).strip());
    }
}
