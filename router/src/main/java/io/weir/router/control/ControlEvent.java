package io.weir.router.control;

import org.agrona.concurrent.UnsafeBuffer;

/** A slot of the control ring: one thing for the executor to do. Made once, used again and again. */
final class ControlEvent {
    /** The longest message of a tenant or a peer that is taken. */
    static final int MESSAGE_CAPACITY = 1024;

    /** What to do. */
    enum Kind {
        /** A session's control verb: {@link #session}, {@link #message}. */
        REQUEST,
        /** A process attached: {@link #subject} is the {@link AttachRequest}. */
        ATTACH,
        /** A session is over: {@link #session}, {@link #text} why; {@link #value} 1 if it is to blame. */
        GONE,
        /** A tenant broke a ring: {@link #session}, {@link #text} which and how. */
        BROKEN_RING,
        /** An asynchronous event for a tenant: {@link #session}, {@link #value} type, {@link #handle}. */
        ASYNC,
        /** A message of another router: {@link #message}. */
        PEER,
        /** The data path asks for a remote key: {@link #subject}, {@link #value}. */
        RKEY,
        /** The data path asks for a remote queue pair: {@link #subject}. */
        QP,
        /** The data path lost a queue pair that other hosts know: {@link #subject}, {@link #value}. */
        FORGET_QP,
        /** {@link #subject} is a Runnable. */
        TASK
    }

    /** What to do. */
    Kind kind;
    /** Of which session. */
    ControlSession session;
    /** By kind. */
    Object subject;
    /** By kind. */
    int value;
    /** By kind. */
    int handle;
    /** By kind. */
    String text;
    /** The message's bytes, private. */
    final UnsafeBuffer message = new UnsafeBuffer(new byte[MESSAGE_CAPACITY]);
    /** How many of them. */
    int length;

    void set(final Kind newKind, final ControlSession newSession, final Object newSubject, final int newValue,
             final int newHandle, final String newText) {
        kind = newKind;
        session = newSession;
        subject = newSubject;
        value = newValue;
        handle = newHandle;
        text = newText;
        length = 0;
    }

    /** So that what is done keeps nothing alive. */
    void clear() {
        session = null;
        subject = null;
        text = null;
    }
}
