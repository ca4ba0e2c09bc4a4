package io.weir.router.rnic;

/** Drives one rail: same-host memory, RoCEv2 over UDP, or libibverbs. See the package for its threads. */
public interface Rnic extends AutoCloseable {
    /** What it is: constant for the life of the RNIC. */
    RnicInfo info();

    /** A protection domain: a queue pair reaches only regions of its own. */
    RnicPd allocatePd();

    /**
     * Registers memory for local and remote use under fresh keys that no earlier region had.
     *
     * @param access {@link io.weir.verbs.AccessFlags}
     */
    RnicMr registerMemory(RnicPd pd, RegionMemory memory, int access);

    /** A queue pair in RESET, with {@code window} send work requests in flight at most. */
    RnicQp createQp(RnicPd pd, QpOwner owner, ReceiveSource receives, int window, int maxSge);

    /**
     * Moves things along: what arrived, timers that are due, sends that wait. Calls back the owners.
     *
     * @param nowNs the duty cycle's clock, as {@link System#nanoTime()}
     * @return how much was done; 0 when there was nothing to do
     */
    int poll(long nowNs);

    /** When the next timer is due, in the clock of {@link #poll}; {@link Long#MAX_VALUE} when there is none. */
    long nextDeadlineNs();

    /** A descriptor that turns readable when {@link #poll} has work that came from outside; -1 when nothing can. */
    int wakeUpFd();

    /** {@link #wakeUpFd} was found readable: the next {@link #poll} looks at it whatever it may spare otherwise. */
    default void onReadable() {
    }

    /** What the rail itself carried and what went wrong on it. */
    RnicCounters counters();

    @Override
    void close();
}
