package io.weir.bench.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A libibverbs whose verbs do nothing, for a JVM to have instead of the system's: {@code stub_ibverbs.c}, compiled.
 */
final class StubVerbs {
    /** System property: the compiled library. */
    static final String LIBRARY = "weir.stub.ibverbs";
    /** Its only device. */
    static final String DEVICE = "stub0";

    private static final String SOURCE = "stub_ibverbs.c";
    /** Whoever asks for a library of this name gets the one that is loaded already. */
    private static final String NAME = "libibverbs.so.1";

    private StubVerbs() {
    }

    /** Compiles it into that directory. */
    static Path compile(final Path directory) throws IOException, InterruptedException {
        final Path source = directory.resolve(SOURCE);
        try (InputStream in = StubVerbs.class.getResourceAsStream(SOURCE)) {
            Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
        }
        final Path library = directory.resolve(NAME);
        final Process compiler = new ProcessBuilder("cc", "-O2", "-shared", "-fPIC", "-Wl,-soname," + NAME, "-o",
            library.toString(), source.toString()).redirectErrorStream(true).start();
        final String said = new String(compiler.getInputStream().readAllBytes());
        if (compiler.waitFor() != 0) {
            throw new IOException("the stub of libibverbs does not compile (apt-get install gcc libibverbs-dev): "
                + said.lines().findFirst().orElse(""));
        }
        return library;
    }

    /** Loads what {@link #LIBRARY} names, before anything of the system's library is bound in this JVM. */
    static Path load() {
        final Path library = Path.of(System.getProperty(LIBRARY));
        System.load(library.toString());
        return library;
    }
}
