package io.weir.client;

import io.weir.shm.attach.AttachAsyncEvent;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import java.nio.file.Path;
import java.util.List;

/**
 * A tenant's virtual RDMA device ({@code ibv_context}), as this process has it open. Any thread; control verbs take
 * turns.
 *
 * <p>When the router dies or gives this process up, within a second of waiting or polling: one DEVICE_FATAL event
 * comes, {@link CompletionQueue#poll} returns {@code -ENODEV} once it is drained, posts return ENODEV, control verbs
 * throw it, waits end with it. Closing still works. A process that just exits leaves nothing behind: the router
 * reclaims all that it had.
 */
public final class VirtualDevice implements AutoCloseable {
    private final Session session;
    private final String tenant;
    private final String network;
    private final Gid gid;
    private boolean closed;

    VirtualDevice(final Session session, final String tenant, final String network, final Gid gid) {
        this.session = session;
        this.tenant = tenant;
        this.network = network;
        this.gid = gid;
    }

    /** As the other, with {@link DeviceOptions#defaults()}. */
    public static VirtualDevice open(final Path tenantDirectory) {
        return open(tenantDirectory, DeviceOptions.defaults());
    }

    /**
     * Opens the device of the tenant whose directory this is ({@code <run directory>/tenants/<tenant>}, a container's
     * mount of it).
     *
     * @throws VerbsException the router's refusal (EACCES: not who the tenant is; EDQUOT: too many processes), ENOENT
     *                        if there is no attach socket, ECONNREFUSED if no router listens on it, ETIMEDOUT if it
     *                        does not answer
     */
    public static VirtualDevice open(final Path tenantDirectory, final DeviceOptions options) {
        return DeviceOpening.open(tenantDirectory, options);
    }

    /** The tenant's name. */
    public String tenant() {
        return tenant;
    }

    /** The virtual network's name. */
    public String network() {
        return network;
    }

    /** Its GID: entry 0 of port 1's table. */
    public Gid gid() {
        return gid;
    }

    /** Whether the router is there, looked at now. */
    public boolean isAlive() {
        return !session.liveness().check();
    }

    /** What it can do ({@code ibv_query_device}). */
    public DeviceAttributes queryDevice() {
        return DeviceQuery.ask(session).device();
    }

    /** Its port ({@code ibv_query_port}); there is one, number 1. */
    public PortAttributes queryPort(final int port) {
        final DeviceQuery query = DeviceQuery.ask(session);
        if (port < 1 || port > query.device().portCount()) {
            throw new VerbsException(
                Errno.EINVAL, "query port " + port, "ports are 1 to " + query.device().portCount());
        }
        return query.port();
    }

    /** An entry of the GID table ({@code ibv_query_gid}); there is one, port 1, index 0. */
    public Gid queryGid(final int port, final int index) {
        if (index != 0) {
            throw new VerbsException(Errno.EINVAL, "query GID " + index, "the table has one entry, 0");
        }
        return queryPort(port).gid();
    }

    /**
     * Allocates memory to register, whole pages.
     *
     * @throws VerbsException ENOMEM if this process has no room; the tenant's memory limit speaks at registration
     */
    public SharedMemory allocate(final long bytes) {
        return locked("allocate " + bytes + " bytes", () -> SharedMemory.allocate(session, bytes));
    }

    /** Allocates a protection domain ({@code ibv_alloc_pd}). */
    public ProtectionDomain allocPd() {
        return locked("allocate protection domain", () -> Creation.protectionDomain(session));
    }

    /** Makes a completion channel ({@code ibv_create_comp_channel}). */
    public CompletionChannel createCompChannel() {
        return locked("create completion channel", () -> Creation.completionChannel(session));
    }

    /** Makes a completion queue ({@code ibv_create_cq}) for at least {@code cqe} completions, to be polled. */
    public CompletionQueue createCq(final int cqe) {
        return createCq(cqe, null);
    }

    /** Makes a completion queue whose events come to a channel, or with null to none. */
    public CompletionQueue createCq(final int cqe, final CompletionChannel channel) {
        return locked("create completion queue", () -> Creation.completionQueue(session, cqe, channel));
    }

    /** The next asynchronous event, or null if there is none. */
    public AsyncEvent pollAsyncEvent() {
        final AttachAsyncEvent event = session.link().pollEvent();
        return event == null ? null : AsyncEvents.of(event, this, session);
    }

    /**
     * Waits for an asynchronous event ({@code ibv_get_async_event}); they need no acknowledgement.
     *
     * @param timeoutNs the longest to wait; negative for ever
     * @return null when the time is over
     * @throws VerbsException ENODEV when the device is gone and its last event, DEVICE_FATAL, was taken
     */
    public AsyncEvent getAsyncEvent(final long timeoutNs) {
        return AsyncEvents.await(this, session, timeoutNs);
    }

    /** Closes everything that is open, in an order that works, and then the device. */
    public void closeAll() {
        session.lock.lock();
        try {
            if (closed) {
                return;
            }
            // what uses something was made after it
            for (final Handle handle : session.open().reversed()) {
                handle.close();
            }
            close();
        } finally {
            session.lock.unlock();
        }
    }

    /**
     * Closes the device. A second time does nothing.
     *
     * @throws VerbsException EBUSY naming what is still open; the device then stays as it was
     */
    @Override
    public void close() {
        session.lock.lock();
        try {
            if (closed) {
                return;
            }
            final List<Handle> open = session.open();
            if (!open.isEmpty()) {
                throw new VerbsException(Errno.EBUSY, "close " + this, "still open: " + Handle.describe(open));
            }
            if (session.link().waiters() > 0) {
                throw new VerbsException(Errno.EBUSY, "close " + this, "a thread waits for its asynchronous events");
            }
            closed = true;
            session.close();
        } finally {
            session.lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "device of " + tenant + " " + gid;
    }

    private <T> T locked(final String verb, final Creation.Verb<T> work) {
        return Creation.locked(session, () -> {
            if (closed) {
                throw new VerbsException(Errno.EINVAL, verb, this + " is closed");
            }
            return work.run();
        });
    }
}
