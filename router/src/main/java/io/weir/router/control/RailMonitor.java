package io.weir.router.control;

import io.weir.router.rnic.Rnic;
import io.weir.verbs.AsyncEventType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * What happens to the rail as a whole: the log tells the operator, events tell the tenants, whose virtual port is
 * active as long as the rail's is. A device that is gone is a port that is down: their virtual devices live on. Belongs
 * to the control thread.
 */
final class RailMonitor {
    /** {@code IBV_PORT_DOWN}. */
    private static final int PORT_DOWN = 1;
    /** {@code IBV_PORT_ACTIVE}. */
    private static final int PORT_ACTIVE = 4;
    /** A virtual device has one port. */
    private static final int PORT = 1;

    private final SessionTable sessions;
    private final EventLog log;
    private final Set<Rnic> down = new HashSet<>();
    private AsyncEventType last;

    /** Listens to these RNICs, which the data path does not run yet; {@code control} runs on the control thread. */
    RailMonitor(final List<Rnic> rnics, final Executor control, final SessionTable sessions, final EventLog log) {
        this.sessions = sessions;
        this.log = log;
        for (final Rnic rnic : rnics) {
            if (!rnic.isPortActive()) {
                down.add(rnic);
            }
            rnic.listen(event -> control.execute(() -> onEvent(rnic, event)));
        }
    }

    private void onEvent(final Rnic rnic, final AsyncEventType event) {
        last = event;
        log.limited("rail", rnic.info().name(), "rail " + rnic.info().kind() + " " + rnic.info().name() + ": " + event);
        switch (event) {
            case PORT_ACTIVE -> down.remove(rnic);
            case PORT_ERR, DEVICE_FATAL -> down.add(rnic);
            default -> {
                // its state is what it was
            }
        }
        final AsyncEventType told = event == AsyncEventType.DEVICE_FATAL ? AsyncEventType.PORT_ERR : event;
        for (final ControlSession session : List.copyOf(sessions.all())) {
            session.sendAsyncEvent(told, PORT);
        }
    }

    /** {@code ibv_port_state}, for tenants. */
    int portState() {
        return down.isEmpty() ? PORT_ACTIVE : PORT_DOWN;
    }

    /** Whether packets go over that one. */
    boolean isActive(final Rnic rnic) {
        return !down.contains(rnic);
    }

    /** For the operator; empty while there is nothing to say. */
    String describe() {
        if (down.isEmpty()) {
            return "";
        }
        return last == AsyncEventType.DEVICE_FATAL ? ", device gone" : ", port down";
    }
}
