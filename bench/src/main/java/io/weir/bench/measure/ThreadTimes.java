package io.weir.bench.measure;

import io.weir.bench.process.ProcessThread;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Processor time of a process's threads so far, by thread. */
public final class ThreadTimes {
    private final Map<Long, Used> threads;

    private ThreadTimes(final Map<Long, Used> threads) {
        this.threads = threads;
    }

    /**
     * A thread's time.
     *
     * @param name as the kernel has it, 15 characters at most
     */
    public record Used(String name, long tid, long nanoseconds) {
    }

    /** Of a process now. */
    public static ThreadTimes of(final long pid) throws IOException {
        final Map<Long, Used> threads = new TreeMap<>();
        for (final ProcessThread thread : ProcessThread.of(pid)) {
            try {
                threads.put(thread.tid(), new Used(thread.name(), thread.tid(), thread.usedNs()));
            } catch (final NoSuchFileException ended) {
                // after the threads were listed
                continue;
            }
        }
        return new ThreadTimes(threads);
    }

    /** Of all its threads, nanoseconds. */
    public long total() {
        return threads.values().stream().mapToLong(Used::nanoseconds).sum();
    }

    /** Of the threads of that name, nanoseconds. */
    long of(final String name) {
        return threads.values().stream().filter(thread -> thread.name().equals(name))
            .mapToLong(Used::nanoseconds).sum();
    }

    /** Of the threads that compile, nanoseconds. */
    long compiling() {
        return of("C1 CompilerThre") + of("C2 CompilerThre");
    }

    /** The thread of that name; the kernel cuts names at 15 characters. */
    long tid(final String name) {
        return threads.values().stream().filter(thread -> thread.name().equals(name)).findFirst()
            .orElseThrow(() -> new IllegalStateException("the router has no thread " + name)).tid();
    }

    /** What each used since {@code before}, the busiest first; those that used nothing are left out. */
    List<Used> since(final ThreadTimes before) {
        return threads.values().stream()
            .map(now -> new Used(now.name(), now.tid(), now.nanoseconds() - before.nanoseconds(now.tid())))
            .filter(used -> used.nanoseconds() > 0)
            .sorted(Comparator.comparingLong(Used::nanoseconds).reversed())
            .toList();
    }

    private long nanoseconds(final long tid) {
        final Used used = threads.get(tid);
        return used == null ? 0 : used.nanoseconds();
    }
}
