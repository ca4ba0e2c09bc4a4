package io.weir.bench.container.tenant;

import io.weir.bench.process.Line;
import io.weir.client.VerbsException;
import io.weir.client.VirtualDevice;
import io.weir.verbs.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tries to become who it is not, by each directory that it is given, and to change them; tells what came of it. */
public final class Intruder {
    private Intruder() {
    }

    /** Arguments: directories, there or not. */
    public static void main(final String[] args) {
        for (final String directory : args) {
            System.out.println(Line.of("tried").with("directory", directory).with("attach", attach(Path.of(directory)))
                .with("list", list(Path.of(directory))).with("write", write(Path.of(directory))));
        }
        System.out.println(Line.of("done"));
    }

    private static String attach(final Path directory) {
        try (VirtualDevice device = VirtualDevice.open(directory)) {
            return "was let in as " + device.tenant();
        } catch (final VerbsException thrown) {
            return Errno.name(thrown.errno());
        }
    }

    private static String list(final Path directory) {
        try (var files = Files.list(directory)) {
            return "sees " + files.toList();
        } catch (final IOException thrown) {
            return thrown.getClass().getSimpleName();
        }
    }

    private static String write(final Path directory) {
        try {
            Files.delete(directory.resolve("weir.sock"));
            return "deleted the socket";
        } catch (final IOException thrown) {
            return thrown.getClass().getSimpleName();
        }
    }
}
