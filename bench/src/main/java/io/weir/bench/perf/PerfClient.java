package io.weir.bench.perf;

import io.weir.bench.process.Line;
import io.weir.client.VirtualDevice;
import java.io.IOException;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/** The side that asks for runs and measures. */
final class PerfClient implements AutoCloseable {
    private final Control control;
    private final Endpoint endpoint;
    private final Side side;

    private PerfClient(final Control control, final Endpoint endpoint) {
        this.control = control;
        this.endpoint = endpoint;
        side = new Side(endpoint, control);
    }

    /** Agrees with the server on the settings, and connects. */
    static PerfClient connect(final Path tenantDirectory, final String host, final int port, final Settings settings)
        throws IOException {
        final Control control = Control.connect(host, port);
        try {
            control.tell(settings.addTo(Line.of("perf")));
            final Line server = control.hear("here");
            final Endpoint endpoint = new Endpoint(VirtualDevice.open(tenantDirectory), settings);
            control.tell(endpoint.describe("here"));
            control.hear("connected");
            endpoint.connect(server);
            return new PerfClient(control, endpoint);
        } catch (final RuntimeException | IOException e) {
            control.close();
            throw e;
        }
    }

    /** A run of bandwidth. */
    Bandwidth move(final int size, final Span span) throws IOException {
        begin(size, span);
        final Bandwidth moved = side.move(span);
        end();
        return moved;
    }

    /** A run of latency. */
    Histogram time(final int size, final Span span) throws IOException {
        begin(size, span);
        final Histogram histogram = side.time(size, span);
        end();
        return histogram;
    }

    private void begin(final int size, final Span span) throws IOException {
        side.prepare(size);
        control.tell(span.addTo(Line.of("run").with("size", size)));
        control.hear("go");
    }

    private void end() throws IOException {
        control.tell(Line.of("over"));
        control.hear("over");
    }

    @Override
    public void close() throws IOException {
        control.tell(Line.of("bye"));
        endpoint.close();
        control.close();
    }
}
