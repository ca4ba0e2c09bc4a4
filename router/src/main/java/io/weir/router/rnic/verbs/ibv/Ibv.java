package io.weir.router.rnic.verbs.ibv;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.shm.linux.LinuxException;
import io.weir.verbs.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.agrona.UnsafeApi;

/**
 * How functions of libibverbs are linked and how their errors are read. Every argument is linked as a {@code long}: in
 * the calling conventions of x86-64 and AArch64 each integer or pointer argument has a 64-bit register of its own, of
 * which the callee looks at as many bits as it declares. So all functions of one number of arguments share one shape.
 */
final class Ibv {
    private static final String LIBRARY = "libibverbs.so.1";
    private static final int MAX_ARGUMENTS = 6;
    private static final int ENOSYS = 38;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final long ERRNO_OFFSET =
        Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CALL_STATE =
        ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private Ibv() {
    }

    /** Loaded when something is first linked. */
    private static final class Library {
        static final SymbolLookup LOOKUP = load();

        private static SymbolLookup load() {
            try {
                return SymbolLookup.libraryLookup(LIBRARY, Arena.global());
            } catch (final IllegalArgumentException thrown) {
                return null;
            }
        }
    }

    /** Whether this host has the library. */
    static boolean isPresent() {
        return Library.LOOKUP != null;
    }

    /** A function that returns {@code int} and takes this many integers or pointers; first argument: call state. */
    static MethodHandle intFunction(final String name, final int arguments) {
        return LINKER.downcallHandle(address(name), descriptor(JAVA_INT, arguments), ERRNO);
    }

    /** As {@link #intFunction}, of a function that tells its errors by what it returns: takes no call state. */
    static MethodHandle plainIntFunction(final String name, final int arguments) {
        return LINKER.downcallHandle(address(name), descriptor(JAVA_INT, arguments));
    }

    /** A function that returns a pointer or {@code ssize_t}; first argument: call state. */
    static MethodHandle longFunction(final String name, final int arguments) {
        return LINKER.downcallHandle(address(name), descriptor(JAVA_LONG, arguments), ERRNO);
    }

    /** As {@link #longFunction}, or null where the library is too old for it. */
    static MethodHandle optionalLongFunction(final String name, final int arguments) {
        return Library.LOOKUP.find(name).isPresent() ? longFunction(name, arguments) : null;
    }

    /** A function that returns nothing. */
    static MethodHandle voidFunction(final String name, final int arguments) {
        return LINKER.downcallHandle(address(name), FunctionDescriptor.ofVoid(arguments(arguments)));
    }

    /** Calls what the first argument points to, which returns {@code int}; takes no call state. */
    static MethodHandle intPointer(final int arguments) {
        return LINKER.downcallHandle(descriptor(JAVA_INT, arguments));
    }

    /** Where the calling thread's error number is captured. */
    static MemorySegment callState() {
        return CALL_STATE.get();
    }

    /** The error number of the thread's last failed call with that state. */
    static int errno(final MemorySegment callState) {
        return callState.get(JAVA_INT, ERRNO_OFFSET);
    }

    /** A pointer that must not be NULL. */
    static long check(final long pointer, final MemorySegment callState, final String call) {
        if (pointer == 0) {
            final int errno = errno(callState);
            throw new LinuxException(errno == 0 ? Errno.EIO : errno, call, "");
        }
        return pointer;
    }

    /** An error number returned, which must be 0. */
    static void check(final int errno, final String call) {
        if (errno != 0) {
            throw new LinuxException(Math.abs(errno), call, "");
        }
    }

    /** What a linked handle can throw only if this package calls it wrongly. */
    static AssertionError unexpected(final Throwable thrown) {
        return new AssertionError("a linked function threw", thrown);
    }

    /** A NUL-terminated string of the library's. */
    static String string(final long address) {
        final StringBuilder text = new StringBuilder();
        for (long at = address; UnsafeApi.getByte(at) != 0; at++) {
            text.append((char) (UnsafeApi.getByte(at) & 0xff));
        }
        return text.toString();
    }

    /** Fresh zeroed memory, to be freed with {@link UnsafeApi#freeMemory}. */
    static long zeroed(final long bytes) {
        final long address = UnsafeApi.allocateMemory(bytes);
        UnsafeApi.setMemory(address, bytes, (byte) 0);
        return address;
    }

    private static MemorySegment address(final String name) {
        if (!isPresent()) {
            throw new LinuxException(ENOSYS, "load", LIBRARY);
        }
        return Library.LOOKUP.find(name).orElseThrow(() -> new LinuxException(ENOSYS, name, "in " + LIBRARY));
    }

    private static FunctionDescriptor descriptor(final MemoryLayout result, final int arguments) {
        return FunctionDescriptor.of(result, arguments(arguments));
    }

    private static MemoryLayout[] arguments(final int count) {
        if (count < 0 || count > MAX_ARGUMENTS) {
            throw new IllegalArgumentException("arguments beyond registers: " + count);
        }
        final MemoryLayout[] layouts = new MemoryLayout[count];
        Arrays.fill(layouts, JAVA_LONG);
        return layouts;
    }
}
