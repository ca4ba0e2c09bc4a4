package io.weir.router.rnic;

import io.weir.verbs.QpType;

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

    /**
     * Memory that small payloads (512 bytes at most) are gathered from and that is used for nothing else. An RNIC that
     * would have to pin it copies them while they are posted instead.
     */
    default RnicMr registerInline(final RnicPd pd, final RegionMemory memory) {
        return registerMemory(pd, memory, 0);
    }

    /**
     * A queue pair in RESET, with {@code window} send work requests in flight at most. What its type means:
     * <ul>
     * <li>RC: reliable connected, every operation.
     * <li>UC: as RC without acknowledgements: SEND and RDMA WRITE, with immediate or not. Sends complete when handed
     * over. A message that loses a piece, finds no receive or may not write is dropped without a word, and a receive
     * that it began is used again by the next message.
     * <li>UD: SEND of at most {@link RnicInfo#mtu} bytes, with immediate or not, to {@link SendWr#ah},
     * {@link SendWr#remoteQpn} and {@link SendWr#remoteQkey}. What comes is told by
     * {@link QpOwner#onDatagramReceived}; what does not fit, finds no receive, has another Q_Key or P_Key, or is not
     * accepted by {@link QpOwner#acceptsDatagram}, is dropped and counted, and the queue pair lives on.
     * </ul>
     *
     * @throws UnsupportedOperationException for a type that {@link RnicInfo#qpTypes} lacks
     */
    RnicQp createQp(RnicPd pd, QpOwner owner, ReceiveSource receives, QpType type, int window, int maxSge);

    /** An address handle, for datagrams of queue pairs of that domain. */
    RnicAh createAh(RnicPd pd, AhAttributes attributes);

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

    /**
     * The thread is about to sleep: from here on what comes makes {@link #wakeUpFd} readable.
     *
     * @return whether something came before that, so that there is work and no sleep
     */
    default boolean prepareToSleep() {
        return false;
    }

    /** Tells of what happens to the rail as a whole, from now on; one that nothing happens to never does. */
    default void listen(final RnicListener listener) {
        // nothing can happen to memory or to a socket
    }

    /**
     * Whether {@link QpOwner#onServed} is called. Hardware does not know what it served; then peers' routers tell.
     */
    default boolean tellsServed() {
        return true;
    }

    /**
     * Whether it takes receives before messages come. No other RNIC finds them then, so whoever may be sent to on
     * several RNICs must be sent to on this one.
     */
    default boolean stocksReceives() {
        return false;
    }

    /** Whether packets go now; {@link #listen} tells of changes. */
    default boolean isPortActive() {
        return true;
    }

    /** What the rail itself carried and what went wrong on it. */
    RnicCounters counters();

    /**
     * What it completed, as it counts itself; null for hardware, which does not tell requests from each other. Belongs
     * to the thread that polls.
     */
    default RailMeter meter() {
        return null;
    }

    @Override
    void close();
}
