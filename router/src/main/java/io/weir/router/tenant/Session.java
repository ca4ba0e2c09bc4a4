package io.weir.router.tenant;

import static io.weir.router.tenant.VerbException.invalid;
import static io.weir.router.tenant.VerbException.unsupported;

import io.weir.router.accounting.UsageEvent;
import io.weir.router.datapath.AhSpec;
import io.weir.router.datapath.DataPath;
import io.weir.router.datapath.DataQp;
import io.weir.router.datapath.DataSession;
import io.weir.router.datapath.QpSpec;
import io.weir.router.datapath.SessionEvents;
import io.weir.router.rnic.Rnic;
import io.weir.shm.CompletionQueueDescriptor;
import io.weir.shm.ObjectKind;
import io.weir.shm.ReceiveQueueDescriptor;
import io.weir.shm.SendQueueDescriptor;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.QpType;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.agrona.BitUtil;

/**
 * An attached process of a tenant: its segments, and what it made. Every verb checks handles, bounds and quotas here
 * before the data path hears of it, and throws {@link VerbException} with nothing changed.
 */
public final class Session {
    /** Address space that regions may take in the router, by the memory limit: overlapping ones take it each. */
    private static final int MAX_OVERLAPS = 64;
    private static final int REMOTE_WRITES = AccessFlags.REMOTE_WRITE | AccessFlags.REMOTE_ATOMIC;

    private final Tenant tenant;
    private final int id;
    private final Segments segments;
    private final DataSession data;
    private final List<Rnic> rnics;
    private final ResourceTable resources;
    private final RegisteredRanges registered = new RegisteredRanges();
    private boolean closed;

    /** Opens it on the data path; takes the segments over, unless it throws. */
    public Session(final Tenant tenant, final int id, final Segments segments, final DataPath dataPath,
                   final SessionEvents events) {
        this.tenant = tenant;
        this.id = id;
        this.segments = segments;
        data = dataPath.openSession(
            tenant.device().data(), id, segments.queues(), segments.dataDoorbellFd(), events);
        rnics = dataPath.rnics();
        resources = new ResourceTable(tenant);
        tenant.sessions().add(this);
        tenant.tell(UsageEvent.Kind.SESSION_ATTACHED, "session " + id);
    }

    /** Whose it is. */
    public Tenant tenant() {
        return tenant;
    }

    /** Unique while the router lives. */
    public int id() {
        return id;
    }

    /** What it shares with the tenant. */
    public Segments segments() {
        return segments;
    }

    /** What it made, in the order made. */
    public Collection<Resource> resources() {
        return resources.all();
    }

    RegisteredRanges registered() {
        return registered;
    }

    /** Bytes of memory that its segments hold. */
    public long memoryBytes() {
        return closed ? 0 : segments.heldBytes();
    }

    /** {@code ibv_alloc_pd}. */
    public Pd allocatePd() {
        tenant.require(ObjectKind.PD);
        return resources.add(new Pd(resources.freshHandle(), data.allocatePd()));
    }

    /** {@code ibv_reg_mr}: the range is the tenant's own addresses, all inside its memory segment. */
    public Mr registerMr(final int pdHandle, final int access, final long address, final long length) {
        final Pd pd = resources.find(ObjectKind.PD, pdHandle, Pd.class);
        tenant.require(ObjectKind.MR);
        checkAccess(access);
        if (length <= 0 || address < 0 || address >= DeviceLimits.MAX_ADDRESS
            || length > DeviceLimits.MAX_ADDRESS - address) {
            throw invalid("a region of " + Long.toUnsignedString(length) + " bytes at 0x" + Long.toHexString(address)
                + " is not inside the memory segment of 2^47 bytes");
        }
        registered.add(address, length);
        MappedRegion memory = null;
        try {
            checkMemory(length);
            checkRegistered(length);
            memory = new MappedRegion(segments.memoryFd(), address, length);
            final Mr mr = resources.add(new Mr(resources.freshHandle(), pd,
                data.registerMemory(pd.data(), memory, access), memory, access));
            tenant.tell(UsageEvent.Kind.MR_REGISTERED, describe(mr));
            return mr;
        } catch (final RuntimeException thrown) {
            registered.remove(address, length);
            if (memory != null) {
                memory.unmap();
            }
            throw thrown;
        }
    }

    /** {@code ibv_create_comp_channel}, whose socket is {@code fd}; takes it over, unless it throws. */
    public Channel createChannel(final int fd) {
        tenant.require(ObjectKind.CHANNEL);
        return resources.add(new Channel(resources.freshHandle(), fd));
    }

