package io.weir.router.control;

import io.aeron.logbuffer.FragmentHandler;
import io.weir.router.accounting.BusyTime;
import io.weir.policy.TenantPolicy;
import io.weir.router.admin.PeerStatus;
import io.weir.router.admin.RailActivity;
import io.weir.router.admin.Resource;
import io.weir.router.admin.TenantActivity;
import io.weir.router.admin.TenantStatus;
import io.weir.router.config.RouterConfig;
import io.weir.router.datapath.DataPath;
import io.weir.router.guard.SigbusGuard;
import io.weir.router.overlay.Overlay;
import io.weir.router.rnic.Rnic;
import io.weir.router.tenant.Networks;
import io.weir.router.tenant.Tenant;
import io.weir.shm.attach.AttachException;
import io.weir.shm.linux.Epoll;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochClock;

/**
 * The control path's agent. Its duty cycle looks at every source of work, has it done by the {@link ControlExecutor},
 * and returns; {@link #await} sleeps until there is more. One thread at a time.
 */
public final class ControlAgent implements Agent {
    private static final long SLOW_TIMER_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long ATTACHING_POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int EPOLL_EVENTS = 64;

    private final NanoClock clock;
    private final Networks networks;
    private final SigbusGuard guard;
    private final Epoll epoll = new Epoll(EPOLL_EVENTS);
    private final WakeUp wakeUp = new WakeUp();
    private final ControlInbox inbox = new ControlInbox(wakeUp);
    private final SessionTable sessions = new SessionTable(epoll);
    private final Overlay overlay;
    private final List<Rnic> rnics;
    private final RailMonitor rail;
    private final AttachServer server;
    private final SessionOpener opener;
    private final ControlExecutor executor;
    private final SessionWarden warden;
    private final FragmentHandler onPeerMessage;
    private final PolicyKeeper policies;
    private final PolicyWatch policyWatch = new PolicyWatch();
    private final BusyTime busyTime = new BusyTime();
    private int turn;
    private long slowTimerNs;
    private long faultsSeen;
    private volatile Thread thread;

    /**
     * Opens the tenants' attach sockets and the streams to the peers; nothing stays open when that fails.
     *
     * @param networks    with all tenants
     * @param directories made for all tenants
     * @param guard       tells which mappings faulted; may be null
     * @param maker       puts the device of a tenant that comes later on the data path
     */
    public ControlAgent(final RouterConfig config, final Networks networks, final DataPath dataPath,
                        final ControlDirectories directories, final SigbusGuard guard, final EventLog log,
                        final NanoClock clock, final Function<TenantPolicy, Tenant> maker) {
        this.clock = clock;
        this.networks = networks;
        this.guard = guard;
        slowTimerNs = clock.nanoTime();
        faultsSeen = guard == null ? 0 : guard.faults();
        server = new AttachServer(epoll, inbox, log);
        opener = new SessionOpener(dataPath, directories, inbox, sessions, server, log, clock);
        warden = new SessionWarden(networks, sessions, opener);
        policies = new PolicyKeeper(config,
            new TenantRoster(config, networks, dataPath, directories, server, sessions, opener, maker), log,
            SystemEpochClock.INSTANCE);
        onPeerMessage = (buffer, offset, length, header) -> {
            if (length <= ControlEvent.MESSAGE_CAPACITY) {
                inbox.offer(ControlEvent.Kind.PEER, null, buffer, offset, length);
            }
        };
        try {
            overlay = new Overlay(config, directories.peerDirectory(), networks, dataPath,
                new DataPathQuestions(inbox), clock);
        } catch (final RuntimeException thrown) {
            closeDescriptors();
            throw thrown;
        }
        rnics = dataPath.rnics();
        rail = new RailMonitor(dataPath.rnics(), this::execute, sessions, log);
        final ReplyProxy replies = new ReplyProxy();
        final Connector connector = new Connector(networks, overlay, dataPath.rnics(), replies);
        final VerbExecutor verbs =
            new VerbExecutor(DeviceAttributes.of(dataPath.rnics(), config.rail().mtu(), rail::portState), connector,
                replies);
        executor = new ControlExecutor(new RequestAdapter(verbs, replies, log), opener, overlay, log);
        try {
            epoll.add(wakeUp.fd(), Epoll.IN, Source.WAKE_UP.tag(0));
            epoll.add(policyWatch.fd(), Epoll.IN, Source.POLICIES.tag(0));
            policyWatch.follow(policies.sources());
            for (final Tenant tenant : networks.tenants()) {
                server.listen(tenant, config.attachSocket(tenant.name()), directories);
            }
        } catch (final RuntimeException thrown) {
            server.close();
            overlay.close();
            closeDescriptors();
            throw thrown;
        }
    }

