package io.weir.client;

import io.weir.verbs.QpType;

/** What a queue pair is made of ({@code ibv_qp_init_attr}); each setter returns this. */
public final class QpInitAttributes {
    QpType type = QpType.RC;
    CompletionQueue sendCq;
    CompletionQueue recvCq;
    SharedReceiveQueue srq;
    int maxSendWr = 128;
    int maxRecvWr = 128;
    int maxSendSge = 1;
    int maxRecvSge = 1;
    int maxInline;
    boolean sqSigAll;

    /** RC with 128 work requests of one entry each way, nothing inline; completion queues must be set. */
    public QpInitAttributes() {
    }

    /** RC, UC or UD. */
    public QpInitAttributes type(final QpType qpType) {
        type = qpType;
        return this;
    }

    /** One completion queue for both directions. */
    public QpInitAttributes cq(final CompletionQueue cq) {
        return sendCq(cq).recvCq(cq);
    }

    /** Where send work completes. */
    public QpInitAttributes sendCq(final CompletionQueue cq) {
        sendCq = cq;
        return this;
    }

    /** Where receives complete. */
    public QpInitAttributes recvCq(final CompletionQueue cq) {
        recvCq = cq;
        return this;
    }

    /** Takes receives from there instead of a receive queue of its own. */
    public QpInitAttributes srq(final SharedReceiveQueue queue) {
        srq = queue;
        return this;
    }

    /** Send work requests outstanding, at least; made a power of two. */
    public QpInitAttributes maxSendWr(final int count) {
        maxSendWr = count;
        return this;
    }

    /** Receives outstanding, at least; made a power of two. */
    public QpInitAttributes maxRecvWr(final int count) {
        maxRecvWr = count;
        return this;
    }

    /** Gather entries of a send work request. */
    public QpInitAttributes maxSendSge(final int count) {
        maxSendSge = count;
        return this;
    }

    /** Scatter entries of a receive. */
    public QpInitAttributes maxRecvSge(final int count) {
        maxRecvSge = count;
        return this;
    }

    /** Bytes that a send work request can carry inline. */
    public QpInitAttributes maxInline(final int bytes) {
        maxInline = bytes;
        return this;
    }

    /** Whether every send work request completes with a work completion, SIGNALED or not. */
    public QpInitAttributes sqSigAll(final boolean all) {
        sqSigAll = all;
        return this;
    }
}
