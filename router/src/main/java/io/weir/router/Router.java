package io.weir.router;

import io.weir.policy.TenantLimiters;
import io.weir.policy.TenantPolicy;
import io.weir.router.accounting.AuditLog;
import io.weir.router.accounting.BusyTime;
import io.weir.router.accounting.CountersFile;
import io.weir.router.accounting.LongestCycles;
import io.weir.router.accounting.UsageEvents;
import io.weir.router.accounting.UsageFile;
import io.weir.router.accounting.ledger.LedgerKeeper;
import io.weir.router.accounting.ledger.LedgerStatus;
import io.weir.router.admin.EventRing;
import io.weir.router.admin.EventSink;
import io.weir.router.admin.PeerStatus;
import io.weir.router.admin.ThreadActivity;
import io.weir.router.admin.ThreadStatus;
import io.weir.router.config.RouterConfig;
import io.weir.router.config.RunDirectory;
import io.weir.router.control.ControlAgent;
import io.weir.router.control.ControlDirectories;
import io.weir.router.control.ControlThread;
import io.weir.router.control.EventLog;
import io.weir.router.datapath.DataDevice;
import io.weir.router.datapath.DataPathAgent;
import io.weir.router.datapath.DataPathThread;
import io.weir.router.datapath.DeviceSpec;
import io.weir.router.guard.SigbusGuard;
import io.weir.router.rnic.Metering;
import io.weir.router.rnic.Rnic;
import io.weir.router.tenant.ExternalNetwork;
import io.weir.router.tenant.Networks;
import io.weir.router.tenant.Segments;
import io.weir.router.tenant.Tenant;
import io.weir.router.tenant.VirtualDevice;
import io.weir.shm.linux.Sys;
import io.weir.verbs.Gid;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * A router: everything that a {@link RouterConfig} asks for, put together. {@link #launch} runs it on threads of its
 * own; {@link #embed} leaves it to the caller's {@link #doWork}, so that routers and tenants can share one thread.
 * Either fails with nothing left behind.
 *
 * <p>One router at a time has a run directory. What an earlier one left there when it was killed (sockets, Aeron
 * directories) is removed; its counters are continued.
 */
public final class Router implements AutoCloseable {
    private static final long ANSWER_SECONDS = 3;
    private static final int GROUP_WRITABLE = 007;
    private static final long DRAIN_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long DRAIN_STEP_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final NanoClock clock;
    private final EpochClock epochClock;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private RunDirectory runDirectory;
    private ControlDirectories directories;
    private CountersFile counters;
    private EventLog events;
    private UsageFile usage;
    private UsageEvents usageEvents;
    private LedgerKeeper ledger;
    private IntSupplier bookkeeping;
    private DataPathAgent dataPath;
    private ControlAgent control;
    private ControlThread controlThread;
    private boolean closed;

    private Router(final NanoClock clock, final EpochClock epochClock) {
        this.epochClock = epochClock;
        this.clock = clock;
    }

    /**
     * Starts a router on threads of its own.
     *
     * @throws IOException with one line for the operator
     */
    public static Router launch(final RouterConfig config, final EventSink log) throws IOException {
        return start(config, SystemNanoClock.INSTANCE, SystemEpochClock.INSTANCE, new SecureRandom(), log, true);
    }

    /**
     * Makes a router that runs in {@link #doWork}, on the caller's thread.
     *
     * @param random for keys and numbers; a seeded one makes them repeat
     * @throws IOException with one line for the operator
     */
    public static Router embed(final RouterConfig config, final NanoClock clock, final RandomGenerator random,
                               final Consumer<String> log) throws IOException {
        return embed(config, clock, SystemEpochClock.INSTANCE, random, log);
    }

    /** As that, with a wall clock for the times that are recorded. */
    public static Router embed(final RouterConfig config, final NanoClock clock, final EpochClock epochClock,
                               final RandomGenerator random, final Consumer<String> log) throws IOException {
        return start(config, clock, epochClock, random, EventSink.ofText(log), false);
    }

    /** One cycle of every agent of an embedded router; how much was done. */
    public int doWork() {
        return dataPath.doWork() + control.doWork() + bookkeeping.getAsInt();
    }

    /** Whether control messages reach every peer of an embedded router; on the thread that drives it. */
    public boolean isConnectedToPeers() {
        return control.peers().stream().allMatch(PeerStatus::connected);
    }

    /** Has a question answered on the control thread. Any thread; waits. */
    <T> T inspect(final Function<ControlAgent, T> question) throws IOException {
        final CompletableFuture<T> answer = new CompletableFuture<>();
        control.execute(() -> {
            try {
                answer.complete(question.apply(control));
            } catch (final RuntimeException thrown) {
                answer.completeExceptionally(thrown);
            }
        });
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException thrown) {
            Thread.currentThread().interrupt();
            throw new IOException("the router stops", thrown);
        } catch (final ExecutionException | TimeoutException thrown) {
            throw new IOException("the control path does not answer: " + thrown.getMessage(), thrown);
        }
    }

    /** Reads the configuration again, soon. Any thread. */
    public void reload(final String why) {
        control.execute(() -> control.reload(why));
    }

    /** The latest events. Any thread. */
    EventRing events() {
        return events.events();
    }

    /** How the ledger stands, once all that was counted until now is booked, if it can be. Any thread. */
    public LedgerStatus closeInterval() {
        return ledger.closeInterval();
    }

    /** Who keeps the ledger. */
    LedgerKeeper ledgerKeeper() {
        return ledger;
    }

    /** How the ledger stands. Any thread. */
    LedgerStatus ledger() {
        return ledger.status();
    }

    /** What its agents do. Any thread. */
    List<ThreadActivity> threads() {
        final Map<String, Long> longest = new LinkedHashMap<>();
        for (final LongestCycles.Kind kind : LongestCycles.Kind.values()) {
            longest.put(kind.text(), dataPath.longestCycles().longestNs(kind));
        }
        return List.of(thread(dataPath.roleName(), dataPath.busyTime(), longest),
            thread(control.roleName(), control.busyTime(), Map.of()));
    }

    private static ThreadActivity thread(final String name, final BusyTime busyTime, final Map<String, Long> longest) {
        return new ThreadActivity(name, busyTime.busyNs(), ThreadStatus.cpuNs(name), longest);
    }

    /** What each RNIC counted so far, by its kind. Any thread: each number is whole, together they are of about now. */
    Map<String, Map<String, Long>> rnicCounters() {
        final Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
        for (final Rnic rnic : dataPath.rnics()) {
            rnic.counters().forEach(counts.computeIfAbsent(rnic.info().kind(), kind -> new LinkedHashMap<>())::put);
        }
        return counts;
    }

    /**
     * Lets nobody in any more, finishes what is in flight (for two seconds at most), tells the tenants that their
     * device is gone, and gives everything back. The second call does nothing.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (controlThread != null) {
            controlThread.close();
        } else if (control != null) {
            stopControl();
        }
        closeOpened();
    }

    private static Router start(final RouterConfig config, final NanoClock clock, final EpochClock epochClock,
                                final RandomGenerator random, final EventSink log, final boolean threads)
        throws IOException {
        final Router router = new Router(clock, epochClock);
        try {
            router.open(config, random, log, threads);
            return router;
        } catch (final IOException | RuntimeException thrown) {
            router.closed = true;
            router.closeOpened();
            router.abandon();
            throw thrown instanceof final IOException refusal
                ? refusal : new IOException(String.valueOf(thrown.getMessage()), thrown);
        }
    }

    private void open(final RouterConfig config, final RandomGenerator random, final EventSink log,
                      final boolean threads) throws IOException {
        runDirectory = RunDirectory.open(config.directory());
        opened.push(runDirectory);
        Sys.umask(GROUP_WRITABLE);
        directories = new ControlDirectories(config.directory());
        final Set<String> names =
            config.tenants().stream().map(TenantPolicy::name).collect(Collectors.toUnmodifiableSet());
        directories.clear(names::contains);
        opened.push(() -> directories.clear(name -> true));
        events = new EventLog(clock, log);
        final SigbusGuard guard = guard(config.directory());
        counters = CountersFile.open(
            config.countersFile(), config.tenants().stream().map(TenantPolicy::name).toList());
        opened.push(counters);
        usage = UsageFile.open(config.usageFile(), config.tenants().size(), epochClock);
        opened.push(usage);
        dataPath = new DataPathAgent(
            clock, random, Rnics.open(config.rail(), !config.networks().isEmpty(), random,
                text -> events.line("rail", "", text)));
        final AutoCloseable rnics = dataPath::onClose;
        opened.push(rnics);
        // the last is the rail, or where there is none this host's memory
        dataPath.changeCapacity(dataPath.rnics().size() - 1, config.rail().capacity());
        for (final Rnic rnic : dataPath.rnics()) {
            if (rnic.meter() != null) {
                usage.rail(rnic.info().kind(), rnic.meter());
            }
        }
        if (!Metering.ON) {
            events.line("metering", "router",
                "usage is NOT counted and nobody is billed: the JVM was started with " + Metering.OFF_PROPERTY);
        }
        usageEvents = new UsageEvents(epochClock);
        final AuditLog auditLog = new AuditLog(
            config.auditLog(), usageEvents, text -> events.line("failure", "audit-log", text));
        opened.push(auditLog);
        final Networks networks = new Networks();
        for (final TenantPolicy policy : config.tenants()) {
            networks.add(tenant(policy, config, random));
            directories.createTenant(policy.name());
        }
        if (!config.peers().isEmpty()) {
            HostPorts.checkControl(config.control());
        }
        ledger = new LedgerKeeper(config.ledgerFile(), config.accounting().intervalMs(), config.accounting().keepMs(),
            usage, dataPath::cut, usageEvents, clock, text -> events.line("ledger", "", text));
        bookkeeping = () -> ledger.doWork() + auditLog.poll();
        control = new ControlAgent(config, networks, dataPath, directories, guard, events, clock,
            policy -> tenant(policy, config, random));
        if (!threads) {
            opened.push(ledger);
        } else {
            opened.remove(rnics);
            opened.push(new DataPathThread(dataPath, thrown -> events.limited(
                "failure", "data-path", "data path failed: " + thrown)));
            opened.push(ledger);
            auditLog.start();
            ledger.start();
            controlThread = new ControlThread(control, this::stopControl,
                text -> events.line("failure", "control-path", text));
        }
    }

    private Tenant tenant(final TenantPolicy policy, final RouterConfig config, final RandomGenerator random) {
        final TenantLimiters limiters = new TenantLimiters(policy, clock.nanoTime());
        final ExternalNetwork external =
            policy.isExternal() ? ExternalNetworks.named(policy.network(), config, dataPath.rnics()) : null;
        final Gid gid = external == null ? Gid.ofIpv4(policy.address()) : external.ownGid();
        final DataDevice data = dataPath.addDevice(new DeviceSpec(policy.name(), policy.network(), gid, limiters,
            usage.tenant(policy.name(), policy.network(), counters.tenant(policy.name()), counters.isBegun()),
            external == null ? DeviceSpec.VIRTUAL : external.rail()));
        final Tenant tenant = new Tenant(policy, external == null
            ? new VirtualDevice(policy.network(), gid, data, random) : new VirtualDevice(external, gid, data, random));
        tenant.events(usageEvents);
        return tenant;
    }

    /** On the control thread, or on the caller's when there is none. */
    private void stopControl() {
        control.stopListening();
        final long deadlineNs = clock.nanoTime() + DRAIN_NS;
        while (!dataPath.drain(DRAIN_STEP_NS) && clock.nanoTime() - deadlineNs < 0) {
            control.doWork();
        }
        control.onClose();
    }

    private void closeOpened() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (final Exception thrown) {
                // the rest is given back all the same; there is nobody left to tell
                continue;
            }
        }
    }

    /** After a start that failed, when all is closed: what the start made goes. */
    private void abandon() {
        if (counters != null) {
            counters.discardIfBegun();
        }
        if (usage != null) {
            usage.discardIfBegun();
        }
        if (directories != null) {
            directories.discard();
        }
        if (runDirectory != null) {
            runDirectory.abandon();
        }
    }

    private static SigbusGuard guard(final Path directory) {
        final SigbusGuard guard = SigbusGuard.install();
        guard.watch(directory);
        guard.watchPrefix(Segments.MAPPING_PREFIX);
        return guard;
    }
}
