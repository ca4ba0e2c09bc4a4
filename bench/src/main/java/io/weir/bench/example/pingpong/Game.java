package io.weir.bench.example.pingpong;

import io.weir.client.WorkCompletion;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Plays: each queue pair sends its next message when its last one is done and one has come back. The programs answer
 * with the bytes that they received, this with bytes of its own.
 */
final class Game {
    private static final long SEND_ID = -1;
    private static final int COMPLETIONS = 64;

    private final Settings settings;
    private final Endpoint endpoint;
    private final WorkCompletion[] completions = WorkCompletion.array(COMPLETIONS);
    private final int[] sent;
    private final int[] received;
    private final boolean[] sending;
    private final boolean[] turn;
    private int totalPosted;
    private int totalSent;
    private int totalReceived;
    private int unacknowledged;

    Game(final Settings settings, final Endpoint endpoint) {
        this.settings = settings;
        this.endpoint = endpoint;
        sent = new int[settings.queuePairs()];
        received = new int[settings.queuePairs()];
        sending = new boolean[settings.queuePairs()];
        turn = new boolean[settings.queuePairs()];
    }

    /** Posts the receives: before anybody can send. */
    void prepare() throws IOException {
        for (int slot = 0; slot < settings.receives(); slot++) {
            endpoint.receive(slot);
        }
    }

    /**
     * Plays to the end. The other side may leave when it has what it waits for, and its last acknowledgements may be
     * lost: so a send that stays without one is no failure once all messages have come.
     *
     * @param quietNs give up when nothing completes for so long
     * @return sends that were not acknowledged
     */
    int play(final long quietNs) throws IOException {
        for (int i = 0; settings.client() && i < settings.queuePairs(); i++) {
            turn[i] = true;
            proceed(i);
        }
        while (totalReceived < settings.exchanges() || totalSent + unacknowledged < settings.exchanges()) {
            final int count = endpoint.completionQueue().await(completions, COMPLETIONS, quietNs);
            if (count == 0) {
                throw new IOException("nothing completed for " + quietNs / 1_000_000_000L + " s, after " + totalSent
                    + " sends and " + totalReceived + " receives");
            }
            for (int i = 0; i < count; i++) {
                onCompletion(completions[i]);
            }
        }
        return unacknowledged;
    }

    private void onCompletion(final WorkCompletion completion) throws IOException {
        final int queuePair = endpoint.indexOf(completion.qpNumber());
        final boolean isSend = completion.wrId() == SEND_ID;
        if (totalReceived >= settings.exchanges() && (completion.status() == WcStatus.RETRY_EXC_ERR
            || completion.status() == WcStatus.WR_FLUSH_ERR)) {
            unacknowledged += isSend ? 1 : 0;
            return;
        }
        if (!completion.isSuccess()) {
            throw new IOException((isSend ? "send " + sent[queuePair] : "receive " + received[queuePair])
                + " of QP " + queuePair + " failed: " + completion.status() + ", after " + totalSent + " sends and "
                + totalReceived + " receives");
        }
        if (isSend) {
            sending[queuePair] = false;
            sent[queuePair]++;
            totalSent++;
        } else {
            onMessage(queuePair, completion);
        }
        proceed(queuePair);
    }

    private void onMessage(final int queuePair, final WorkCompletion completion) throws IOException {
        final int slot = (int) completion.wrId();
        if (completion.opcode() != WcOpcode.RECV
            || completion.byteLength() != settings.headerLength() + settings.size()) {
            throw new IOException("message " + received[queuePair] + " of QP " + queuePair + " is a "
                + completion.opcode() + " of " + completion.byteLength() + " bytes");
        }
        if (settings.validate()) {
            validate(queuePair, endpoint.incoming(slot));
        }
        received[queuePair]++;
        totalReceived++;
        turn[queuePair] = true;
        endpoint.receive(slot);
    }

    /**
     * What comes back to a client is its own message, or one of a server of this kind. What comes to a server is a
     * client's of this kind, or its own last answer, but for the first, which may be anything.
     */
    private void validate(final int queuePair, final MemorySegment message) throws IOException {
        final int index = received[queuePair];
        final boolean good = settings.client()
            ? Payload.matches(message, true, index) || Payload.matches(message, false, index)
            : index == 0 || Payload.matches(message, true, index) || Payload.matches(message, false, index - 1);
        if (!good) {
            throw new IOException("message " + index + " of QP " + queuePair + " is not what was sent: byte "
                + Math.max(Payload.firstDifference(message, true, index),
                    Payload.firstDifference(message, false, settings.client() ? index : index - 1)) + " differs");
        }
    }

    private void proceed(final int queuePair) throws IOException {
        if (turn[queuePair] && !sending[queuePair] && totalPosted < settings.exchanges()) {
            turn[queuePair] = false;
            sending[queuePair] = true;
            totalPosted++;
            if (settings.validate()) {
                Payload.fill(endpoint.outgoing(queuePair), settings.client(), sent[queuePair]);
            }
            endpoint.send(queuePair, SEND_ID);
        }
    }
}
