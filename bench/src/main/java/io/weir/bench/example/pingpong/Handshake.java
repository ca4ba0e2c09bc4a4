package io.weir.bench.example.pingpong;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The TCP conversation in which both sides tell where their queue pairs are: the client tells, the server connects its
 * queue pairs and tells, the client says that it heard.
 */
final class Handshake {
    private static final byte[] DONE = "done\0".getBytes(StandardCharsets.US_ASCII);
    private static final int PATIENCE_MS = 60_000;

    private Handshake() {
    }

    /** Takes the other side's destinations before it is told ours. */
    @FunctionalInterface
    interface Connector {
        void connect(List<Destination> theirs);
    }

    /**
     * The client's part.
     *
     * @param mine what is told; the other side tells as many
     * @return what the other side told
     */
    static List<Destination> asClient(final String host, final int port, final List<Destination> mine)
        throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            tell(socket, mine);
            final List<Destination> theirs = hear(socket, mine.size());
            socket.getOutputStream().write(DONE);
            return theirs;
        }
    }

    /** The server's part, for the first client that comes; {@code connector} has connected when the client is told. */
    static List<Destination> asServer(final int port, final List<Destination> mine, final Connector connector)
        throws IOException {
        try (ServerSocket listener = listen(port); Socket socket = listener.accept()) {
            socket.setSoTimeout(PATIENCE_MS);
            final List<Destination> theirs = hear(socket, mine.size());
            connector.connect(theirs);
            tell(socket, mine);
            // some of them close without a word when they know all they need
            new DataInputStream(socket.getInputStream()).readNBytes(DONE.length);
            return theirs;
        }
    }

    private static ServerSocket listen(final int port) throws IOException {
        final ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(port));
            return listener;
        } catch (final IOException thrown) {
            listener.close();
            throw new IOException("can not listen on TCP port " + port + ": " + thrown.getMessage(), thrown);
        }
    }

    private static void tell(final Socket socket, final List<Destination> mine) throws IOException {
        final OutputStream out = socket.getOutputStream();
        // the programs read a message by one call: it must not come in pieces
        socket.setTcpNoDelay(true);
        for (final Destination each : mine) {
            out.write(each.toBytes());
        }
    }

    private static List<Destination> hear(final Socket socket, final int count) throws IOException {
        final DataInputStream in = new DataInputStream(socket.getInputStream());
        final List<Destination> theirs = new ArrayList<>();
        final byte[] bytes = new byte[Destination.LENGTH];
        for (int i = 0; i < count; i++) {
            in.readFully(bytes);
            theirs.add(Destination.parse(bytes));
        }
        return theirs;
    }
}
