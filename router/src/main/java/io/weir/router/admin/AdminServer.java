package io.weir.router.admin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Serves the admin socket on a thread of its own. At most {@value #MAX_CONNECTIONS} connections at a time, each for
 * five seconds at most: who connects and says nothing, or does not read its answer, is cut off and delays nobody.
 */
public final class AdminServer implements AutoCloseable {
    static final int MAX_CONNECTIONS = 16;
    static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long TICK_MS = 250;

    private final Path socket;
    private final AdminRequests requests;
    private final Selector selector;
    private final ServerSocketChannel server;
    private final List<AdminConnection> connections = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closing;

    private AdminServer(final Path socket, final AdminApi api, final ServerSocketChannel server) throws IOException {
        this.socket = socket;
        this.requests = new AdminRequests(api, true);
        this.server = server;
        this.selector = Selector.open();
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        thread = Thread.ofPlatform().name("weir-admin").daemon().unstarted(this::run);
    }

    /**
     * Listens at {@code socket}, readable and writable by its owner alone from its first moment, and serves. What an
     * earlier router left there is replaced: the caller holds the run directory.
     */
    public static AdminServer start(final Path socket, final AdminApi api) throws IOException {
        final Path secluded = Files.createTempDirectory(socket.getParent(), ".a",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        ServerSocketChannel server = null;
        try {
            final Path bound = secluded.resolve("s");
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(bound), MAX_CONNECTIONS);
            Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
            Files.move(bound, socket, StandardCopyOption.ATOMIC_MOVE);
            final AdminServer admin = new AdminServer(socket, api, server);
            admin.thread.start();
            return admin;
        } catch (final IOException failure) {
            if (server != null) {
                server.close();
            }
            throw failure;
        } finally {
            Files.deleteIfExists(secluded.resolve("s"));
            Files.deleteIfExists(secluded);
        }
    }

    /** Stops serving and removes the socket. */
    @Override
    public void close() throws IOException {
        closing = true;
        selector.wakeup();
        try {
            thread.join(PATIENCE_NS / 1_000_000);
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(socket);
    }

    private void run() {
        try (selector; server) {
            while (!closing) {
                selector.select(this::handle, connections.isEmpty() ? 0 : TICK_MS);
                final long nowNs = System.nanoTime();
                connections.removeIf(connection -> connection.isOver(nowNs));
            }
        } catch (final IOException failure) {
            // The selector itself failed: the router serves on without its admin socket.
            closing = true;
        } finally {
            connections.forEach(AdminConnection::close);
        }
    }

    private void handle(final SelectionKey key) {
        if (key.isAcceptable()) {
            accept();
        } else {
            ((AdminConnection) key.attachment()).advance(key);
        }
    }

    private void accept() {
        try {
            final SocketChannel channel = server.accept();
            if (channel == null) {
                return;
            }
            if (connections.size() == MAX_CONNECTIONS) {
                channel.close();
                return;
            }
            channel.configureBlocking(false);
            final AdminConnection connection =
                new AdminConnection(channel, requests, System.nanoTime() + PATIENCE_NS);
            connections.add(connection);
            channel.register(selector, SelectionKey.OP_READ, connection);
        } catch (final IOException failure) {
            // Out of descriptors, or gone again: whoever it was tries again.
        }
    }
}
