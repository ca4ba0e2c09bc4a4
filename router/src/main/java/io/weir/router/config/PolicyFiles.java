package io.weir.router.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that {@code policies} names: one, or those of a directory that end in {@code .yaml} or {@code .yml}, by
 * name. Names that begin with a point are passed over: they are how a Kubernetes ConfigMap keeps its versions.
 */
final class PolicyFiles {
    private PolicyFiles() {
    }

    static List<Path> list(final Path policies) throws IOException {
        if (!Files.isDirectory(policies)) {
            return List.of(policies);
        }
        final List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(policies, PolicyFiles::isPolicy)) {
            entries.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    private static boolean isPolicy(final Path file) {
        final String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml")) && !Files.isDirectory(file);
    }
}
