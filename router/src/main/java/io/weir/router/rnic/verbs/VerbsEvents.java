package io.weir.router.rnic.verbs;

import io.weir.router.rnic.RnicListener;
import io.weir.router.rnic.verbs.ibv.IbvAsyncEvents;
import io.weir.router.rnic.verbs.ibv.IbvContext;
import io.weir.verbs.AsyncEventType;
import org.agrona.collections.Long2ObjectHashMap;

/** Takes the device's asynchronous events to whom they concern. */
final class VerbsEvents {
    private final VerbsRnic rnic;
    private final IbvAsyncEvents events;
    private final Long2ObjectHashMap<VerbsQp> queuePairs = new Long2ObjectHashMap<>();
    private RnicListener listener = event -> { };
    private boolean deviceGone;

    VerbsEvents(final VerbsRnic rnic, final IbvContext context) {
        this.rnic = rnic;
        events = new IbvAsyncEvents(context);
    }

    void listen(final RnicListener newListener) {
        listener = newListener;
    }

    /** Events name that queue pair like this. */
    void add(final long pointer, final VerbsQp qp) {
        queuePairs.put(pointer, qp);
    }

    void remove(final long pointer) {
        queuePairs.remove(pointer);
    }

    /** After a fatal event the device answers nothing. */
    boolean isDeviceGone() {
        return deviceGone;
    }

    /** Takes all that there are: how many. */
    int take() {
        int taken = 0;
        while (!deviceGone && events.take()) {
            taken++;
            final AsyncEventType type = events.type();
            if (type == null) {
                events.acknowledge();
                continue;
            }
            final VerbsQp qp = isOfQueuePair(type) ? queuePairs.get(events.element()) : null;
            final int port = events.port();
            events.acknowledge();
            dispatch(type, qp, port);
        }
        return taken;
    }

    private void dispatch(final AsyncEventType type, final VerbsQp qp, final int port) {
        switch (type) {
            case PORT_ACTIVE, PORT_ERR, GID_CHANGE, PKEY_CHANGE, LID_CHANGE, SM_CHANGE, CLIENT_REREGISTER -> {
                if (port == rnic.port().number()) {
                    listener.onEvent(type);
                }
            }
            case DEVICE_FATAL, CQ_ERR -> onDeviceGone();
            default -> {
                if (qp != null) {
                    qp.onEvent(type);
                }
            }
        }
    }

    /** Nothing can be had of the device any more; told once. */
    void onDeviceGone() {
        if (!deviceGone) {
            deviceGone = true;
            listener.onEvent(AsyncEventType.DEVICE_FATAL);
            rnic.queuePairs().forEach(VerbsQp::onDeviceGone);
        }
    }

    private static boolean isOfQueuePair(final AsyncEventType type) {
        return switch (type) {
            case QP_FATAL, QP_REQ_ERR, QP_ACCESS_ERR, COMM_EST, SQ_DRAINED, PATH_MIG, PATH_MIG_ERR,
                QP_LAST_WQE_REACHED -> true;
            default -> false;
        };
    }

    void close() {
        events.free();
    }
}
