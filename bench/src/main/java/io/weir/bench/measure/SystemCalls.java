package io.weir.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts a thread's system calls by strace(1), which slows the thread down at each of them. */
final class SystemCalls implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;
    private static final long ATTACH_MS = 500;

    private final Process strace;
    private final Path summary;

    private SystemCalls(final Process strace, final Path summary) {
        this.strace = strace;
        this.summary = summary;
    }

    /** Begins to count those of one thread. */
    static SystemCalls of(final long tid, final Path summary) throws IOException, InterruptedException {
        final Process strace;
        try {
            strace = new ProcessBuilder(List.of("strace", "-c", "-U", "calls,name", "-o", summary.toString(), "-p",
                Long.toString(tid))).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (final IOException none) {
            throw new IOException("system calls are counted by strace, which is not there: apt-get install strace",
                none);
        }
        if (strace.waitFor(ATTACH_MS, TimeUnit.MILLISECONDS)) {
            throw new IOException("strace may not look at thread " + tid + ": status " + strace.exitValue());
        }
        return new SystemCalls(strace, summary);
    }

    /** Ends it; how often each was called. */
    Map<String, Long> finish() throws IOException, InterruptedException {
        strace.destroy();
        if (!strace.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("strace does not end");
        }
        final Map<String, Long> counts = new LinkedHashMap<>();
        for (final String line : Files.readAllLines(summary)) {
            final String[] words = line.strip().split("\\s+", -1);
            if (words.length == 2 && words[0].chars().allMatch(Character::isDigit) && !words[1].equals("total")) {
                counts.put(words[1], Long.parseLong(words[0]));
            }
        }
        return counts;
    }

    @Override
    public void close() {
        strace.destroy();
    }
}
