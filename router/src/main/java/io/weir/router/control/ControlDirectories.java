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
import java.util.HexFormat;

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

    /** Below the run directory. */
    public ControlDirectories(final Path runDirectory) {
        tenants = runDirectory.resolve("tenants");
        peers = runDirectory.resolve("peers");
    }

    /** Removes what an earlier router left; its lock is held. */
    public void clear() {
        deleteTree(tenants);
        deleteTree(peers);
    }

    /** Where the streams to other routers have their driver. */
    Path peerDirectory() {
        return peers;
    }

    /** Makes a tenant's directory. */
    public Path createTenant(final String tenant) {
        try {
            Files.createDirectories(tenants);
            mode(tenants, PASS_THROUGH);
            final Path directory = Files.createDirectory(tenants.resolve(tenant));
            mode(directory, PASS_THROUGH);
            return directory;
        } catch (final IOException thrown) {
            throw new UncheckedIOException("cannot make the directory of tenant " + tenant + ": " + thrown, thrown);
        }
    }

    /** Removes a tenant's directory and all in it. */
    void removeTenant(final String tenant) {
        deleteTree(tenants.resolve(tenant));
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

    private static void mode(final Path path, final int mode) throws IOException {
        // without NOFOLLOW_LINKS, which opens the file and so fails for a socket: nobody else makes names up to here
        Files.setAttribute(path, "unix:mode", mode);
    }
}
