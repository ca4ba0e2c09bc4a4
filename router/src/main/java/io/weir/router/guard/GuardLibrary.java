package io.weir.router.guard;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The functions of {@code sigbus_guard.c}, whose library lies beside this class in the jar, or unpacked where the
 * system property {@value #UNPACKED} says. The library stays loaded for ever, as the signal handler is in it.
 */
final class GuardLibrary {
    private static final String UNPACKED = "weir.guard.library";
    private static final SymbolLookup LIBRARY = load();

    static final MethodHandle INSTALL = link("weir_guard_install", FunctionDescriptor.of(JAVA_INT));
    static final MethodHandle WATCH = link("weir_guard_watch", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    static final MethodHandle FAULTS = link("weir_guard_faults", FunctionDescriptor.of(JAVA_LONG));
    static final MethodHandle UNNOTED = link("weir_guard_unnoted", FunctionDescriptor.of(JAVA_LONG));
    static final MethodHandle DRAIN = link("weir_guard_drain", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    private GuardLibrary() {
    }

    private static MethodHandle link(final String name, final FunctionDescriptor descriptor) {
        final MemorySegment address = LIBRARY.find(name)
            .orElseThrow(() -> new IllegalStateException("no function " + name + " in the SIGBUS guard's library"));
        return Linker.nativeLinker().downcallHandle(address, descriptor);
    }

    private static SymbolLookup load() {
        final String unpacked = System.getProperty(UNPACKED);
        if (unpacked != null) {
            return SymbolLookup.libraryLookup(Path.of(unpacked), Arena.global());
        }
        final String name = "linux-" + architecture() + "/libweirguard.so";
        try (InputStream library = GuardLibrary.class.getResourceAsStream(name)) {
            if (library == null) {
                throw new IllegalStateException("no " + name + " in the router's jar: it was built elsewhere");
            }
            final Path file = Files.createTempFile("libweirguard", ".so");
            try {
                Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
                return SymbolLookup.libraryLookup(file, Arena.global());
            } catch (final IllegalArgumentException thrown) {
                throw new IllegalStateException("can not load " + file
                    + "; if that file system is mounted noexec, set -Djava.io.tmpdir to another", thrown);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (final IOException thrown) {
            throw new UncheckedIOException("unpack " + name + " to " + System.getProperty("java.io.tmpdir"), thrown);
        }
    }

    private static String architecture() {
        final String architecture = System.getProperty("os.arch");
        return "amd64".equals(architecture) ? "x86_64" : architecture;
    }
}