    /** {@code ibv_create_cq}; {@code channelHandle} may be 0. */
    public Cq createCq(final int cqe, final int channelHandle) {
        final Channel channel =
            channelHandle == 0 ? null : resources.find(ObjectKind.CHANNEL, channelHandle, Channel.class);
        tenant.require(ObjectKind.CQ);
        final int depth = depth("cqe", cqe, 1, DeviceLimits.MAX_CQE);
        final Rings.Ring ring = segments.rings().allocate(CompletionQueueDescriptor.ringLength(depth));
        try {
            final int handle = resources.freshHandle();
            return resources.add(new Cq(handle, channel,
                data.createCq(handle, ring.offset(), depth, channel), ring, depth));
        } catch (final RuntimeException thrown) {
            ring.free();
            throw thrown;
        }
    }

    /** {@code ibv_create_srq}. */
    public Srq createSrq(final int pdHandle, final int maxWr, final int maxSge, final int limit) {
        final Pd pd = resources.find(ObjectKind.PD, pdHandle, Pd.class);
        tenant.require(ObjectKind.SRQ);
        final int depth = depth("max_wr", maxWr, 1, DeviceLimits.MAX_WR);
        final int entries = range("max_sge", maxSge, 0, DeviceLimits.MAX_SGE);
        final int armed = range("srq_limit", limit, 0, depth);
        final Rings rings = segments.rings();
        final int doorbell = rings.allocateDoorbell();
        Rings.Ring ring = null;
        try {
            ring = rings.allocate(ReceiveQueueDescriptor.ringLength(depth, ReceiveQueueDescriptor.stride(entries)));
            final SrqLayout layout = new SrqLayout(ring, depth, entries, doorbell, rings);
            final int handle = resources.freshHandle();
            return resources.add(new Srq(handle, pd,
                data.createSrq(handle, pd.data(), doorbell, ring.offset(), depth, entries, armed), layout));
        } catch (final RuntimeException thrown) {
            rings.freeDoorbell(doorbell);
            if (ring != null) {
                ring.free();
            }
            throw thrown;
        }
    }

    /** The shared receive queue of a handle. */
    public Srq srq(final int handle) {
        return resources.find(ObjectKind.SRQ, handle, Srq.class);
    }

    /**
     * {@code ibv_create_qp}.
     *
     * @param maxDatagram most bytes of a datagram
     */
    public Qp createQp(final QpRequest request, final int maxDatagram) {
        final QpType type = QpType.of(request.type());
        if (type == null) {
            throw unsupported("there are no queue pairs of type " + request.type() + "; RC, UC and UD there are");
        }
        for (final Rnic rnic : rnics) {
            if (!rnic.info().qpTypes().contains(type)) {
                throw unsupported("the router's " + rnic.info().kind() + " RNIC has no queue pairs of type " + type);
            }
        }
        final Pd pd = resources.find(ObjectKind.PD, request.pd(), Pd.class);
        final Cq sendCq = resources.find(ObjectKind.CQ, request.sendCq(), Cq.class);
        final Cq recvCq = resources.find(ObjectKind.CQ, request.recvCq(), Cq.class);
        final Srq srq = request.srq() == 0 ? null : srq(request.srq());
        tenant.require(ObjectKind.QP);
        final QpLayout layout = layOut(request, srq != null);
        try {
            final DataQp made = data.createQp(new QpSpec(tenant.device().freshNumber(), type, maxDatagram, pd.data(),
                sendCq.data(), recvCq.data(), srq == null ? null : srq.data(), layout.doorbell(), layout.sq().offset(),
                layout.sqDepth(), layout.maxSendSge(), layout.maxInline(), layout.rqOffset(), layout.rqDepth(),
                layout.maxRecvSge(), request.signalAll()));
            final Qp qp = new Qp(this, type, layout, made);
            qp.use(pd);
            qp.use(sendCq);
            qp.use(recvCq);
            qp.use(srq);
            tenant.device().add(qp);
            tenant.tell(UsageEvent.Kind.QP_CREATED, qp + " " + type + ", session " + id);
            return resources.add(qp);
        } catch (final RuntimeException thrown) {
            layout.free();
            throw thrown;
        }
    }

    /** {@code ibv_create_ah}, to where {@code spec} leads. */
    public Ah createAh(final int pdHandle, final AhSpec spec) {
        final Pd pd = resources.find(ObjectKind.PD, pdHandle, Pd.class);
        tenant.require(ObjectKind.AH);
        final int handle = resources.freshHandle();
        return resources.add(new Ah(handle, pd, data.createAh(handle, pd.data(), spec)));
    }

    /** The queue pair of a number, if it is this session's. */
    public Qp queuePair(final int number) {
        final Qp qp = tenant.device().queuePair(number);
        if (qp == null || qp.session() != this) {
            throw new VerbException(Errno.ENOENT, String.format("the session has no QP 0x%06x", number));
        }
        return qp;
    }

    /** Destroys one resource; EBUSY, naming the users, while it is used. */
    public void destroy(final ObjectKind kind, final int handle) {
        final Resource resource =
            kind == ObjectKind.QP ? queuePair(handle) : resources.find(kind, handle, Resource.class);
        resource.requireUnused();
        remove(resource);
        resource.destroy();
    }

