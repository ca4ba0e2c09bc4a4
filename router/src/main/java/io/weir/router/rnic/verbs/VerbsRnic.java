package io.weir.router.rnic.verbs;

import io.weir.router.rnic.AhAttributes;
import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RegionMemory;
import io.weir.router.rnic.Rnic;
import io.weir.router.rnic.RnicAh;
import io.weir.router.rnic.RnicCounters;
import io.weir.router.rnic.RnicInfo;
import io.weir.router.rnic.RnicListener;
import io.weir.router.rnic.RnicMr;
import io.weir.router.rnic.RnicPd;
import io.weir.router.rnic.RnicQp;
import io.weir.router.rnic.host.RunQueue;
import io.weir.router.rnic.verbs.ibv.IbvAh;
import io.weir.router.rnic.verbs.ibv.IbvContext;
import io.weir.router.rnic.verbs.ibv.IbvDevices;
import io.weir.router.rnic.verbs.ibv.IbvMr;
import io.weir.router.rnic.verbs.ibv.IbvPd;
import io.weir.router.rnic.verbs.ibv.IbvQp;
import io.weir.router.rnic.verbs.ibv.IbvQpAttributes;
import io.weir.router.rnic.verbs.ibv.IbvQpInit;
import io.weir.shm.linux.Epoll;
import io.weir.shm.linux.LinuxException;
import io.weir.verbs.Errno;
import io.weir.verbs.QpType;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.agrona.collections.Int2ObjectHashMap;

/** The RNIC of one port of an RDMA device: see the package. */
public final class VerbsRnic implements Rnic {
    private static final int ROCE_PORT = 4791;
    /** What a work request may carry of memory that is not registered. */
    private static final int MAX_INLINE = 512;
    private static final long CHECK_INTERVAL_NS = 50_000_000;
    private static final long WATCH_INTERVAL_NS = 500_000_000;

    private final VerbsPort port;
    private final RnicInfo info;
    private final Quirks quirks;
    private final VerbsCounters counters;
    private final IbvContext context;
    private final CompletionPoller completions;
    private final VerbsEvents events;
    private final DeviceWatch watch;
    private final DeviceObjects objects = new DeviceObjects();
    private final Epoll epoll = new Epoll(2);
    private final IbvQpAttributes modification = new IbvQpAttributes();
    private final Int2ObjectHashMap<VerbsQp> queuePairs = new Int2ObjectHashMap<>();
    private final SharedWindows sharedWindows;
    private final RunQueue<VerbsQp> dirty = new RunQueue<>();
    private int epochs;
    private long nowNs = Long.MIN_VALUE;
    private long nextCheckNs = Long.MIN_VALUE;
    private long nextWatchNs = Long.MIN_VALUE;
    private boolean released;
    private boolean closed;

    private VerbsRnic(final VerbsPort port, final Path sysfs) {
        this.port = port;
        context = port.context();
        quirks = Quirks.of(context.name());
        info = new RnicInfo("verbs", context.name(), port.address(), ROCE_PORT, port.mtu(),
            Math.min(port.device().maxReadAtomic(), port.device().maxInitReadAtomic()),
            Set.of(QpType.RC, QpType.UC, QpType.UD));
        counters = new VerbsCounters(sysfs, context.name(), port.number());
        sharedWindows = new SharedWindows(context);
        completions = new CompletionPoller(context, port.device().maxCqe(), queuePairs, sharedWindows);
        events = new VerbsEvents(this, context);
        watch = new DeviceWatch(sysfs, context.name());
        epoll.add(completions.fd(), Epoll.IN, 0);
        epoll.add(context.asyncFd(), Epoll.IN, 1);
    }

