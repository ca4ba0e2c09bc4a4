package io.weir.bench.rail.end;

import io.weir.bench.demo.tenant.Conversation;
import java.io.IOException;

/** Whether an end that serves has been told something: looked up about once a millisecond, as it costs a call. */
final class Stop {
    private static final long INTERVAL_NS = 1_000_000;

    private final Conversation conversation;
    private long nextNs;

    Stop(final Conversation conversation) {
        this.conversation = conversation;
    }

    boolean isTold(final long nowNs) throws IOException {
        if (nowNs - nextNs < 0) {
            return false;
        }
        nextNs = nowNs + INTERVAL_NS;
        return conversation.hasHeard();
    }
}
