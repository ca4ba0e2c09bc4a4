package io.weir.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A thread of another process: on which processors it may run, how long it did, and how long it stood in line for one.
 * Reading throws {@link java.nio.file.NoSuchFileException} once the thread has ended.
 *
 * @param path {@code /proc/PID/task/TID}
 */
public record ProcessThread(Path path) {
    /** All that the process has, the oldest first. */
    public static List<ProcessThread> of(final long pid) throws IOException {
        final List<ProcessThread> threads = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            tasks.forEach(task -> threads.add(new ProcessThread(task)));
        }
        threads.sort((one, other) -> Long.compare(one.tid(), other.tid()));
        return threads;
    }

    /** The one that runs main: it is the second that a JVM has. */
    public static ProcessThread main(final long pid) throws IOException {
        return of(pid).get(1);
    }

    /** Its number. */
    public long tid() {
        return Long.parseLong(path.getFileName().toString());
    }

    /** As the kernel has it, 15 characters at most. */
    public String name() throws IOException {
        return Files.readString(path.resolve("comm")).strip();
    }

    /** Nanoseconds so far in which it had a processor. */
    public long usedNs() throws IOException {
        return schedstat(0);
    }

    /** Nanoseconds so far in which it could have run and had no processor. */
    public long waitedNs() throws IOException {
        return schedstat(1);
    }

    /** A number of proc(5): {@code /proc/PID/task/TID/schedstat}. */
    private long schedstat(final int index) throws IOException {
        return Long.parseLong(Files.readString(path.resolve("schedstat")).split(" ")[index]);
    }

    /** From now on it runs on these processors alone, such as {@code 0-2}; threads that it starts do as well. */
    public void confine(final String processors) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder("taskset", "-cp", processors, Long.toString(tid()))
            .redirectErrorStream(true).start();
        final String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0 && Files.exists(path)) {
            throw new IOException("taskset: " + said.strip());
        }
    }
}
