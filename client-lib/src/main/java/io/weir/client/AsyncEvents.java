package io.weir.client;

import io.weir.shm.ObjectKind;
import io.weir.shm.attach.AttachAsyncEvent;
import io.weir.shm.linux.Poll;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Errno;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/** Waiting for asynchronous events, and what they name. */
final class AsyncEvents {
    private AsyncEvents() {
    }

    static AsyncEvent of(final AttachAsyncEvent event, final VirtualDevice device, final Session session) {
        final int number = event.elementHandle();
        final ObjectKind kind = kind(event.type());
        return new AsyncEvent(event.type(), kind == null ? device : session.find(kind, number), number);
    }

    static AsyncEvent await(final VirtualDevice device, final Session session, final long timeoutNs) {
        final AttachLink link = session.link();
        link.beginWait();
        try (Poll poll = new Poll(2)) {
            final NanoClock clock = session.options().clock();
            final long startNs = clock.nanoTime();
            AsyncEvent event = device.pollAsyncEvent();
            while (event == null) {
                if (link.isDead()) {
                    throw new VerbsException(Errno.ENODEV, "get asynchronous event of " + device, "the router is gone");
                }
                final long leftNs = timeoutNs < 0 ? -1 : Math.max(0, timeoutNs - (clock.nanoTime() - startNs));
                if (leftNs == 0) {
                    return null;
                }
                pause(session.options().idleStrategy(), poll, link, leftNs);
                event = device.pollAsyncEvent();
            }
            return event;
        } finally {
            link.endWait();
        }
    }

    private static void pause(final IdleStrategy injected, final Poll poll, final AttachLink link, final long leftNs) {
        if (injected != null) {
            injected.idle();
        } else {
            poll.set(0, link.fd(), Poll.IN);
            poll.set(1, link.eventsFd(), Poll.IN);
            poll.await(leftNs);
        }
    }

    private static ObjectKind kind(final AsyncEventType type) {
        return switch (type) {
            case CQ_ERR -> ObjectKind.CQ;
            case QP_FATAL, QP_REQ_ERR, QP_ACCESS_ERR, COMM_EST, SQ_DRAINED, PATH_MIG, PATH_MIG_ERR,
                QP_LAST_WQE_REACHED -> ObjectKind.QP;
            case SRQ_ERR, SRQ_LIMIT_REACHED -> ObjectKind.SRQ;
            case DEVICE_FATAL, PORT_ACTIVE, PORT_ERR, LID_CHANGE, PKEY_CHANGE, SM_CHANGE, CLIENT_REREGISTER,
                GID_CHANGE -> null;
        };
    }
}
