package io.weir.router.rnic.verbs.ibv;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/** A completion queue: {@code ibv_create_cq(3)}, {@code ibv_poll_cq(3)}, {@code ibv_req_notify_cq(3)}. */
public final class IbvCq {
    static final Struct STRUCT = new Struct("ibv_cq", 128);
    private static final int CQE = STRUCT.at("cqe", 28);

    private static final MethodHandle CREATE = Ibv.longFunction("ibv_create_cq", 5);
    private static final MethodHandle DESTROY = Ibv.plainIntFunction("ibv_destroy_cq", 1);
    private static final MethodHandle ACK_EVENTS = Ibv.voidFunction("ibv_ack_cq_events", 2);
    private static final MethodHandle POLL = Ibv.intPointer(3);
    private static final MethodHandle REQUEST_NOTIFY = Ibv.intPointer(2);

    private final long pointer;
    private final MemorySegment poll;
    private final MemorySegment requestNotify;

    /**
     * Creates one.
     *
     * @param entries completions that it must hold
     * @param channel that it tells when armed; null for none
     */
    public IbvCq(final IbvContext context, final int entries, final IbvCompletionChannel channel) {
        final MemorySegment state = Ibv.callState();
        final long created;
        try {
            created = (long) CREATE.invokeExact(
                state, context.pointer(), (long) entries, 0L, channel == null ? 0L : channel.pointer(), 0L);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
        pointer = Ibv.check(created, state, "ibv_create_cq");
        poll = context.pollCq();
        requestNotify = context.requestNotifyCq();
    }

    long pointer() {
        return pointer;
    }

    /** Whether an event names this one. */
    public boolean is(final long named) {
        return pointer == named;
    }

    /** Completions that it holds. */
    public int entries() {
        return UnsafeApi.getInt(pointer + CQE);
    }

    /** Takes completions, at most as many as fit: how many, or negative if it is broken. Data path. */
    public int poll(final IbvCompletions into) {
        try {
            return (int) POLL.invokeExact(poll, pointer, (long) into.capacity(), into.address());
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }

    /** Arms it: the next completion puts one event into the channel. 0, or an error number. Data path. */
    public int requestNotify() {
        try {
            return (int) REQUEST_NOTIFY.invokeExact(requestNotify, pointer, 0L);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }

    /** So many events of it were taken and are done with; {@link #destroy} waits for all. Takes a lock. */
    public void acknowledge(final int events) {
        try {
            ACK_EVENTS.invokeExact(pointer, (long) events);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }

    /** Gives it back: 0, or an error number (EBUSY while a queue pair uses it). */
    public int destroy() {
        try {
            return (int) DESTROY.invokeExact(pointer);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }
}
