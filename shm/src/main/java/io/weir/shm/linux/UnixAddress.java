package io.weir.shm.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.agrona.UnsafeApi;

/**
 * A {@code struct sockaddr_un} for a path ({@code unix(7)}).
 *
 * <p>The path in it has room for 107 bytes. A longer one is reached through an {@code O_PATH} descriptor of its
 * directory: {@code /proc/self/fd/N/name}; so only the name itself is limited.
 */
final class UnixAddress implements AutoCloseable {
    private static final int SUN_PATH = 2;
    private static final int SUN_PATH_BYTES = 107;
    private static final int O_PATH = 0x200000;
    static final int O_DIRECTORY = Libc.AARCH64 ? 0x4000 : 0x10000;
    private static final int O_CLOEXEC = 0x80000;

    private final Arena arena = Arena.ofConfined();
    private final long address;
    private final int length;
    private int directory = Fd.NONE;

    UnixAddress(final Path path, final String call) {
        try {
            byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
            if (bytes.length > SUN_PATH_BYTES) {
                bytes = throughDirectory(path.toAbsolutePath(), call).getBytes(StandardCharsets.UTF_8);
            }
            if (bytes.length > SUN_PATH_BYTES || bytes.length == 0) {
                throw new LinuxException(Libc.ENAMETOOLONG, call, path.toString());
            }
            length = SUN_PATH + bytes.length + 1;
            final MemorySegment segment = arena.allocate(length, Long.BYTES);
            address = segment.address();
            UnsafeApi.putShort(address, (short) Sockets.AF_UNIX);
            MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, SUN_PATH, bytes.length);
        } catch (final LinuxException thrown) {
            close();
            throw thrown;
        }
    }

    long address() {
        return address;
    }

    int length() {
        return length;
    }

    @Override
    public void close() {
        Fd.close(directory);
        arena.close();
    }

    private String throughDirectory(final Path path, final String call) {
        final Path parent = path.getParent();
        final Path name = path.getFileName();
        if (parent == null || name == null) {
            throw new LinuxException(Libc.EINVAL, call, path.toString());
        }
        final MemorySegment state = Libc.callState();
        try {
            final long text = Libc.string(arena, parent.toString());
            final long flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
            directory = Libc.resultOrErrno((int) Open.HANDLE.invokeExact(state, text, flags, 0L), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
        LinuxException.check(directory, "open", parent.toString());
        return "/proc/self/fd/" + directory + "/" + name;
    }

    /** {@code open(2)}. */
    static final class Open {
        static final MethodHandle HANDLE = Libc.variadicFunction("open", 2, 3);

        private Open() {
        }
    }
}
