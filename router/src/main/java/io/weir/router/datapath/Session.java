package io.weir.router.datapath;

import static io.weir.shm.QueueSegmentDescriptor.RINGS_OFFSET;

import io.weir.router.accounting.UsageMeter;
import io.weir.router.rnic.RegionMemory;
import io.weir.router.rnic.Rnic;
import io.weir.verbs.AsyncEventType;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BitUtil;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/** An attached process: its queue segment, its doorbells, its keys, and all that it made. */
final class Session implements DataSession {
    /** Queue pairs and the like, of one that ends: other tenants' messages wait meanwhile. */
    private static final int RELEASES_AT_ONCE = 2;

    private final DataPathAgent path;
    private final Device device;
    private final int sessionId;
    private final UnsafeBuffer segment;
    private final SegmentMemory segmentMemory;
    private final int doorbellFd;
    private final SessionEvents events;
    private final Doorbells doorbells;
    private final Int2ObjectHashMap<Region> regionByLkey = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<AddressHandle> addressHandles = new Int2ObjectHashMap<>();
    private final List<ProtectionDomain> domains = new ArrayList<>();
    private final List<CompletionQueue> completionQueues = new ArrayList<>();
    private final List<SharedReceiveQueue> sharedReceiveQueues = new ArrayList<>();
    private final List<QueuePair> queuePairs = new ArrayList<>();
    private final Conduct conduct;
    private boolean open = true;

    Session(final DataPathAgent path, final Device device, final int sessionId, final UnsafeBuffer segment,
            final int doorbellFd, final SessionEvents events) {
        this.path = path;
        this.device = device;
        this.sessionId = sessionId;
        this.segment = segment;
        this.doorbellFd = doorbellFd;
        this.events = events;
        segmentMemory = new SegmentMemory(segment.addressOffset(), segment.capacity());
        doorbells = new Doorbells(segment);
        conduct = new Conduct(segment, doorbells, this::posts);
    }

    ControlTasks tasks() {
        return path.tasks();
    }

    NanoClock clock() {
        return path.clock();
    }

    /** When the present duty cycle began. */
    long cycleNs() {
        return path.cycleNs();
    }

    UnsafeBuffer segment() {
        return segment;
    }

    SessionEvents events() {
        return events;
    }

    int sessionId() {
        return sessionId;
    }

    int doorbellFd() {
        return doorbellFd;
    }

    Doorbells doorbells() {
        return doorbells;
    }

    long nowNs() {
        return path.nowNs();
    }

    Rnic rnic(final int index) {
        return path.rnics().get(index);
    }

    RemoteKeyCaches remoteKeys() {
        return path.remoteKeys();
    }

    Device device() {
        return device;
    }

    /** The region with that virtual lkey, or null. */
    Region region(final int lkey) {
        return regionByLkey.get(lkey);
    }

    /** The address handle that the tenant knows by that number, or null. */
    AddressHandle addressHandle(final int handle) {
        return addressHandles.get(handle);
    }

    DatagramSources sources() {
        return path.sources();
    }

    GlobalRoute route() {
        return path.route();
    }

    void requireRing(final int offset, final long ringLength, final int depth) {
        if (!BitUtil.isPowerOfTwo(depth)) {
            throw new IllegalArgumentException("depth is not a power of two: " + depth);
        }
        if (offset < RINGS_OFFSET || (offset & 63) != 0 || offset + ringLength > segment.capacity()) {
            throw new IllegalArgumentException("no ring of " + ringLength + " bytes fits at " + offset);
        }
    }

    // ---- making

    @Override
    public DataPd allocatePd() {
        return tasks().call(() -> {
            requireOpen();
            final ProtectionDomain domain = new ProtectionDomain(this, path.rnics(), segmentMemory);
            domains.add(domain);
            return domain;
        });
    }

