package io.weir.bench.demo.tenant;

import io.weir.bench.process.Line;
import io.weir.verbs.WcOpcode;
import java.util.ArrayList;
import java.util.List;

/** What a client itself counts of its completions that are SUCCESS, for whoever compares that with a bill. */
final class Tally {
    private static final WcOpcode[] OPCODES = WcOpcode.values();

    private final long[] messages = new long[OPCODES.length];
    private final long[] bytes = new long[OPCODES.length];

    void count(final WcOpcode opcode, final long payload) {
        messages[opcode.ordinal()]++;
        bytes[opcode.ordinal()] += payload;
    }

    /** As {@code seen=RDMA_WRITE:12:3456,RECV:1:64}: opcode, messages, bytes. */
    Line addTo(final Line line) {
        final List<String> seen = new ArrayList<>();
        for (final WcOpcode opcode : OPCODES) {
            if (messages[opcode.ordinal()] > 0) {
                seen.add(opcode + ":" + messages[opcode.ordinal()] + ":" + bytes[opcode.ordinal()]);
            }
        }
        return line.with("seen", String.join(",", seen));
    }
}
