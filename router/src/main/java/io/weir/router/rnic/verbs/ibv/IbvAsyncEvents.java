package io.weir.router.rnic.verbs.ibv;

import io.weir.verbs.AsyncEventType;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/** Takes a device's asynchronous events: {@code ibv_get_async_event(3)}. Never blocks. */
public final class IbvAsyncEvents {
    static final Struct STRUCT = new Struct("ibv_async_event", 16);
    private static final int ELEMENT = STRUCT.at("element.qp", 0);
    private static final int PORT_NUM = STRUCT.at("element.port_num", 0);
    private static final int EVENT_TYPE = STRUCT.at("event_type", 8);

    private static final MethodHandle GET = Ibv.plainIntFunction("ibv_get_async_event", 2);
    private static final MethodHandle ACK = Ibv.voidFunction("ibv_ack_async_event", 1);

    private final IbvContext context;
    private final long event = Ibv.zeroed(STRUCT.size());

    /** Of that device. */
    public IbvAsyncEvents(final IbvContext context) {
        this.context = context;
        context.makeAsyncEventsNonBlocking();
    }

    /** Takes the next one, which the other methods then speak of; false when there is none. */
    public boolean take() {
        try {
            return (int) GET.invokeExact(context.pointer(), event) == 0;
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }

    /** What happened; null for an event that the verbs of this project do not know. */
    public AsyncEventType type() {
        return AsyncEventType.of(UnsafeApi.getInt(event + EVENT_TYPE));
    }

    /** What names the queue pair, completion queue or shared receive queue that it happened to. */
    public long element() {
        return UnsafeApi.getLong(event + ELEMENT);
    }

    /** The port that it happened to. */
    public int port() {
        return UnsafeApi.getInt(event + PORT_NUM);
    }

    /** Done with it: destroying what it happened to waits for this. */
    public void acknowledge() {
        try {
            ACK.invokeExact(event);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }

    /** Frees the memory. */
    public void free() {
        UnsafeApi.freeMemory(event);
    }
}