    @Override
    public DataMr registerMemory(final DataPd pd, final RegionMemory memory, final int access) {
        // drawing takes longer than all the rest: it is done here, and again there only if somebody has that key
        final int drawnLkey = path.random().nextInt();
        final int drawnRkey = path.random().nextInt();
        return tasks().call(() -> {
            requireOpen();
            int lkey = drawnLkey;
            while (lkey == 0 || regionByLkey.containsKey(lkey)) {
                lkey = path.random().nextInt();
            }
            final Region region = new Region(this, path.rnics(), (ProtectionDomain) pd, memory, access, lkey,
                physical -> device.newRkey(physical, drawnRkey, path.random()));
            regionByLkey.put(lkey, region);
            device.add(region, path.nowNs());
            return region;
        });
    }

    @Override
    public DataCq createCq(final int handle, final int offset, final int depth, final WakeChannel channel) {
        return tasks().call(() -> {
            requireOpen();
            final CompletionQueue queue = new CompletionQueue(this, path.agenda(), handle, offset, depth, channel);
            path.reserveCompletionQueue();
            completionQueues.add(queue);
            return queue;
        });
    }

    @Override
    public DataSrq createSrq(final int handle, final DataPd pd, final int doorbell, final int offset, final int depth,
                             final int maxSge, final int limit) {
        return tasks().call(() -> {
            requireOpen();
            final ReceiveRing ring = new ReceiveRing(this, (ProtectionDomain) pd, offset, depth, maxSge);
            final SharedReceiveQueue queue = new SharedReceiveQueue(this, handle, doorbell, ring, limit);
            doorbells.add(doorbell, queue);
            queue.reserve(queuePairs.size() + 1);
            sharedReceiveQueues.add(queue);
            return queue;
        });
    }

    @Override
    public DataQp createQp(final QpSpec spec) {
        // what is no part of the data path yet is made here; on an external network its number is an RNIC's to say
        final QueuePair prepared = device.isVirtual() ? newQueuePair(spec) : null;
        try {
            return tasks().call(() -> {
                requireOpen();
                final QueuePair queuePair = prepared == null ? newQueuePair(spec) : prepared;
                doorbells.add(spec.doorbell(), queuePair);
                queuePairs.add(queuePair);
                path.reserveQueuePair(device);
                for (final SharedReceiveQueue queue : sharedReceiveQueues) {
                    queue.reserve(queuePairs.size() + 1);
                }
                return new QueuePairProxy(this, queuePair);
            });
        } catch (final RuntimeException refusal) {
            if (prepared != null) {
                prepared.meter().close(path.nowNs());
            }
            throw refusal;
        }
    }

    private QueuePair newQueuePair(final QpSpec spec) {
        final UsageMeter meter = device.usage().open(spec.type(), path.nowNs());
        try {
            final QueuePair made =
                new QueuePair(this, device, meter, path.agenda(), path.scheduler(), spec, path.rnics().size());
            meter.named(made.qpNumber());
            return made;
        } catch (final RuntimeException refusal) {
            meter.close(path.nowNs());
            throw refusal;
        }
    }

    @Override
    public DataAh createAh(final int handle, final DataPd pd, final AhSpec spec) {
        return tasks().call(() -> {
            requireOpen();
            final AddressHandle made = new AddressHandle(this, handle, (ProtectionDomain) pd, spec);
            addressHandles.put(handle, made);
            return made;
        });
    }

    /** Whether nothing is on its way. */
    boolean isIdle() {
        for (final QueuePair queuePair : queuePairs) {
            if (!queuePair.isIdle()) {
                return false;
            }
        }
        return true;
    }

    // ---- breaking

    /** The completion queue had no room. */
    void onOverrun(final CompletionQueue completionQueue) {
        events.onAsyncEvent(AsyncEventType.CQ_ERR, completionQueue.handle());
        for (int i = 0; i < queuePairs.size(); i++) {
            if (queuePairs.get(i).uses(completionQueue)) {
                queuePairs.get(i).fail();
            }
        }
    }

