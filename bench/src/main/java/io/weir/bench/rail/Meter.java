package io.weir.bench.rail;

import io.weir.bench.measure.ThreadTimes;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor time that processes take, with that of the kernel's network threads (ksoftirqd), which work for whoever
 * sends: looked at in the middle of a run.
 */
final class Meter {
    private static final int LEAD_IN_PERCENT = 35;
    private static final int WINDOW_PERCENT = 45;

    private final List<Long> kernelThreads = new ArrayList<>();

    Meter() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            final List<Path> all = processes.filter(path -> path.getFileName().toString().matches("\\d+")).toList();
            for (final Path process : all) {
                final Path name = process.resolve("comm");
                if (Files.isReadable(name) && Files.readString(name).startsWith("ksoftirqd/")) {
                    kernelThreads.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
    }

    /**
     * Takes the middle of a run that began now and lasts for that long.
     *
     * @return nanoseconds of processor per second; NaN if a process was gone before
     */
    double watch(final Children children, final List<Long> pids, final long ms)
        throws IOException, ChildFailedException, InterruptedException {
        children.listen(Duration.ofMillis(ms * LEAD_IN_PERCENT / 100));
        final long beforeNs = System.nanoTime();
        final long before = used(pids);
        children.listen(Duration.ofMillis(ms * WINDOW_PERCENT / 100));
        try {
            return (used(pids) - before) * 1e9 / (System.nanoTime() - beforeNs);
        } catch (final NoSuchFileException e) {
            return Double.NaN;
        }
    }

    private long used(final List<Long> pids) throws IOException {
        long sum = 0;
        for (final long pid : pids) {
            sum += ThreadTimes.of(pid).total();
        }
        for (final long pid : kernelThreads) {
            sum += ThreadTimes.of(pid).total();
        }
        return sum;
    }
}
