package io.weir.conformance;

import io.weir.client.VirtualDevice;
import io.weir.verbs.Gid;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Routers and three attached processes, all driven by hand on the test's thread with a clock of their own. */
interface Fabric extends AutoCloseable {
    /** So many turns are long after everything that had a reason to happen. */
    int QUIET_TURNS = 300;
    /** The longest that anything may take. */
    int MOST_TURNS = 2_000_000;
    /** How often {@link #turnUntil} looks at the real clock. */
    int TURNS_PER_LOOK = 64;

    /** A device. */
    VirtualDevice left();

    /** Another tenant's device on the same virtual network. */
    VirtualDevice right();

    /** A device on another network, beside the right one. */
    VirtualDevice stranger();

    /** The GID of somebody who is on no network of the left one's. */
    Gid elsewhere();

    /** One duty cycle of every router; time goes on a little. */
    void turn();

    /** A receive was posted: when this returns, messages find it. */
    default void settleReceive() {
        // most RNICs take receives when a message comes
    }

    /**
     * Before a test: the streams between routers live in the world's time, and break when nobody turns for seconds.
     * Waits until they are whole again.
     */
    void rouse();

    /** What the routers logged. */
    List<String> log();

    /** Takes the events that a test left. */
    void drainEvents();

    /** The longest that anything may take by the real clock, where a device goes by that. */
    default long mostNs() {
        return Long.MAX_VALUE;
    }

    /** Turns until that holds; whether it ever did. */
    default boolean turnUntil(final BooleanSupplier condition) {
        final long startNs = System.nanoTime();
        for (int i = 0; i < MOST_TURNS; i++) {
            if (i % TURNS_PER_LOOK == 0 && System.nanoTime() - startNs > mostNs()) {
                return condition.getAsBoolean();
            }
            if (condition.getAsBoolean()) {
                return true;
            }
            turn();
        }
        return false;
    }

    @Override
    void close();
}