    /**
     * Opens a device of this host.
     *
     * @param device   its name, such as {@code mlx5_0}
     * @param port     from 1 on
     * @param gidIndex of the GID to send from; negative for the first of RoCE version 2 over IPv4
     * @throws io.weir.router.rnic.verbs.ibv.IbvUnavailableException without library or device
     * @throws IllegalArgumentException for a port or a GID that it does not have
     * @throws LinuxException           if it does not open; each with one line for the operator
     */
    public static VerbsRnic open(final String device, final int port, final int gidIndex) {
        final IbvContext context = IbvDevices.open(device);
        try {
            return new VerbsRnic(VerbsPort.of(context, port, gidIndex), Path.of("/sys"));
        } catch (final RuntimeException thrown) {
            context.close();
            throw thrown;
        }
    }

    @Override
    public RnicInfo info() {
        return info;
    }

    // ---- making

    @Override
    public RnicPd allocatePd() {
        return new VerbsPd(isDeviceGone() ? null : new IbvPd(context), objects);
    }

    /** @throws LinuxException EFAULT for memory that is not mapped in one piece; what the device refuses */
    @Override
    public RnicMr registerMemory(final RnicPd pd, final RegionMemory memory, final int access) {
        if (memory.length() > 0 && memory.contiguousBytes(memory.iova()) < memory.length()) {
            throw new LinuxException(Errno.EFAULT, "ibv_reg_mr_iova2", "of memory that is mapped in pieces");
        }
        final IbvMr physical = isDeviceGone() ? null : IbvMr.register(((VerbsPd) pd).physical(),
            memory.hostAddress(memory.iova()), memory.length(), memory.iova(), access);
        return new VerbsMr(physical, memory, access, objects);
    }

    @Override
    public RnicMr registerInline(final RnicPd pd, final RegionMemory memory) {
        return new VerbsMr(null, memory, 0, objects);
    }

    @Override
    public RnicQp createQp(final RnicPd pd, final QpOwner owner, final ReceiveSource receives, final QpType type,
                           final int window, final int maxSge) {
        requireDevice("ibv_create_qp");
        final Object sharedThrough = receives.sharedThrough();
        final int reserved = window + (sharedThrough == null ? ReceiveWindow.DEPTH : SharedWindow.DEPTH);
        final IbvPd physicalPd = ((VerbsPd) pd).physical();
        final SharedWindow shared = sharedThrough == null ? null
            : sharedWindows.obtain(sharedThrough, physicalPd, maxSge, newEpoch());
        final boolean ownGrhs = shared == null && type == QpType.UD;
        final VerbsCq cq = completions.reserve(reserved);
        final IbvQp physical;
        GrhArea grhs = null;
        try {
            if (shared != null && type == QpType.UD) {
                shared.expectDatagrams(objects);
            }
            grhs = ownGrhs ? new GrhArea(physicalPd, ReceiveWindow.DEPTH, objects) : null;
            physical = new IbvQp(context, physicalPd, new IbvQpInit(type, cq.physical(), cq.physical(),
                shared == null ? null : shared.srq(), window, ReceiveWindow.DEPTH, maxSge,
                ReceiveSlots.sgesFor(maxSge, ownGrhs), MAX_INLINE));
        } catch (final LinuxException thrown) {
            if (grhs != null) {
                grhs.free();
            }
            cq.release(reserved);
            sharedWindows.detach(shared, null);
            throw thrown;
        }
        final VerbsQp qp = new VerbsQp(this, type, owner, receives, physical, cq, reserved, shared,
            shared == null ? new ReceiveWindow(receives, maxSge, grhs) : null, window, maxSge);
        if (shared != null) {
            shared.attach(qp);
        }
        queuePairs.put(physical.number(), qp);
        events.add(physical.pointer(), qp);
        return qp;
    }

    @Override
    public RnicAh createAh(final RnicPd pd, final AhAttributes attributes) {
        requireDevice("ibv_create_ah");
        return new VerbsAh(new IbvAh(((VerbsPd) pd).physical(),
            port.pathTo(attributes.address(), attributes.trafficClass(), attributes.hopLimit())), objects);
    }

    private void requireDevice(final String call) {
        if (isDeviceGone()) {
            throw new LinuxException(Errno.ENODEV, call, "(the device " + info.name() + " is gone)");
        }
    }

    // ---- moving along

