package io.weir.router.accounting.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native part, which the driver unpacks to load it. It would do so into the directory of all temporary files,
 * look through that for what is left there of others, and leave a copy of its own when a process is halted or killed:
 * here it has a directory that is gone when it is loaded. Where {@code org.sqlite.lib.path} is set it unpacks nothing.
 */
final class SqliteLibrary {
    private static boolean loaded;

    private SqliteLibrary() {
    }

    /** Loads it, if that is not done. */
    static synchronized void load() throws SQLException {
        if (loaded) {
            return;
        }
        try {
            if (System.getProperty("org.sqlite.lib.path") != null) {
                loaded = SQLiteJDBCLoader.initialize();
                return;
            }
            final Path directory = Files.createTempDirectory("weir-sqlite");
            try {
                System.setProperty("org.sqlite.tmpdir", directory.toString());
                loaded = SQLiteJDBCLoader.initialize();
            } finally {
                delete(directory);
            }
        } catch (final SQLException failure) {
            throw failure;
        } catch (final Exception failure) {
            throw new SQLException("SQLite's library can not be loaded: " + failure.getMessage(), failure);
        }
    }

    private static void delete(final Path directory) throws IOException {
        final List<Path> inside;
        try (Stream<Path> files = Files.list(directory)) {
            inside = files.toList();
        }
        for (final Path file : inside) {
            Files.deleteIfExists(file);
        }
        Files.delete(directory);
    }
}
