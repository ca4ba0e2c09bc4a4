package io.weir.router.control;

import io.weir.shm.linux.Sys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.function.Predicate;

/**
 * The directories that tenants see, and who may do what in them.
 *
 * <pre>
 * peers/                    0700  Aeron directory of the streams to other routers
 * tenants/                  0711  tenants pass through
 * tenants/NAME/             0711  what is mounted into a tenant's containers; only the router makes names here
 * tenants/NAME/weir.sock    0666  anyone may knock: who may come in is told by SO_PEERCRED
 * tenants/NAME/s-RANDOM/   02750  a session's Aeron directory, of the process's group; its files are 0660
 * </pre>
 * The name of a session's directory is told to its process alone, and nobody can list the directory above: that keeps
 * processes of one group apart. A tenant can write the files of its session but can make, remove and rename none, so
 * that it cannot lead the router astray by a link. As an ordinary user the router can serve its own user alone, and
 * modes keep nobody of that user away.
 */
public final class ControlDirectories {
    /** Bytes of an Aeron IPC term of a session. */
    static final int TERM_LENGTH = 64 * 1024;

    private static final int PASS_THROUGH = 0711;
    private static final int SESSION = 02750;
    private static final int SOCKET = 0666;
    private static final int NAME_BYTES = 16;

    private final Path tenants;
    private final Path peers;
    private final SecureRandom random = new SecureRandom();
    private final Deque<Path> made = new ArrayDeque<>();

    /** Below the run directory. */
    public ControlDirectories(final Path runDirectory) {
        tenants = runDirectory.resolve("tenants");
        peers = runDirectory.resolve("peers");
    }

    /**
     * Removes what a router left, this one or an earlier one, whose lock is held: all but the empty directories of
     * tenants for whom {@code stays} holds.
     */
    public void clear(final Predicate<String> stays) {
        deleteTree(peers);
        if (!Files.isDirectory(tenants, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var children = Files.newDirectoryStream(tenants)) {
            for (final Path child : children) {
                if (!Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(child);
                } else if (stays.test(child.getFileName().toString())) {
                    empty(child);
                } else {
                    remove(child);
                }
            }
        } catch (final IOException thrown) {
            throw new UncheckedIOException("cannot clear " + tenants + ": " + thrown, thrown);
        }
    }

    /** The router did not start: removes the directories of tenants that it made for that. */
    public void discard() {
        while (!made.isEmpty()) {
            final Path directory = made.pop();
            if (Files.isDirectory(directory)) {
                remove(directory);
            }
        }
    }

    /** Where the streams to other routers have their driver. */
    Path peerDirectory() {
        return peers;
    }

    /** Makes a tenant's directory. */
    public Path createTenant(final String tenant) {
        try {
            create(tenants);
            final Path directory = tenants.resolve(tenant);
            create(directory);
            return directory;
        } catch (final IOException thrown) {
            throw new UncheckedIOException("cannot make the directory of tenant " + tenant + ": " + thrown, thrown);
        }
    }

    /** Removes a tenant's directory and all in it. */
    void removeTenant(final String tenant) {
        final Path directory = tenants.resolve(tenant);
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            remove(directory);
        }
    }

    /** Lets anyone connect. */
    void openSocket(final Path socket) {
        try {
            mode(socket, SOCKET);
        } catch (final IOException thrown) {
            throw new UncheckedIOException(thrown.toString(), thrown);
        }
    }

    /** Makes a session's directory, for a process of that group. */
    Path createSession(final String tenant, final int gid) {
        final byte[] name = new byte[NAME_BYTES];
        random.nextBytes(name);
        final Path directory = tenants.resolve(tenant).resolve("s-" + HexFormat.of().formatHex(name));
        try {
            Files.createDirectory(directory);
            if (gid != Sys.gid()) {
                Files.setAttribute(directory, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
            }
            mode(directory, SESSION);
            return directory;
        } catch (final IOException | UnsupportedOperationException thrown) {
            deleteTree(directory);
            throw new IllegalStateException("cannot make a directory for a process of group " + gid + ": " + thrown,
                thrown);
        }
    }

    /** Takes the group's right to make files from the directories that the driver made. */
    void protectSession(final Path directory) {
        try (var children = Files.newDirectoryStream(directory, child -> Files.isDirectory(child))) {
            for (final Path child : children) {
                mode(child, SESSION);
            }
        } catch (final IOException thrown) {
            throw new UncheckedIOException(thrown.toString(), thrown);
        }
    }

    /** Deletes a directory and all in it; follows no link. */
    static void deleteTree(final Path directory) {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes)
                    throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(final Path visited, final IOException thrown)
                    throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (final IOException thrown) {
            throw new UncheckedIOException("cannot remove " + directory + ": " + thrown, thrown);
        }
    }

    private void create(final Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory);
            made.push(directory);
        }
        mode(directory, PASS_THROUGH);
    }

    /** Of a tenant no more, as far as the system lets it go: a volume that is mounted there stays, but is empty. */
    private static void remove(final Path directory) {
        empty(directory);
        try {
            Files.delete(directory);
        } catch (final IOException mounted) {
            return;
        }
    }

    private static void empty(final Path directory) {
        try (var children = Files.newDirectoryStream(directory)) {
            for (final Path child : children) {
                deleteTree(child);
            }
        } catch (final IOException thrown) {
            throw new UncheckedIOException("cannot empty " + directory + ": " + thrown, thrown);
        }
    }

    private static void mode(final Path path, final int mode) throws IOException {
        // without NOFOLLOW_LINKS, which opens the file and so fails for a socket: nobody else makes names up to here
        Files.setAttribute(path, "unix:mode", mode);
    }
}
