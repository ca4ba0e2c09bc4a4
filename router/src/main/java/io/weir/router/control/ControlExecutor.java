package io.weir.router.control;

import io.weir.router.datapath.QpQuestion;
import io.weir.router.overlay.Overlay;
import io.weir.router.overlay.PeerDevice;
import io.weir.verbs.AsyncEventType;

/**
 * Takes the events out of the ring, one by one: the single writer of all control state. Nothing that one does stops it.
 */
final class ControlExecutor {
    private final RequestAdapter requests;
    private final SessionOpener opener;
    private final Overlay overlay;
    private final EventLog log;

    ControlExecutor(final RequestAdapter requests, final SessionOpener opener, final Overlay overlay,
                    final EventLog log) {
        this.requests = requests;
        this.opener = opener;
        this.overlay = overlay;
        this.log = log;
    }

    void onEvent(final ControlEvent event) {
        final ControlSession session = event.session;
        try {
            if (session == null || !session.isGone()) {
                execute(event, session);
            }
        } catch (final RuntimeException | InternalError thrown) {
            // InternalError: a tenant took the pages away from under a mapping (memory access fault)
            onFailure(event, session, thrown);
        }
        if (session != null && session.offence() != null) {
            opener.close(session, session.offence());
        }
    }

    private void execute(final ControlEvent event, final ControlSession session) {
        switch (event.kind) {
            case REQUEST -> requests.onRequest(session, event.message, event.length);
            case ATTACH -> opener.open((AttachRequest) event.subject);
            case GONE -> opener.close(session, event.text);
            case BROKEN_RING -> log.limited(
                "fault broken ring", session.tenant().name(), session + " broke a ring: " + event.text);
            case ASYNC -> session.sendAsyncEvent(AsyncEventType.of(event.value), event.handle);
            case PEER -> overlay.onMessage(event.message);
            case RKEY -> overlay.resolveRkey((PeerDevice) event.subject, event.value);
            case QP -> overlay.resolveQp((QpQuestion) event.subject);
            case FORGET_QP -> overlay.forgetQp((PeerDevice) event.subject, event.value);
            case TASK -> ((Runnable) event.subject).run();
            default -> throw new IllegalArgumentException("event " + event.kind);
        }
    }

    private void onFailure(final ControlEvent event, final ControlSession session, final Throwable thrown) {
        if (session != null) {
            session.offend("control path failed: " + thrown);
        } else {
            log.limited("failure " + event.kind, "router", "control event " + event.kind + " failed: " + thrown);
        }
    }
}
