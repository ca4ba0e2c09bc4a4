package io.weir.router.guard;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.shm.linux.Mmap;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a child JVM runs: it maps a file, truncates it, and touches it. Arguments: scenario, directory. It prints what
 * became of it, and exits with 0 if it lives.
 */
final class FaultingProgram {
    private static final int SIZE = 1 << 20;
    private static final int WARM_UP = 200_000;
    private static final MethodHandle MEMCPY = Linker.nativeLinker().downcallHandle(
        Linker.nativeLinker().defaultLookup().findOrThrow("memcpy"),
        FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private final Path directory;
    private final Path watched;

    private FaultingProgram(final Path directory) throws IOException {
        this.directory = directory;
        this.watched = Files.createDirectories(directory.resolve("tenants"));
    }

    /** Runs one scenario. */
    public static void main(final String[] arguments) throws Throwable {
        final FaultingProgram program = new FaultingProgram(Path.of(arguments[1]));
        switch (arguments[0]) {
            case "compareAndSet" -> program.compareAndSet();
            case "bulk" -> program.bulk();
            case "threads" -> program.threads();
            case "deleted" -> program.deleted();
            case "deep" -> program.deep();
            case "unrelated" -> program.unrelated();
            case "unguardedNative" -> nativeCopy(program.truncated(program.watched.resolve("file"), false), SIZE);
            case "unguardedCompareAndSet" -> UnsafeApi.compareAndSetInt(
                null, program.truncated(program.watched.resolve("file"), false), 0, 1);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("alive");
    }

    private void compareAndSet() throws IOException {
        final SigbusGuard guard = guard();
        final Path file = watched.resolve("session").resolve("cnc.dat");
        Files.createDirectories(file.getParent());
        try (FileChannel channel = open(file)) {
            final long address = map(channel);
            for (int i = 0; i < WARM_UP; i++) {
                increment(address);
            }
            channel.truncate(0);
            for (int i = 0; i < WARM_UP; i++) {
                increment(address);
            }
            System.out.println("counted " + UnsafeApi.getIntVolatile(null, address));
        }
        report(guard);
    }

    private void bulk() throws Throwable {
        final SigbusGuard guard = guard();
        final long java = truncated(watched.resolve("java"), false);
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[SIZE]);
        copy.putBytes(0, new UnsafeBuffer(java, SIZE), 0, SIZE);
        nativeCopy(truncated(watched.resolve("native"), false), SIZE);
        report(guard);
    }

    private void threads() throws IOException, InterruptedException {
        final SigbusGuard guard = guard();
        final long address = truncated(watched.resolve("shared"), false);
        final CountDownLatch start = new CountDownLatch(1);
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                } catch (final InterruptedException thrown) {
                    throw new AssertionError(thrown);
                }
                for (int page = 0; page < SIZE; page += Mmap.pageSize()) {
                    increment(address + page);
                }
            }));
        }
        start.countDown();
        for (final Thread thread : threads) {
            thread.join();
        }
        for (int page = 0; page < SIZE; page += Mmap.pageSize()) {
            if (UnsafeApi.getIntVolatile(null, address + page) != 8) {
                throw new AssertionError("lost an increment at " + page);
            }
        }
        report(guard);
    }

    private void deleted() throws IOException {
        final SigbusGuard guard = guard();
        increment(truncated(watched.resolve("gone"), true));
        report(guard);
    }

    private void deep() throws IOException {
        final SigbusGuard guard = guard();
        Path deep = watched.resolve("session");
        for (int i = 0; i < 12; i++) {
            deep = deep.resolve("d".repeat(200));
        }
        Files.createDirectories(deep);
        increment(truncated(deep.resolve("file"), false));
        final String start = watched + "/session/d";
        guard.drain(path -> System.out.println("faulted " + path.length() + " " + path.startsWith(start)));
    }

    private void unrelated() throws IOException {
        final SigbusGuard guard = guard();
        final Path file = directory.resolve("unrelated");
        try (FileChannel channel = open(file)) {
            final MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
            channel.truncate(0);
            System.out.println("read " + mapped.get(0));
        } catch (final InternalError expected) {
            System.out.println("InternalError");
        }
        report(guard);
    }

    private SigbusGuard guard() {
        final SigbusGuard guard = SigbusGuard.install();
        guard.watch(watched);
        guard.watchPrefix("/memfd:weir-");
        return guard;
    }

    /** The address of a mapping whose file has lost all its pages. */
    private long truncated(final Path file, final boolean delete) throws IOException {
        try (FileChannel channel = open(file)) {
            final long address = map(channel);
            if (delete) {
                Files.delete(file);
            }
            channel.truncate(0);
            return address;
        }
    }

    private static FileChannel open(final Path file) throws IOException {
        Files.write(file, new byte[SIZE]);
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Maps the file for as long as the process lives. */
    private static long map(final FileChannel channel) throws IOException {
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, Arena.global()).address();
    }

    private static void report(final SigbusGuard guard) {
        System.out.println("faults " + guard.faults() + " unnoted " + guard.unnoted());
        guard.drain(path -> System.out.println("faulted " + path));
        System.out.println("left " + guard.drain(path -> { }));
    }

    private static void increment(final long address) {
        int value;
        do {
            value = UnsafeApi.getIntVolatile(null, address);
        } while (!UnsafeApi.compareAndSetInt(null, address, value, value + 1));
    }

    private static void nativeCopy(final long address, final long length) throws Throwable {
        final MemorySegment copy = Arena.global().allocate(length);
        final MemorySegment result = (MemorySegment) MEMCPY.invokeExact(copy.address(), address, length);
        if (result.address() != copy.address()) {
            throw new AssertionError("memcpy");
        }
    }
}
