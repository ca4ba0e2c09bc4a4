package io.weir.bench.perf;

import io.weir.bench.process.Line;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The TCP connection on which both sides tell each other where they are and what is next, a line at a time. */
final class Control implements AutoCloseable {
    /** A side that fails says why with this word, and leaves. */
    private static final String FAILED = "failed";
    private static final int CONNECT_MS = 10_000;
    private static final long LOOK_NS = 1_000_000;

    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;
    private long lookNs;

    /** Takes the connection over. */
    Control(final Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out = socket.getOutputStream();
    }

    /** Connects to a server. */
    static Control connect(final String host, final int port) throws IOException {
        final Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
            return new Control(socket);
        } catch (final IOException e) {
            socket.close();
            throw new IOException("can not reach a server at " + host + " port " + port + " (" + e.getMessage()
                + "): start one there by the same test without an address", e);
        }
    }

    void tell(final Line line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Tells the other side why this one leaves, if it still listens. */
    void tellFailure(final String reason) {
        try {
            tell(Line.of(FAILED).with("reason", reason));
        } catch (final IOException gone) {
            // it has left before
            return;
        }
    }

    /** Waits for the next line. */
    Line hear() throws IOException {
        final String text = in.readLine();
        if (text == null) {
            throw new EOFException("the other side left");
        }
        final Line line = Line.parse(text);
        if (line.word().equals(FAILED)) {
            throw new IOException("the other side: " + line.text("reason"));
        }
        return line;
    }

    /** Waits for the next line, which must have that word. */
    Line hear(final String word) throws IOException {
        final Line line = hear();
        if (!line.word().equals(word)) {
            throw new IOException("the other side said '" + line.word() + "' instead of '" + word + "'");
        }
        return line;
    }

    /** Whether there is a line to hear, looked up once a millisecond, as that costs a system call. */
    boolean hasHeard() throws IOException {
        final long nowNs = System.nanoTime();
        if (nowNs - lookNs < LOOK_NS) {
            return false;
        }
        lookNs = nowNs;
        return in.ready();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
