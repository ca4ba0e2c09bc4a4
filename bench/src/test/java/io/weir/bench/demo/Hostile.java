package io.weir.bench.demo;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.bench.process.Line;
import io.weir.client.CompletionQueue;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.SharedMemory;
import io.weir.client.VirtualDevice;
import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.linux.Eventfd;
import io.weir.verbs.AccessFlags;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A tenant's process that does to what it shares with the router whatever it can. */
public final class Hostile {
    private static final long PASS = 16L << 20;

    private Hostile() {
    }

    /**
     * Arguments: the tenant's directory; truncate, scribble or flood; for how many seconds. Stays until it is told a
     * line: one that left by itself would be a tenant that detached, not one that was evicted.
     */
    public static void main(final String[] args) throws IOException {
        final VirtualDevice device = VirtualDevice.open(Path.of(args[0]));
        final ProtectionDomain pd = device.allocPd();
        final CompletionQueue cq = device.createCq(64);
        final SharedMemory memory = device.allocate(1 << 20);
        pd.regMr(memory, AccessFlags.ALL);
        final QueuePair qp = pd.createQp(new QpInitAttributes().cq(cq));
        qp.connect(device.gid(), qp.qpNumber(), AccessFlags.ALL);
        System.out.println(Line.of("ready"));
        final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(args[2]));
        switch (args[1]) {
            case "truncate" -> truncate(Path.of(args[0]));
            case "scribble" -> scribble(endNs);
            default -> flood(endNs);
        }
        System.out.println(Line.of("done"));
        System.in.read();
        Runtime.getRuntime().halt(0);
    }

    private static Stream<String> mappings(final String part) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream().filter(line -> line.contains(part));
    }

    private static MemorySegment queueSegment() throws IOException {
        final String range = mappings("/memfd:weir-queues").findFirst().orElseThrow().split(" ", 2)[0];
        final String[] ends = range.split("-", 2);
        final long start = Long.parseUnsignedLong(ends[0], 16);
        return MemorySegment.ofAddress(start).reinterpret(Long.parseUnsignedLong(ends[1], 16) - start);
    }

    private static void truncate(final Path tenantDirectory) throws IOException {
        final List<String> files = mappings(tenantDirectory.toRealPath() + "/")
            .map(line -> line.substring(line.indexOf('/'))).distinct().toList();
        for (final String file : files) {
            try (FileChannel channel = FileChannel.open(Path.of(file), StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
        }
    }

    private static void scribble(final long endNs) throws IOException {
        final MemorySegment segment = queueSegment();
        final Random random = new Random(13);
        for (long at = 0; System.nanoTime() - endNs < 0; at = (at + PASS) % segment.byteSize()) {
            for (long i = at; i < at + PASS; i += Long.BYTES) {
                segment.set(JAVA_LONG, i, random.nextLong());
            }
            for (long i = 0; i < PASS; i += Long.BYTES) {
                segment.set(JAVA_LONG, i, random.nextLong());
            }
        }
    }

    private static void flood(final long endNs) throws IOException {
        final MemorySegment segment = queueSegment();
        final List<Integer> eventfds;
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            eventfds = descriptors.filter(Hostile::isEventfd)
                .map(descriptor -> Integer.valueOf(descriptor.getFileName().toString())).toList();
        }
        while (System.nanoTime() - endNs < 0) {
            for (int word = 0; word < QueueSegmentDescriptor.DOORBELL_WORDS; word++) {
                segment.set(JAVA_LONG, QueueSegmentDescriptor.DOORBELLS_OFFSET + word * 8L, -1);
            }
            for (int word = 0; word < QueueSegmentDescriptor.SUMMARY_WORDS; word++) {
                segment.set(JAVA_LONG, QueueSegmentDescriptor.DOORBELL_SUMMARY_OFFSET + word * 8L, -1);
            }
            eventfds.forEach(Eventfd::signal);
        }
    }

    private static boolean isEventfd(final Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("eventfd");
        } catch (final IOException e) {
            return false;
        }
    }
}
