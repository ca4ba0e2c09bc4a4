package io.weir.bench.cost.process;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import io.weir.client.CompletionQueue;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import java.nio.file.Path;

/** Polls a completion queue that stays empty. Argument: the tenant's directory. Tells {@code done picoseconds=…}. */
public final class EmptyPollTenant {
    private static final int ROUNDS = 5;
    private static final int POLLS = 20_000_000;

    private EmptyPollTenant() {
    }

    /** See the class. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            try (VirtualDevice device = VirtualDevice.open(Path.of(args[0]));
                CompletionQueue cq = device.createCq(128)) {
                long best = Long.MAX_VALUE;
                // the first rounds are interpreted, then compiled; a disturbed one is no cost of the poll
                for (int round = 0; round < ROUNDS; round++) {
                    best = Math.min(best, poll(cq));
                }
                conversation.tell(Line.of("done").with("picoseconds", best * 1000 / POLLS));
            }
        });
    }

    private static long poll(final CompletionQueue cq) {
        final WorkCompletion completion = new WorkCompletion();
        final long startNs = System.nanoTime();
        for (int i = 0; i < POLLS; i++) {
            if (cq.poll(completion) != 0) {
                throw new IllegalStateException("something completed: " + completion);
            }
        }
        return System.nanoTime() - startNs;
    }
}