    @Override
    public int poll(final long now) {
        nowNs = now;
        int work = serveDirty();
        work += completions.poll();
        work += serveDirty();
        if (now >= nextCheckNs && !released) {
            nextCheckNs = now + CHECK_INTERVAL_NS;
            work += events.take();
            checkSilentErrors();
        }
        if (now >= nextWatchNs && !released) {
            nextWatchNs = now + WATCH_INTERVAL_NS;
            checkDevice();
        }
        return work;
    }

    private int serveDirty() {
        int served = 0;
        for (int i = dirty.size(); i > 0; i--) {
            dirty.poll().serve();
            served++;
        }
        return served;
    }

    /** Polls one queue until something holds, for a bounded time; not at all from inside a callback. */
    void pollUntil(final VerbsCq queue, final BooleanSupplier done, final long timeoutNs) {
        final long startNs = System.nanoTime();
        while (!completions.isDispatching() && !isDeviceGone() && !done.getAsBoolean()
            && System.nanoTime() - startNs < timeoutNs) {
            if (completions.poll(queue) == 0) {
                Thread.onSpinWait();
            }
        }
    }

    /** Asks the device, which does not tell by itself, whether it refused a request of a peer. */
    private void checkSilentErrors() {
        if (quirks.silentErrors()) {
            queuePairs.values().forEach(VerbsQp::checkState);
        }
    }

    /** Once the device is gone and each queue pair has told its owner, all that is left of it goes too. */
    private void checkDevice() {
        if (watch.isGone()) {
            events.onDeviceGone();
        }
        if (isDeviceGone()) {
            serveDirty();
            release();
        }
    }

    @Override
    public long nextDeadlineNs() {
        if (dirty.size() > 0) {
            return nowNs;
        }
        if (released) {
            return Long.MAX_VALUE;
        }
        return quirks.silentErrors() && !queuePairs.isEmpty() ? Math.min(nextCheckNs, nextWatchNs) : nextWatchNs;
    }

    @Override
    public int wakeUpFd() {
        return epoll.fd();
    }

    @Override
    public boolean prepareToSleep() {
        completions.arm();
        return completions.poll() > 0 || dirty.size() > 0;
    }

    @Override
    public void onReadable() {
        if (!released) {
            completions.takeEvents();
            events.take();
        }
    }

    @Override
    public void listen(final RnicListener listener) {
        events.listen(listener);
    }

    @Override
    public boolean tellsServed() {
        return false;
    }

    @Override
    public boolean stocksReceives() {
        return true;
    }

    @Override
    public boolean isPortActive() {
        return !isDeviceGone() && port.isActive();
    }

    @Override
    public RnicCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            queuePairs().forEach(VerbsQp::destroy);
            release();
            epoll.close();
            completions.free();
            modification.free();
        }
    }

    /** Gives back all that was made of the device, and the device; what its owners hold is of no use to them then. */
    private void release() {
        if (!released) {
            released = true;
            queuePairs.values().forEach(qp -> qp.physical().destroy());
            sharedWindows.release();
            completions.release();
            objects.giveBackAll();
            events.close();
            watch.close();
            context.close();
        }
    }

    // ---- what queue pairs ask

    VerbsPort port() {
        return port;
    }

    /** Queue pairs tell that they are in ERR, and nothing reaches the device any more. */
    boolean isDeviceGone() {
        return events.isDeviceGone();
    }

    Quirks quirks() {
        return quirks;
    }

    /** To fill in and use at once. */
    IbvQpAttributes modification() {
        return modification;
    }

    int newEpoch() {
        epochs = (epochs + 1) & Cookie.EPOCH_MASK;
        return epochs;
    }

    void makeDirty(final VerbsQp qp) {
        dirty.add(qp);
    }

    void remove(final VerbsQp qp) {
        queuePairs.remove(qp.qpNumber());
        events.remove(qp.physical().pointer());
        qp.cq().release(qp.reserved());
        sharedWindows.detach(qp.receiver().shared(), qp);
    }

    List<VerbsQp> queuePairs() {
        return List.copyOf(queuePairs.values());
    }
}