    @Override
    public String roleName() {
        return "control";
    }

    @Override
    public int doWork() {
        final long nowNs = clock.nanoTime();
        busyTime.onCycle(nowNs);
        if (!Thread.currentThread().equals(thread)) {
            thread = Thread.currentThread();
        }
        int work = pollDescriptors(nowNs);
        work += pollSessions(nowNs);
        work += pollPolicies(nowNs);
        work += overlay.poll(onPeerMessage, nowNs);
        work += pollTimers(nowNs);
        work += pollFaults();
        work += inbox.poll(executor);
        busyTime.onWork(work);
        return work;
    }

    /** How long it was busy. Any thread reads it. */
    public BusyTime busyTime() {
        return busyTime;
    }

    /** Sleeps until there is work, but not beyond the next timer. The tenants ring from here on. */
    public void await() {
        wakeUp.arm();
        controlSleeps(true);
        if (doWork() == 0 && inbox.isEmpty()) {
            sleep();
        }
        controlSleeps(false);
        wakeUp.disarm();
    }

    /** Has a task run on the control thread, soon; at once if this is it. Any thread. */
    public void execute(final Runnable task) {
        if (Thread.currentThread().equals(thread)) {
            task.run();
        } else {
            inbox.handOver(ControlEvent.Kind.TASK, null, task, 0, 0, null);
        }
    }

    /** Takes in no more processes. Control thread. */
    public void stopListening() {
        server.stopListening();
    }

    /** Closes everything: the tenants see their device die. Control thread, or no thread. */
    @Override
    public void onClose() {
        server.close();
        for (final ControlSession session : List.copyOf(sessions.all())) {
            opener.close(session, "router stops");
        }
        overlay.close();
        closeDescriptors();
    }

    /** Who may attach, and what they hold together. Control thread. */
    public List<TenantStatus> tenants() {
        return Listing.tenants(networks);
    }

    /** What is in force, and how it changes. Control thread. */
    public PolicyKeeper policies() {
        return policies;
    }

    /** Reads the files again; {@code why} is for the log. Control thread. */
    public void reload(final String why) {
        policies.reload(why);
        policyWatch.follow(policies.sources());
    }

    /** The other hosts. Control thread. */
    public List<PeerStatus> peers() {
        return overlay.peers();
    }

    /** What the tenants do. Control thread. */
    public List<TenantActivity> activities() {
        return Listing.activities(networks);
    }

    /** How the RNICs fare. Control thread. */
    public List<RailActivity> rails() {
        return rnics.stream().map(rnic -> {
            final Map<String, Long> counters = new LinkedHashMap<>();
            rnic.counters().forEach(counters::put);
            return new RailActivity(rnic.info().kind(), rnic.info().name(), rail.isActive(rnic), counters);
        }).toList();
    }

    /** What there is to say of the rail, for people; empty for a rail that works. */
    public String railState() {
        return rail.describe();
    }

    /** Every session, and what it holds. Control thread. */
    public List<Resource> resources() {
        return Listing.resources(sessions.all());
    }

    /**
     * Sleeps until a descriptor is ready, a peer's message came, or a timer is due. Peers' messages have no descriptor
     * that could wake, so they are looked for now and then; the sessions, who ring, are left alone meanwhile: to run a
     * hundred drivers each time would cost a core.
     */
    private void sleep() {
        int work = 0;
        long sleepNs = longestSleepNs();
        while (work == 0 && sleepNs > 0) {
            final int ready = epoll.await(sleepNs);
            if (ready > 0 || hasUnsettled()) {
                onReady(ready, clock.nanoTime());
                return;
            }
            work = overlay.poll(onPeerMessage, clock.nanoTime());
            sleepNs = longestSleepNs();
        }
    }

