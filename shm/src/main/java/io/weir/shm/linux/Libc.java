package io.weir.shm.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.agrona.UnsafeApi;

/**
 * How functions of libc are linked and how their errors are read.
 *
 * <p>Every argument is linked as a {@code long}: in the calling conventions of x86-64 and AArch64 each integer or
 * pointer argument has a 64-bit register of its own, of which the callee looks at as many bits as it declares. So all
 * functions of one number of arguments share one shape, and linking a further one costs 0.1 ms in place of 5 ms.
 *
 * <p>A linked handle takes the calling thread's {@link #callState()} first; after a failed call {@link #errno} reads
 * the error number from it. Nothing is allocated by a call.
 */
final class Libc {
    /** {@code -1} as mmap and friends return it. */
    static final long FAILED = -1L;
    /** AArch64 differs from x86-64 in a few layouts and constants. */
    static final boolean AARCH64 = "aarch64".equals(System.getProperty("os.arch"));

    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EINVAL = 22;
    static final int ENAMETOOLONG = 36;
    static final int ENOSYS = 38;
    static final int EPROTO = 71;
    static final int EMSGSIZE = 90;

    private static final int MAX_ARGUMENTS = 6;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LOOKUP = LINKER.defaultLookup();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final long ERRNO_OFFSET =
        Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CALL_STATE =
        ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private static final MethodHandle ERRNO_LOCATION =
        LINKER.downcallHandle(address("__errno_location"), FunctionDescriptor.of(JAVA_LONG));
    private static final ThreadLocal<Long> ERRNO_ADDRESS = ThreadLocal.withInitial(Libc::errnoAddress);

    private Libc() {
    }

    /** A function that returns {@code int} and takes this many integers or pointers. */
    static MethodHandle intFunction(final String name, final int arguments) {
        return LINKER.downcallHandle(address(name), descriptor(JAVA_INT, arguments), ERRNO);
    }

    /**
     * As {@link #intFunction}, but its handle takes no call state and tells no error number. Capturing one makes the
     * JDK slice the call state, an allocation that the compiler does away with in small callers only: a hot call
     * goes without, and asks again with the other handle in the rare case of a failure.
     */
    static MethodHandle plainIntFunction(final String name, final int arguments) {
        return LINKER.downcallHandle(address(name), descriptor(JAVA_INT, arguments));
    }

    /** A function that returns {@code long}, {@code ssize_t} or a pointer and takes this many integers or pointers. */
    static MethodHandle longFunction(final String name, final int arguments) {
        return LINKER.downcallHandle(address(name), descriptor(JAVA_LONG, arguments), ERRNO);
    }

    /** A function that returns {@code int} and whose arguments from {@code fixed} on are variadic. */
    static MethodHandle variadicFunction(final String name, final int fixed, final int arguments) {
        return LINKER.downcallHandle(
            address(name), descriptor(JAVA_INT, arguments), ERRNO, Linker.Option.firstVariadicArg(fixed));
    }

    /** As {@link #intFunction}, or null where this libc lacks the function. */
    static MethodHandle optionalIntFunction(final String name, final int arguments) {
        return LOOKUP.find(name).isPresent() ? intFunction(name, arguments) : null;
    }

    /** Where the calling thread's error number is captured: the first argument of every linked handle. */
    static MemorySegment callState() {
        return CALL_STATE.get();
    }

    /** The error number of the thread's last failed call. */
    static int errno(final MemorySegment callState) {
        return callState.get(JAVA_INT, ERRNO_OFFSET);
    }

    /**
     * Whether the failure of a {@link #plainIntFunction} just now was EAGAIN. A guess: the JVM may have made system
     * calls of its own on the way back. Good enough where a wrong yes means to try later, and a wrong no to ask again.
     */
    static boolean isAgain() {
        return UnsafeApi.getInt(ERRNO_ADDRESS.get()) == EAGAIN;
    }

    /** {@code result}, or the negative error number if it is negative. */
    static int resultOrErrno(final int result, final MemorySegment callState) {
        return result >= 0 ? result : -errno(callState);
    }

    /** {@code result}, or the negative error number if it is negative. */
    static long resultOrErrno(final long result, final MemorySegment callState) {
        return result >= 0 ? result : -errno(callState);
    }

    /** What a linked handle can throw only if this package calls it wrongly. */
    static AssertionError unexpected(final Throwable thrown) {
        return new AssertionError("a linked function threw", thrown);
    }

    /** A NUL-terminated UTF-8 copy of {@code text}. */
    static long string(final Arena arena, final String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a NUL character in " + text.replace('\0', '?'));
        }
        return arena.allocateFrom(text, StandardCharsets.UTF_8).address();
    }

    /** The 16-bit integer at {@code address} in network byte order. */
    static int getPort(final long address) {
        return Short.toUnsignedInt(Short.reverseBytes(UnsafeApi.getShort(address)));
    }

    /** Writes the low 16 bits of {@code port} in network byte order. */
    static void putPort(final long address, final int port) {
        UnsafeApi.putShort(address, Short.reverseBytes((short) port));
    }

    private static long errnoAddress() {
        try {
            return (long) ERRNO_LOCATION.invokeExact();
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    private static MemorySegment address(final String name) {
        final Optional<MemorySegment> found = LOOKUP.find(name);
        return found.orElseThrow(() -> new LinuxException(ENOSYS, name, "in libc"));
    }

    private static FunctionDescriptor descriptor(final MemoryLayout result, final int arguments) {
        if (arguments < 0 || arguments > MAX_ARGUMENTS) {
            throw new IllegalArgumentException("arguments beyond registers: " + arguments);
        }
        final MemoryLayout[] layouts = new MemoryLayout[arguments];
        Arrays.fill(layouts, JAVA_LONG);
        return FunctionDescriptor.of(result, layouts);
    }
}
