package io.weir.router.rnic;

/** Where a queue pair takes its receives from: its own receive queue or a shared one. */
public interface ReceiveSource {
    /** {@link #next} filled the work request in. */
    int TAKEN = 1;
    /** There is none: receiver not ready. */
    int EMPTY = 0;
    /** The next one is broken (bad lkey, range, count): the queue pair must go to error. */
    int BROKEN = -1;

    /**
     * Takes the next receive; it is consumed for good, and will complete in the order taken or be flushed.
     *
     * @return {@link #TAKEN}, {@link #EMPTY} or {@link #BROKEN}; {@link RecvWr#id} is set for a broken one too
     */
    int next(RecvWr receive);
}
