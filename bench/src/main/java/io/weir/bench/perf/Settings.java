package io.weir.bench.perf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.process.Line;
import java.util.Objects;

/**
 * What both sides have alike; the client tells it the server.
 *
 * @param test          which test
 * @param toCompletion  of a latency test of WRITEs: no ping-pong, from the post until its completion is seen
 * @param largest       bytes of the largest message
 * @param queuePairs    how many
 * @param depth         sends under way on each
 * @param receiveDepth  receives posted on each, for tests of SENDs
 * @param moderation    every so many'th send asks for a completion, in tests of bandwidth
 * @param list          sends posted by one call
 * @param bidirectional whether both sides send
 * @param events        sleep on the completion channel instead of polling
 */
record Settings(PerfTest test, boolean toCompletion, int largest, int queuePairs, int depth, int receiveDepth,
                int moderation, int list, boolean bidirectional, boolean events) {

    /** Adds it to a line. */
    Line addTo(final Line line) {
        return line.with("test", test).with("to-completion", toCompletion).with("largest", largest)
            .with("queue-pairs", queuePairs).with("depth", depth).with("receive-depth", receiveDepth)
            .with("moderation", moderation).with("list", list).with("bidirectional", bidirectional)
            .with("events", events);
    }

    /** Takes it from a line that {@link #addTo} wrote. */
    static Settings of(final Line line) {
        final PerfTest test = Objects.requireNonNull(
            PerfTest.of(line.text("test")), () -> "no test is called " + line.text("test"));
        return new Settings(test, Boolean.parseBoolean(line.text("to-completion")),
            line.integer("largest"), line.integer("queue-pairs"), line.integer("depth"),
            line.integer("receive-depth"), line.integer("moderation"), line.integer("list"),
            Boolean.parseBoolean(line.text("bidirectional")), Boolean.parseBoolean(line.text("events")));
    }

    /** Whether the other side has to answer each message. */
    boolean isPingPong() {
        return test.isPingPong() && !toCompletion;
    }

    /** Adds it to a JSON object. */
    void describe(final ObjectNode node) {
        node.put("test", test.toString()).put("to_completion", toCompletion).put("queue_pairs", queuePairs)
            .put("tx_depth", depth).put("rx_depth", receiveDepth).put("cq_moderation", moderation)
            .put("post_list", list).put("bidirectional", bidirectional).put("events", events);
    }

    /** For people, a line. */
    String text() {
        final String what = test + ", RC" + (bidirectional ? ", bidirectional" : "") + (events ? ", events" : "");
        if (test.isLatency()) {
            return what + (isPingPong() ? ", half of a ping-pong" : ", from post to completion");
        }
        return what + ", QPs " + queuePairs + ", TX depth " + depth
            + (test.isSend() ? ", RX depth " + receiveDepth : "") + ", CQ moderation " + moderation + ", post list "
            + list;
    }
}