    /** Reclaims everything, in an order in which nobody reaches what is gone. The second call does nothing. */
    public void close() {
        if (closed) {
            return;
        }
        segments.markFatal();
        closed = true;
        tenant.sessions().remove(this);
        tenant.tell(UsageEvent.Kind.SESSION_DETACHED, "session " + id);
        data.close();
        for (final Resource resource : resources.all().toArray(new Resource[0])) {
            remove(resource);
            resource.release();
        }
        segments.close();
    }

    private void remove(final Resource resource) {
        resources.remove(resource);
        if (resource instanceof final Qp qp) {
            tenant.device().remove(qp);
            tenant.tell(UsageEvent.Kind.QP_DESTROYED, qp + ", session " + id);
        } else if (resource instanceof final Mr mr) {
            registered.remove(mr.address(), mr.length());
            tenant.tell(UsageEvent.Kind.MR_DEREGISTERED, describe(mr));
        }
    }

    private String describe(final Mr mr) {
        return "MR 0x" + HexFormat.of().toHexDigits(mr.lkey()) + " of " + mr.length() + " bytes, session " + id;
    }

    private QpLayout layOut(final QpRequest request, final boolean sharedReceives) {
        final int sqDepth = depth("max_send_wr", request.maxSendWr(), 0, DeviceLimits.MAX_WR);
        final int sendSge = range("max_send_sge", request.maxSendSge(), 0, DeviceLimits.MAX_SGE);
        final int inline = range("max_inline_data", request.maxInline(), 0, DeviceLimits.MAX_INLINE);
        final int rqDepth =
            sharedReceives ? 0 : depth("max_recv_wr", request.maxRecvWr(), 0, DeviceLimits.MAX_WR);
        final int recvSge = sharedReceives ? 0 : range("max_recv_sge", request.maxRecvSge(), 0, DeviceLimits.MAX_SGE);
        final Rings rings = segments.rings();
        final int doorbell = rings.allocateDoorbell();
        Rings.Ring sq = null;
        try {
            sq = rings.allocate(SendQueueDescriptor.ringLength(sqDepth, SendQueueDescriptor.stride(sendSge, inline)));
            final Rings.Ring rq = sharedReceives ? null
                : rings.allocate(ReceiveQueueDescriptor.ringLength(rqDepth, ReceiveQueueDescriptor.stride(recvSge)));
            return new QpLayout(sq, sqDepth, sendSge, inline, rq, rqDepth, recvSge, doorbell, rings);
        } catch (final VerbException thrown) {
            rings.freeDoorbell(doorbell);
            if (sq != null) {
                sq.free();
            }
            throw thrown;
        }
    }

    /**
     * A region that is registered already, of so many bytes, must not take the tenant over its limit: neither by what
     * its memory holds nor, as memory is filled later than it is registered, by what it might.
     */
    private void checkMemory(final long length) {
        final long limit = tenant.policy().quota().memoryBytes();
        final long held = tenant.memoryBytes();
        final long might = tenant.registeredBytes(false);
        if (held > limit || might > limit) {
            throw new VerbException(Errno.ENOMEM, "with this region of " + length + " bytes " + tenant.name()
                + " has registered " + might + " bytes of memory and holds " + held + ", its limit is " + limit);
        }
        if (tenant.registeredBytes(true) / MAX_OVERLAPS > limit) {
            throw new VerbException(Errno.ENOMEM, tenant.name() + "'s regions overlap more than " + MAX_OVERLAPS
                + " times its memory limit of " + limit + " bytes");
        }
    }

    private void checkRegistered(final long length) {
        final long allowed = tenant.policy().quota().registeredBytes();
        final long registers = tenant.registeredBytes(true);
        if (registers > allowed) {
            throw new VerbException(Errno.EDQUOT, "with this region of " + length + " bytes " + tenant.name()
                + " registers " + registers + " bytes, and may register " + allowed);
        }
    }

    private static void checkAccess(final int access) {
        if ((access & ~AccessFlags.ALL) != 0) {
            throw invalid("access has unknown flags 0x" + Integer.toHexString(access & ~AccessFlags.ALL));
        }
        if ((access & REMOTE_WRITES) != 0 && (access & AccessFlags.LOCAL_WRITE) == 0) {
            throw invalid("REMOTE_WRITE and REMOTE_ATOMIC need LOCAL_WRITE");
        }
    }

    private static int depth(final String name, final int value, final int min, final int max) {
        return BitUtil.findNextPositivePowerOfTwo(Math.max(1, range(name, value, min, max)));
    }

    private static int range(final String name, final int value, final int min, final int max) {
        if (value < min || value > max) {
            throw invalid(name + " is " + value + ", not " + min + " to " + max);
        }
        return value;
    }
}
