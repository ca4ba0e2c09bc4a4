package io.weir.router.rnic;

/** Where a queue pair takes its receives from: its own receive queue or a shared one. */
public interface ReceiveSource {
    /** {@link #next} filled the work request in. */
    int TAKEN = 1;
    /** There is none: receiver not ready. */
    int EMPTY = 0;
    /** The next one is broken (bad lkey, range, count): the queue pair must go to error. */
    int BROKEN = -1;
    /** {@link #available} does not tell. */
    long UNKNOWN = -1;

    /**
     * Takes the next receive; it is consumed for good, and will complete in the order taken or be flushed.
     *
     * @return {@link #TAKEN}, {@link #EMPTY} or {@link #BROKEN}; {@link RecvWr#id} is set for a broken one too
     */
    int next(RecvWr receive);

    /**
     * As {@link #next}, but into a stock: the receive counts as posted and not consumed until
     * {@link #stockConsumed}, through this source or any other with the same {@link #sharedThrough}.
     */
    default int nextForStock(final RecvWr receive) {
        return next(receive);
    }

    /** A message consumed a receive of {@link #nextForStock}. */
    default void stockConsumed() {
    }

    /**
     * What all sources that take from the same shared receive queue have in common, by identity; null for the source of
     * one queue pair alone. An RNIC that must have receives at hand before messages come keeps one stock per shared
     * queue. Whatever was taken through one of them may complete on any queue pair that has another.
     */
    default Object sharedThrough() {
        return null;
    }

    /** How many may be taken, as far as can be told now; {@link #UNKNOWN} for those shared with others. */
    default long available() {
        return UNKNOWN;
    }
}
