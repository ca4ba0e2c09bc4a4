package io.weir.bench.cost.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** By what two processes of a host talk. Whoever serves leaves where he is in the directory that both share. */
public enum Means {
    /** A TCP connection over the loopback interface by NIO; both ends sleep in their reads. */
    TCP("TCP loopback, NIO"),
    /** The same, but both ends poll. */
    TCP_POLLED("TCP loopback, NIO, polled"),
    /** A Unix stream socket by NIO; both ends sleep in their reads. */
    UNIX("Unix socket, NIO"),
    /** A TCP connection over the loopback interface by netty. */
    NETTY("TCP loopback, netty"),
    /** Two Aeron IPC publications that both ends poll. */
    AERON("Aeron IPC");

    private final String text;

    Means(final String text) {
        this.text = text;
    }

    Exchange server(final Path directory, final int size) throws Exception {
        return switch (this) {
            case TCP, TCP_POLLED -> {
                final SocketExchange exchange = SocketExchange.server(loopback(0), size, this == TCP_POLLED);
                tell(directory, exchange.address());
                yield exchange;
            }
            case UNIX -> SocketExchange.server(UnixDomainSocketAddress.of(socket(directory)), size, false);
            case NETTY -> {
                final NettyServer server = new NettyServer(loopback(0));
                tell(directory, server.address());
                yield server;
            }
            case AERON -> AeronExchange.server(directory.resolve(name()), size);
        };
    }

    Exchange client(final Path directory, final int size) throws Exception {
        return switch (this) {
            case TCP, TCP_POLLED -> SocketExchange.client(told(directory), size, this == TCP_POLLED);
            case UNIX -> SocketExchange.client(UnixDomainSocketAddress.of(socket(directory)), size, false);
            case NETTY -> new NettyClient(told(directory), size);
            case AERON -> AeronExchange.client(directory.resolve(name()), size);
        };
    }

    private static InetSocketAddress loopback(final int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private Path socket(final Path directory) {
        return directory.resolve(name() + ".sock");
    }

    private void tell(final Path directory, final SocketAddress address) throws IOException {
        Files.writeString(directory.resolve(name()), Integer.toString(((InetSocketAddress) address).getPort()));
    }

    private InetSocketAddress told(final Path directory) throws IOException {
        return loopback(Integer.parseInt(Files.readString(directory.resolve(name()))));
    }

    /** For people. */
    @Override
    public String toString() {
        return text;
    }
}
