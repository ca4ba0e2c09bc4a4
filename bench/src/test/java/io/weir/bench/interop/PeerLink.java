package io.weir.bench.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The connection to {@code verbs_peer} in the guest: a command, and its answer. */
final class PeerLink implements AutoCloseable {
    private static final int PATIENCE_MS = 60_000;

    private final Socket socket = new Socket();
    private final BufferedReader in;

    PeerLink(final String host, final int port) throws IOException {
        socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Has it done; what it says beside ok. */
    List<String> tell(final Object... words) throws IOException {
        final String line = ask(words);
        if (!line.startsWith("ok")) {
            throw new IOException("verbs_peer, told to " + text(words) + ": " + line);
        }
        return Arrays.stream(line.split(" ")).skip(1).toList();
    }

    /** The answer, whatever it is. */
    String ask(final Object... words) throws IOException {
        socket.getOutputStream().write((text(words) + "\n").getBytes(StandardCharsets.UTF_8));
        final String line = in.readLine();
        if (line == null) {
            throw new IOException("verbs_peer ended, told to " + text(words));
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static String text(final Object... words) {
        return Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" "));
    }
}
