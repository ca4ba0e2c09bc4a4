package io.weir.router.admin;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A thread of the router.
 *
 * @param name           of the thread
 * @param allocatedBytes of the Java heap, since it began
 */
public record ThreadStatus(String name, long allocatedBytes) {
    /** What live threads of that name took of a processor, ns. */
    public static long cpuNs(final String name) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
            .filter(thread -> thread != null && thread.getThreadName().equals(name))
            .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
            .sum();
    }

    /** Every live thread of this process. */
    static List<ThreadStatus> all() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
            .filter(Objects::nonNull)
            .map((final ThreadInfo thread) ->
                new ThreadStatus(thread.getThreadName(), threads.getThreadAllocatedBytes(thread.getThreadId())))
            .toList();
    }
}
