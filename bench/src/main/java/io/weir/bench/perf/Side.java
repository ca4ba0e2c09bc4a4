package io.weir.bench.perf;

import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
import io.weir.client.WorkCompletion;
import io.weir.verbs.WcOpcode;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/** What both sides do in a run. */
final class Side {
    private final Endpoint endpoint;
    private final Control control;
    private final Settings settings;

    Side(final Endpoint endpoint, final Control control) {
        this.endpoint = endpoint;
        this.control = control;
        settings = endpoint.settings();
    }

    /** Before either side begins. */
    void prepare(final int size) {
        endpoint.prepare(size);
        endpoint.clear(size);
    }

    /** The server's part of a run: sends as the client does, or answers, until the client says that it is over. */
    void serve(final int size, final Span span) throws IOException {
        if (settings.bidirectional()) {
            final Bandwidth moved = new Flow(endpoint, completions()).run(span);
            control.tell(moved.addTo(Line.of("moved")));
            receiveUntilHeard();
        } else if (settings.isPingPong()) {
            new RoundTrips(endpoint, completions(), control, size).answer();
        } else if (settings.test().isSend()) {
            receiveUntilHeard();
        }
        control.hear("over");
    }

    /** The client's part of a run of bandwidth. */
    Bandwidth move(final Span span) throws IOException {
        final Bandwidth moved = new Flow(endpoint, completions()).run(span);
        if (!settings.bidirectional()) {
            return moved;
        }
        receiveUntilHeard();
        return moved.and(Bandwidth.of(control.hear("moved")));
    }

    /** The client's part of a run of latency. */
    Histogram time(final int size, final Span span) throws IOException {
        final Histogram histogram = Distribution.histogram();
        new RoundTrips(endpoint, completions(), control, size).measure(span, histogram);
        return histogram;
    }

    private Completions completions() {
        return new Completions(endpoint.completionQueue(), settings.events());
    }

    /** Posts receives again; without them the other side's sends would wait. One-sided tests need nobody to do it. */
    private void receiveUntilHeard() throws IOException {
        if (!settings.test().isSend()) {
            return;
        }
        final Completions completions = completions();
        while (!control.hasHeard()) {
            final int count = completions.take();
            for (int i = 0; i < count; i++) {
                final WorkCompletion completion = completions.get(i);
                if (completion.opcode() == WcOpcode.RECV) {
                    endpoint.receive((int) completion.wrId());
                }
            }
        }
    }
}