    private int pollDescriptors(final long nowNs) {
        return onReady(epoll.await(0), nowNs);
    }

    private int onReady(final int ready, final long nowNs) {
        int work = 0;
        for (int i = 0; i < ready; i++) {
            final long tag = epoll.data(i);
            work += switch (Source.of(tag)) {
                // the sessions are polled in every cycle, and so is the inbox
                case WAKE_UP -> 0;
                case POLICIES -> policyWatch.onReadable(nowNs);
                case DOORBELL -> onDoorbell(sessions.get(Source.which(tag)));
                case LISTENER -> server.onConnection(Source.which(tag), nowNs);
                case NEWCOMER -> server.onHello(Source.which(tag));
                case ATTACHED -> onAttachSocket(sessions.get(Source.which(tag)));
                case DEATH -> onDeath(sessions.get(Source.which(tag)));
            };
        }
        return work;
    }

    private int pollSessions(final long nowNs) {
        int work = 0;
        final List<ControlSession> all = sessions.all();
        turn++;
        // backwards: an eviction removes the session from the list; and each time another is the first to be polled,
        // as the ring may be full before the last
        for (int i = all.size() - 1; i >= 0; i--) {
            final ControlSession session = all.get(Math.floorMod(i + turn, all.size()));
            try {
                work += session.poll(nowNs);
            } catch (final RuntimeException | InternalError | OutOfMemoryError thrown) {
                session.offend("broken control channel: " + thrown);
            }
            if (session.offence() != null) {
                opener.close(session, session.offence());
                work++;
            }
        }
        return work;
    }

    private int pollPolicies(final long nowNs) {
        if (!policyWatch.isDue(nowNs)) {
            return 0;
        }
        reload("files changed");
        return 1;
    }

    private int pollTimers(final long nowNs) {
        if (nowNs - slowTimerNs < 0) {
            return 0;
        }
        slowTimerNs = nowNs + SLOW_TIMER_NS;
        return server.onTimer(nowNs) + warden.onTimer(nowNs);
    }

    private int pollFaults() {
        if (guard == null) {
            return 0;
        }
        final long faults = guard.faults();
        if (faults == faultsSeen) {
            return 0;
        }
        faultsSeen = faults;
        return guard.drain(warden::onFault);
    }

    private static int onDoorbell(final ControlSession session) {
        return session == null ? 0 : session.onDoorbell();
    }

    private int onAttachSocket(final ControlSession session) {
        if (session == null) {
            return 0;
        }
        try {
            if (session.socket().tryReceive() != null) {
                session.offend("unexpected message on the attach socket");
            }
        } catch (final AttachException thrown) {
            session.offend("broken message on the attach socket: " + thrown.getMessage());
        }
        if (session.offence() != null || session.socket().isEnded()) {
            opener.close(session, session.offence());
        }
        return 1;
    }

    private int onDeath(final ControlSession session) {
        if (session == null) {
            return 0;
        }
        opener.close(session, null);
        return 1;
    }

    private void controlSleeps(final boolean sleeps) {
        final List<ControlSession> all = sessions.all();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).controlSleeps(sleeps);
        }
    }

    private long longestSleepNs() {
        final long nowNs = clock.nanoTime();
        final long timersNs = Math.min(policyWatch.waitNs(nowNs), pacedNs(nowNs, Math.max(0, slowTimerNs - nowNs)));
        final long sleepNs = Math.min(overlay.pollIntervalNs(), timersNs);
        return hasUnsettled() ? Math.min(sleepNs, ATTACHING_POLL_NS) : sleepNs;
    }

    /** How long until a session's requests are taken again, but not more than that. */
    private long pacedNs(final long nowNs, final long mostNs) {
        final List<ControlSession> all = sessions.all();
        long leastNs = mostNs;
        for (int i = 0; i < all.size(); i++) {
            leastNs = Math.min(leastNs, all.get(i).pacedNs(nowNs));
        }
        return leastNs;
    }

    private boolean hasUnsettled() {
        final List<ControlSession> all = sessions.all();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).isUnsettled()) {
                return true;
            }
        }
        return false;
    }

    private void closeDescriptors() {
        policyWatch.close();
        wakeUp.close();
        epoll.close();
    }
}
