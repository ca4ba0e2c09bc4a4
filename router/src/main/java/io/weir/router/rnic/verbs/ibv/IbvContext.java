package io.weir.router.rnic.verbs.ibv;

import io.weir.shm.linux.Fd;
import io.weir.shm.linux.LinuxException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/** An open device: {@code ibv_open_device(3)}, {@code ibv_query_device(3)}, {@code ibv_query_port(3)}. */
public final class IbvContext implements AutoCloseable {
    static final Struct STRUCT = new Struct("ibv_context", 328);
    private static final int POLL_CQ = STRUCT.at("ops.poll_cq", 96);
    private static final int REQ_NOTIFY_CQ = STRUCT.at("ops.req_notify_cq", 104);
    private static final int POST_SRQ_RECV = STRUCT.at("ops.post_srq_recv", 168);
    private static final int POST_SEND = STRUCT.at("ops.post_send", 208);
    private static final int POST_RECV = STRUCT.at("ops.post_recv", 216);
    private static final int ASYNC_FD = STRUCT.at("async_fd", 268);

    private static final MethodHandle CLOSE_DEVICE = Ibv.intFunction("ibv_close_device", 1);
    private static final MethodHandle QUERY_DEVICE = Ibv.plainIntFunction("ibv_query_device", 2);
    private static final MethodHandle QUERY_PORT = Ibv.plainIntFunction("ibv_query_port", 3);
    private static final MethodHandle QUERY_PKEY = Ibv.intFunction("ibv_query_pkey", 4);

    private final String name;
    private final long pointer;
    private boolean closed;

    IbvContext(final String name, final long pointer) {
        this.name = name;
        this.pointer = pointer;
    }

    /** The device's name. */
    public String name() {
        return name;
    }

    long pointer() {
        return pointer;
    }

    MemorySegment pollCq() {
        return operation(POLL_CQ);
    }

    MemorySegment requestNotifyCq() {
        return operation(REQ_NOTIFY_CQ);
    }

    MemorySegment postSrqReceive() {
        return operation(POST_SRQ_RECV);
    }

    MemorySegment postSend() {
        return operation(POST_SEND);
    }

    MemorySegment postReceive() {
        return operation(POST_RECV);
    }

    private MemorySegment operation(final int offset) {
        return MemorySegment.ofAddress(UnsafeApi.getLong(pointer + offset));
    }

    /** Turns readable when there is an asynchronous event; see {@link IbvAsyncEvents}, which makes it non-blocking. */
    public int asyncFd() {
        return UnsafeApi.getInt(pointer + ASYNC_FD);
    }

    /** What the device can do. */
    public IbvDeviceAttributes queryDevice() {
        final long attributes = Ibv.zeroed(IbvDeviceAttributes.STRUCT.size());
        try {
            Ibv.check((int) QUERY_DEVICE.invokeExact(pointer, attributes), "ibv_query_device");
            return IbvDeviceAttributes.read(attributes);
        } catch (final LinuxException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        } finally {
            UnsafeApi.freeMemory(attributes);
        }
    }

    /** How a port is now; ports count from 1. */
    public IbvPortAttributes queryPort(final int port) {
        // the library's symbol fills in a shorter structure of an earlier time; what is new since stays zero
        final long attributes = Ibv.zeroed(IbvPortAttributes.STRUCT.size());
        try {
            Ibv.check((int) QUERY_PORT.invokeExact(pointer, (long) port, attributes), "ibv_query_port");
            return IbvPortAttributes.read(attributes);
        } catch (final LinuxException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        } finally {
            UnsafeApi.freeMemory(attributes);
        }
    }

    /** An entry of a port's P_Key table, 16 bits; {@code ibv_query_pkey(3)}. */
    public int queryPkey(final int port, final int index) {
        final MemorySegment state = Ibv.callState();
        final long pkey = Ibv.zeroed(Short.BYTES);
        try {
            if ((int) QUERY_PKEY.invokeExact(state, pointer, (long) port, (long) index, pkey) != 0) {
                throw new LinuxException(Ibv.errno(state), "ibv_query_pkey", "");
            }
            return Short.toUnsignedInt(Short.reverseBytes(UnsafeApi.getShort(pkey)));
        } catch (final LinuxException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        } finally {
            UnsafeApi.freeMemory(pkey);
        }
    }

    /** Gives the device back; everything made of it must be gone. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                final int unused = (int) CLOSE_DEVICE.invokeExact(Ibv.callState(), pointer);
            } catch (final Throwable thrown) {
                throw Ibv.unexpected(thrown);
            }
        }
    }

    void makeAsyncEventsNonBlocking() {
        Fd.setNonBlocking(asyncFd(), true);
    }
}
