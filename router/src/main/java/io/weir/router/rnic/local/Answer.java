package io.weir.router.rnic.local;

import io.weir.verbs.AsyncEventType;
import io.weir.verbs.WcStatus;

/** What a responder says to a request; the refusals are the NAK codes of IBTA volume 1, section 9.7.5.2.8. */
enum Answer {
    ACCEPTED(null, null),
    RECEIVER_NOT_READY(null, null),
    /** Unreliable services only: nobody is told. */
    DROPPED(null, null),
    INVALID_REQUEST(WcStatus.REM_INV_REQ_ERR, AsyncEventType.QP_REQ_ERR),
    /** As INVALID_REQUEST, but the responder's receive has completed with an error that says so. */
    RECEIVE_FAILED_INVALID(WcStatus.REM_INV_REQ_ERR, null),
    REMOTE_ACCESS(WcStatus.REM_ACCESS_ERR, AsyncEventType.QP_ACCESS_ERR),
    /** The responder's receive was broken and has completed with an error. */
    RECEIVE_FAILED(WcStatus.REM_OP_ERR, null),
    REMOTE_OPERATIONAL(WcStatus.REM_OP_ERR, AsyncEventType.QP_FATAL);

    /** Of the requester's completion; null if this is no refusal. */
    final WcStatus status;
    /** At the responder; null if there is none. */
    final AsyncEventType event;

    Answer(final WcStatus status, final AsyncEventType event) {
        this.status = status;
        this.event = event;
    }

    boolean isRefusal() {
        return status != null;
    }
}
