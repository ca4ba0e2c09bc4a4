package io.weir.bench.perf;

import io.weir.client.WorkCompletion;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcOpcode;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * One operation after the other, on the first queue pair: until it completes, or until the other side has answered,
 * of which half counts.
 *
 * <p>In a ping-pong of WRITEs both look at the last byte of the message, which is written last, and changes from one
 * message to the next.
 */
final class RoundTrips {
    private final Endpoint endpoint;
    private final Completions completions;
    private final Control control;
    private final int size;
    private int received;
    private int sent;
    private byte mark;

    /** For messages of a size; {@code control} tells who answers when it is over. */
    RoundTrips(final Endpoint endpoint, final Completions completions, final Control control, final int size) {
        this.endpoint = endpoint;
        this.completions = completions;
        this.control = control;
        this.size = size;
    }

    /** Measures; nanoseconds of each, half of it in a ping-pong. */
    void measure(final Span span, final Histogram histogram) throws IOException {
        final boolean pingPong = endpoint.settings().isPingPong();
        final int parts = pingPong ? 2 : 1;
        final long startNs = System.nanoTime();
        long nowNs = startNs;
        for (long i = 0; i < span.iterations() && nowNs - startNs < span.ns(); i++) {
            final long postedNs = System.nanoTime();
            post();
            if (pingPong) {
                awaitAnswer(false);
            } else {
                awaitSent();
            }
            nowNs = System.nanoTime();
            histogram.recordValue((nowNs - postedNs) / parts);
            awaitSent();
        }
    }

    /** Answers until there is something to hear. */
    void answer() throws IOException {
        while (awaitAnswer(true)) {
            post();
            awaitSent();
        }
    }

    private void post() {
        mark++;
        endpoint.mark(size, mark);
        endpoint.send(0).flags(SendFlags.SIGNALED);
        endpoint.post(0, 1);
        sent = 0;
    }

    private void awaitSent() {
        while (sent == 0) {
            collect();
        }
    }

    /** Whether one came: false only for who answers, when there is something to hear. */
    private boolean awaitAnswer(final boolean answering) throws IOException {
        final byte expected = answering ? (byte) (mark + 1) : mark;
        final boolean sends = endpoint.settings().test().isSend();
        while (sends ? received == 0 : endpoint.arrived(size) != expected) {
            if (sends) {
                collect();
            } else {
                completions.idle();
            }
            if (answering && control.hasHeard()) {
                return false;
            }
        }
        completions.busy();
        received = 0;
        return true;
    }

    private void collect() {
        final int count = completions.take();
        for (int i = 0; i < count; i++) {
            final WorkCompletion completion = completions.get(i);
            if (completion.opcode() == WcOpcode.RECV) {
                endpoint.receive((int) completion.wrId());
                received++;
            } else {
                sent++;
            }
        }
    }
}
