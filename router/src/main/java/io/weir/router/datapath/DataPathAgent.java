package io.weir.router.datapath;

import io.weir.policy.Rate;
import io.weir.policy.TenantPolicy;
import io.weir.router.accounting.BusyTime;
import io.weir.router.accounting.LongestCycles;
import io.weir.router.rnic.Rnic;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.WcOpcode;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.CachedNanoClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The data path: one agent that owns every RNIC, every ring and every hot table. Run by {@link DataPathThread}, or by
 * hand with {@link #doWork}.
 */
public final class DataPathAgent implements DataPath, Agent {
    /** Virtual devices that a host may have. */
    public static final int MAX_DEVICES = 4096;

    /** A session that was idle waits so long at most until a busy router hears that it is no more. */
    private static final long LOOK_INTERVAL_NS = 50_000;

    private final NanoClock clock;
    private final RandomGenerator random;
    private final List<Rnic> rnics;
    private final RnicDuty rnicDuty;
    private final Sleeper sleeper = new Sleeper(this::onDoorbell);
    private final ControlTasks tasks = new ControlTasks(sleeper::wakeUp, this::runTasksAtRest);
    /** Of the duty cycle. */
    private final CachedNanoClock cycle = new CachedNanoClock();
    private final Scheduler scheduler;
    private final Agenda agenda = new Agenda();
    private final List<Session> sessions = new ArrayList<>();
    private final Int2ObjectHashMap<Session> sessionById = new Int2ObjectHashMap<>();
    private final DoorbellScan doorbells = new DoorbellScan();
    private final List<Device> devices = new ArrayList<>();
    private final CycleWatch watch = new CycleWatch();
    private final RemoteKeyCaches remoteKeys = new RemoteKeyCaches();
    private final Rest rest;
    private final Upkeep upkeep;
    private final DatagramSources sources = new DatagramSources();
    private final GlobalRoute route = new GlobalRoute();
    private int queuePairCount;
    private int completionQueueCount;
    private long nextLookNs;

    /**
     * Over RNICs that belong to it from here on: it closes them.
     *
     * @param random for keys that tenants must not guess: a {@link java.security.SecureRandom}, or in a test a seeded
     *               one
     * @param rnics  same-host memory first
     */
    public DataPathAgent(final NanoClock clock, final RandomGenerator random, final List<Rnic> rnics) {
        this.clock = clock;
        this.random = random;
        this.rnics = List.copyOf(rnics);
        rnicDuty = new RnicDuty(this.rnics);
        cycle.update(clock.nanoTime());
        scheduler = new Scheduler(cycle, rnics.size(), MAX_DEVICES);
        for (final Rnic rnic : this.rnics) {
            sleeper.watchRnic(rnic);
        }
        rest = new Rest(clock, sleeper, tasks, doorbells, this::hasWork, this::nextDeadlineNs);
        upkeep = new Upkeep(doorbells, sessions, devices, watch.longest(), clock.nanoTime());
        nextLookNs = clock.nanoTime();
    }

    @Override
    public String roleName() {
        return "data-path";
    }

    @Override
    public void onStart() {
        tasks.claimThread();
        doorbells.parkTheIdle();
    }

    @Override
    public int doWork() {
        final long nowNs = beginCycle();
        int work = runTask();
        if (doorbells.hasParked() && nowNs - nextLookNs >= 0) {
            work += lookForWakeUps(nowNs);
        }
        work += doorbells.scan(watch.pace().doorbells());
        work += scheduler.post(watch.pace().pieces());
        work += rnicDuty.poll(nowNs);
        if (upkeep.isDue(nowNs)) {
            watch.does(LongestCycles.Kind.UPKEEP);
            upkeep.run(nowNs);
        }
        work += doErrors();
        work += agenda.doNotifications();
        watch.end(work);
        return work;
    }

    /** On the thread of who calls, while the data-path thread sleeps: whether that must wake up for what follows. */
    private boolean runTasksAtRest() {
        final long nowNs = beginCycle();
        while (tasks.runNext()) {
            continue;
        }
        final int work = scheduler.post(watch.pace().pieces()) + rnicDuty.poll(nowNs) + agenda.doErrors()
            + agenda.doNotifications();
        return work > 0 || rnicDuty.prepareToSleep() || rest.oversleeps();
    }

    private long beginCycle() {
        final long nowNs = clock.nanoTime();
        cycle.update(nowNs);
        watch.begin(nowNs, doorbells.busySessions(), scheduler.postedBytes());
        return nowNs;
    }

    /** The descriptors of those who are idle, without waiting. */
    private int lookForWakeUps(final long nowNs) {
        nextLookNs = nowNs + LOOK_INTERVAL_NS;
        return sleeper.sleep(0);
    }

    private int runTask() {
        if (!tasks.runNext()) {
            return 0;
        }
        watch.does(LongestCycles.Kind.CONTROL);
        return 1;
    }

    private int doErrors() {
        final int count = agenda.doErrors();
        if (count > 0) {
            watch.does(LongestCycles.Kind.ERRORS);
        }
        return count;
    }

    @Override
    public void onClose() {
        for (final Session session : List.copyOf(sessions)) {
            session.close();
        }
        for (final Rnic rnic : rnics) {
            rnic.close();
        }
        tasks.releaseThread();
        sleeper.close();
    }

    /**
     * Sleeps until a tenant rings, a descriptor or a timer has work, or control calls. After a {@link #doWork} of 0.
     */
    void sleep() {
        upkeep.beforeSleep(clock.nanoTime());
        rest.sleep();
        final long nowNs = clock.nanoTime();
        upkeep.afterSleep(nowNs);
        nextLookNs = nowNs + LOOK_INTERVAL_NS;
    }

    /** Ends the present or the next {@link #sleep}; any thread. */
    void interruptSleep() {
        sleeper.interrupt();
    }

    private boolean hasWork() {
        return !tasks.isEmpty() || doorbells.isRung() || rnicDuty.prepareToSleep();
    }

    private long nextDeadlineNs() {
        return rnicDuty.nextDeadlineNs(scheduler.nextWakeUpNs());
    }

    private void onDoorbell(final int sessionId) {
        final Session session = sessionById.get(sessionId);
        if (session != null) {
            session.onWakeUp();
            doorbells.wake(session.doorbells());
        }
    }

    // ---- what the control path calls

    @Override
    public List<Rnic> rnics() {
        return rnics;
    }

    @Override
    public DataDevice addDevice(final DeviceSpec spec) {
        return tasks.call(() -> {
            if (devices.size() == MAX_DEVICES) {
                throw new IllegalStateException("more than " + MAX_DEVICES + " virtual devices");
            }
            final Device device = new Device(scheduler.freeNumber(), cycle, spec);
            devices.add(device);
            scheduler.add(device);
            return device;
        });
    }

    @Override
    public void changeDevice(final DataDevice device, final TenantPolicy policy) {
        tasks.run(() -> {
            final Device changed = (Device) device;
            changed.limiters().change(policy, cycle.nanoTime());
            scheduler.reconsider(changed);
        });
    }

    @Override
    public void changeCapacity(final int rnicIndex, final Rate capacity) {
        tasks.run(() -> scheduler.changeCapacity(rnicIndex, capacity.perSecond()));
    }

    @Override
    public void removeDevice(final DataDevice device) {
        tasks.run(() -> {
            final Device removed = (Device) device;
            for (final Session session : sessions) {
                if (session.device() == removed) {
                    throw new IllegalStateException("session " + session.sessionId() + " is on the device");
                }
            }
            if (devices.remove(removed)) {
                removed.settle(clock.nanoTime());
                removed.report();
                scheduler.remove(removed);
            }
        });
    }

    @Override
    public DataSession openSession(final DataDevice device, final int sessionId, final UnsafeBuffer queueSegment,
                                   final int doorbellFd, final SessionEvents events) {
        return tasks.call(() -> {
            final Session session =
                new Session(this, (Device) device, sessionId, queueSegment, doorbellFd, events);
            sleeper.watchDoorbell(doorbellFd, sessionId);
            sessions.add(session);
            sessionById.put(sessionId, session);
            doorbells.add(session.doorbells());
            return session;
        });
    }

    @Override
    public void rkeyResolved(final RemoteDevice device, final int virtualRkey, final int physicalRkey) {
        tasks.run(() -> remoteKeys.resolved(device, virtualRkey, physicalRkey));
    }

    @Override
    public void qpResolved(final QpQuestion question, final int errno, final int physicalNumber) {
        final boolean answered = errno == 0 || errno == Errno.ENOENT;
        tasks.run(() -> ((Destination) question).onAnswer(
            answered, errno == 0 ? physicalNumber : Destination.NOBODY));
    }

    @Override
    public void introduceQp(final int address, final int physicalNumber, final String network, final Gid gid,
                            final int qpNumber) {
        tasks.run(() -> sources.introduce(address, physicalNumber, new DatagramSource(network, gid, qpNumber)));
    }

    @Override
    public void forgetQp(final int address, final int physicalNumber) {
        tasks.run(() -> sources.forget(address, physicalNumber));
    }

    @Override
    public void served(final DataDevice device, final WcOpcode opcode, final long messages, final long bytes) {
        tasks.run(() -> ((Device) device).meterServed(opcode, messages, bytes));
    }

    @Override
    public void cut(final Runnable copy) {
        tasks.run(() -> {
            upkeep.settle(clock.nanoTime());
            copy.run();
        });
    }

    @Override
    public boolean drain(final long timeoutNs) {
        final long deadlineNs = clock.nanoTime() + timeoutNs;
        tasks.run(scheduler::stop);
        while (!tasks.call(this::isIdle)) {
            if (clock.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            if (!tasks.isThreaded()) {
                doWork();
            }
            Thread.yield();
        }
        return true;
    }

    private boolean isIdle() {
        for (final Session session : sessions) {
            if (!session.isIdle()) {
                return false;
            }
        }
        return true;
    }

    /** How long it was busy. Any thread reads it. */
    public BusyTime busyTime() {
        return watch.busyTime();
    }

    /** Its longest duty cycles of late. Any thread reads them. */
    public LongestCycles longestCycles() {
        return watch.longest();
    }

    // ---- what sessions call

    NanoClock clock() {
        return clock;
    }

    /** When the present duty cycle began. */
    long cycleNs() {
        return watch.busyTime().cycleNs();
    }

    ControlTasks tasks() {
        return tasks;
    }

    long nowNs() {
        return clock.nanoTime();
    }

    RandomGenerator random() {
        return random;
    }

    Agenda agenda() {
        return agenda;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    DatagramSources sources() {
        return sources;
    }

    GlobalRoute route() {
        return route;
    }

    void remove(final Session session) {
        sessions.remove(session);
        sessionById.remove(session.sessionId());
        doorbells.remove(session.doorbells());
        sleeper.unwatch(session.doorbellFd());
    }

    void reserveQueuePair(final Device device) {
        queuePairCount++;
        device.reserveQueuePair();
        agenda.reserve(queuePairCount, completionQueueCount);
    }

    void releaseQueuePair(final Device device) {
        queuePairCount--;
        device.releaseQueuePair();
    }

    void reserveCompletionQueue() {
        completionQueueCount++;
        agenda.reserve(queuePairCount, completionQueueCount);
    }

    void releaseCompletionQueue() {
        completionQueueCount--;
    }

    RemoteKeyCaches remoteKeys() {
        return remoteKeys;
    }
}