    /** A ring's index made no sense; its queue is in error already. */
    void onBrokenRing(final String fault) {
        events.onBrokenRing(fault);
        giveUpIf(conduct.onBrokenRing(fault));
    }

    /** The tenant's doorbell eventfd woke the router. */
    void onWakeUp() {
        conduct.onWakeUp();
    }

    /**
     * Looks whether the tenant wrote over what only the router writes, or rings for nothing all the time.
     *
     * @param intervals of {@link Upkeep#INTERVAL_NS}, since it did so before
     */
    void checkConduct(final int intervals) {
        giveUpIf(conduct.offence(intervals));
    }

    private void giveUpIf(final String offence) {
        if (offence != null) {
            path.agenda().broken(this);
        }
    }

    private long posts() {
        long posts = 0;
        for (int i = 0; i < queuePairs.size(); i++) {
            posts += queuePairs.get(i).posts();
        }
        for (int i = 0; i < sharedReceiveQueues.size(); i++) {
            posts += sharedReceiveQueues.get(i).posts();
        }
        return posts;
    }

    /** Touches nothing of it any more, and says why; takes some of it apart, and tells whether there is more. */
    boolean cutOff() {
        final boolean wasOpen = open;
        final boolean more = releaseSome();
        if (wasOpen) {
            events.onBroken(conduct.firstOffence());
        }
        return more;
    }

    /** Counts up to now. */
    void settle(final long nowNs) {
        for (int i = 0; i < queuePairs.size(); i++) {
            queuePairs.get(i).settle(nowNs);
        }
    }

    // ---- taking apart

    void destroy(final QueuePair queuePair) {
        if (queuePairs.remove(queuePair)) {
            conduct.forget(queuePair.posts());
            doorbells.remove(queuePair.doorbell());
            queuePair.release();
            queuePair.endMetering(path.nowNs());
            path.releaseQueuePair(device);
        }
    }

    void destroy(final AddressHandle addressHandle) {
        if (addressHandles.remove(addressHandle.handle()) != null) {
            addressHandle.release();
        }
    }

    void destroy(final SharedReceiveQueue queue) {
        if (sharedReceiveQueues.remove(queue)) {
            conduct.forget(queue.posts());
            doorbells.remove(queue.doorbell());
        }
    }

    void destroy(final CompletionQueue completionQueue) {
        if (completionQueues.remove(completionQueue)) {
            path.agenda().forget(completionQueue);
            path.releaseCompletionQueue();
        }
    }

    void deregister(final Region region) {
        if (regionByLkey.remove(region.lkey()) != null) {
            device.remove(region, path.nowNs());
            region.release();
        }
    }

    void deallocate(final ProtectionDomain domain) {
        if (domains.remove(domain)) {
            domain.release();
        }
    }

    @Override
    public void close() {
        boolean more = true;
        while (more) {
            more = tasks().call(this::releaseSome);
        }
    }

    /** Destroys some of what is left, in an order in which nobody reaches what is gone; false when all is. */
    private boolean releaseSome() {
        if (open) {
            open = false;
            path.remove(this);
        }
        for (int i = 0; i < RELEASES_AT_ONCE; i++) {
            if (!queuePairs.isEmpty()) {
                destroy(queuePairs.getLast());
            } else if (!addressHandles.isEmpty()) {
                destroy(addressHandles.values().iterator().next());
            } else if (!sharedReceiveQueues.isEmpty()) {
                destroy(sharedReceiveQueues.getLast());
            } else if (!completionQueues.isEmpty()) {
                destroy(completionQueues.getLast());
            } else if (!regionByLkey.isEmpty()) {
                deregister(regionByLkey.values().iterator().next());
            } else if (!domains.isEmpty()) {
                deallocate(domains.getLast());
            } else {
                return false;
            }
        }
        return true;
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("session " + sessionId + " is cut off from the data path");
        }
    }
}
