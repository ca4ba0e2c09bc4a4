package io.weir.bench.perf;

import io.weir.bench.process.Line;
import io.weir.client.VirtualDevice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** The side that waits for a client, and does what that asks for. */
final class PerfServer implements AutoCloseable {
    private final ServerSocket listener;

    /** Listens on a TCP port; 0 for any. */
    PerfServer(final int port) throws IOException {
        listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(port));
        } catch (final IOException e) {
            listener.close();
            throw new IOException("can not listen on TCP port " + port + ": " + e.getMessage(), e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /**
     * Serves the client that comes next.
     *
     * @param test the only one that is served; null for any
     */
    void serve(final Path tenantDirectory, final PerfTest test) throws IOException {
        try (Control control = new Control(listener.accept())) {
            try {
                final Settings settings = agree(control.hear("perf"), test);
                try (Endpoint endpoint = new Endpoint(VirtualDevice.open(tenantDirectory), settings)) {
                    control.tell(endpoint.describe("here"));
                    endpoint.connect(control.hear("here"));
                    control.tell(Line.of("connected"));
                    serve(new Side(endpoint, control), control);
                }
            } catch (final RuntimeException e) {
                control.tellFailure(e.getMessage() == null ? e.toString() : e.getMessage());
                throw e;
            }
        }
    }

    private static Settings agree(final Line line, final PerfTest test) {
        if (test != null && PerfTest.of(line.text("test")) != test) {
            throw new IllegalStateException("this server is for " + test + ", the client wants " + line.text("test"));
        }
        return Settings.of(line);
    }

    private static void serve(final Side side, final Control control) throws IOException {
        for (Line order = control.hear(); order.word().equals("run"); order = control.hear()) {
            final int size = order.integer("size");
            side.prepare(size);
            control.tell(Line.of("go"));
            side.serve(size, Span.of(order));
            control.tell(Line.of("over"));
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
