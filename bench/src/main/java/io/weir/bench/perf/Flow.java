package io.weir.bench.perf;

import io.weir.client.SendWorkRequest;
import io.weir.client.WorkCompletion;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcOpcode;

/**
 * Keeps sends under way on all queue pairs, in lists, with a completion for every so many: a send's id says for how
 * many its completion stands (upper 32 bits) and whose it is (lower). Receives that complete are posted again.
 */
final class Flow {
    private static final long PEAK_NS = 1_000_000;
    /** Time is looked up for so many rounds at once. */
    private static final int ROUNDS_A_LOOK = 16;

    private final Endpoint endpoint;
    private final Completions completions;
    private final Settings settings;
    private final long[] posted;
    private final long[] finished;
    private final int[] unsignaled;
    private long messages;
    private long peakFromNs;
    private long peakMessages;
    private double peak;

    Flow(final Endpoint endpoint, final Completions completions) {
        this.endpoint = endpoint;
        this.completions = completions;
        settings = endpoint.settings();
        posted = new long[settings.queuePairs()];
        finished = new long[settings.queuePairs()];
        unsignaled = new int[settings.queuePairs()];
    }

    /** Sends until the span is over and all has completed. */
    Bandwidth run(final Span span) {
        final long startNs = System.nanoTime();
        peakFromNs = startNs;
        boolean more = true;
        for (int round = 0; more; round++) {
            more = post(span.iterations());
            collect();
            if (span.isTimed() && round % ROUNDS_A_LOOK == 0) {
                more = System.nanoTime() - startNs < span.ns();
            }
        }
        for (int i = 0; i < posted.length; i++) {
            if (unsignaled[i] > 0) {
                postOne(i);
            }
        }
        while (isUnderWay()) {
            collect();
        }
        final long ns = System.nanoTime() - startNs;
        return new Bandwidth(messages, ns, peak == 0 ? messages * 1e9 / ns : peak);
    }

    /** Fills the windows; whether there is more to post. */
    private boolean post(final long iterations) {
        boolean more = false;
        for (int i = 0; i < posted.length; i++) {
            while (posted[i] < iterations && posted[i] - finished[i] + settings.list() <= settings.depth()) {
                final int count = (int) Math.min(settings.list(), iterations - posted[i]);
                for (int place = 0; place < count; place++) {
                    fill(endpoint.send(place), i, posted[i] + place + 1 == iterations);
                }
                endpoint.post(i, count);
                posted[i] += count;
            }
            more |= posted[i] < iterations;
        }
        return more;
    }

    private void postOne(final int queuePair) {
        fill(endpoint.send(0), queuePair, true);
        endpoint.post(queuePair, 1);
        posted[queuePair]++;
    }

    private void fill(final SendWorkRequest send, final int queuePair, final boolean last) {
        final int standsFor = unsignaled[queuePair] + 1;
        final boolean signaled = last || standsFor == settings.moderation();
        unsignaled[queuePair] = signaled ? 0 : standsFor;
        send.flags(signaled ? SendFlags.SIGNALED : 0).wrId((long) standsFor << 32 | queuePair);
    }

    private void collect() {
        final int count = completions.take();
        for (int i = 0; i < count; i++) {
            final WorkCompletion completion = completions.get(i);
            final int queuePair = (int) completion.wrId();
            if (completion.opcode() == WcOpcode.RECV) {
                endpoint.receive(queuePair);
            } else {
                final long standsFor = completion.wrId() >>> 32;
                finished[queuePair] += standsFor;
                messages += standsFor;
            }
        }
        if (count > 0) {
            watchPeak();
        }
    }

    private void watchPeak() {
        final long nowNs = System.nanoTime();
        if (nowNs - peakFromNs >= PEAK_NS) {
            peak = Math.max(peak, (messages - peakMessages) * 1e9 / (nowNs - peakFromNs));
            peakFromNs = nowNs;
            peakMessages = messages;
        }
    }

    private boolean isUnderWay() {
        for (int i = 0; i < posted.length; i++) {
            if (finished[i] < posted[i]) {
                return true;
            }
        }
        return false;
    }
}
