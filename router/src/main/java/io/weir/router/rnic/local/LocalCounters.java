package io.weir.router.rnic.local;

import io.weir.router.rnic.RnicCounters;

/** What the same-host RNIC counts. */
final class LocalCounters implements RnicCounters {
    long bytes;
    long operations;
    long refusals;
    long receiverNotReady;
    long unanswered;
    long dropped;

    @Override
    public void forEach(final Visitor visitor) {
        visitor.accept("bytes", bytes);
        visitor.accept("operations", operations);
        visitor.accept("req_remote_errors", refusals);
        visitor.accept("rnr_nak_sent", receiverNotReady);
        visitor.accept("local_ack_timeout_err", unanswered);
        visitor.accept("dropped_messages", dropped);
    }
}
