package io.weir.router.overlay;

import io.aeron.logbuffer.FragmentHandler;
import io.weir.router.admin.PeerStatus;
import io.weir.router.config.PeerConfig;
import io.weir.router.config.RouterConfig;
import io.weir.router.datapath.DataPath;
import io.weir.router.datapath.QpQuestion;
import io.weir.router.rnic.Rnic;
import io.weir.router.tenant.Networks;
import io.weir.verbs.Gid;
import io.weir.verbs.QpType;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/** The other hosts, as this router's control path sees them. */
public final class Overlay implements AutoCloseable {
    /** How late a peer's question may be seen when none came for a while: to look costs some 50 µs. */
    private static final long IDLE_POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    /** The same when one came of late: who connects a queue pair connects more. Nobody waits for reports. */
    private static final long ACTIVE_POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long ACTIVE_NS = TimeUnit.SECONDS.toNanos(2);
    /** The same while this router waits for an answer. */
    private static final long BUSY_POLL_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private final NanoClock clock;
    private final List<PeerConfig> peers;
    private final Directory directory;
    private final PeerTransport transport;
    private final PeerProxy proxy;
    private final ServedReports reports;
    private final Resolutions resolutions;
    private final PeerAdapter adapter;
    private long lastActiveNs;

    /**
     * Opens the streams to the peers; a router without peers has none.
     *
     * @param aeronDirectory of the driver; does not exist
     * @param requests       takes the data path's questions to the control thread
     */
    public Overlay(final RouterConfig config, final Path aeronDirectory, final Networks networks,
                   final DataPath dataPath, final NameRequests requests, final NanoClock clock) {
        this.clock = clock;
        lastActiveNs = clock.nanoTime();
        peers = config.peers();
        directory = new Directory(config.peers(), requests);
        if (config.peers().isEmpty()) {
            transport = null;
            proxy = null;
            reports = null;
            resolutions = null;
            adapter = null;
        } else {
            final List<Rnic> rnics = dataPath.rnics();
            final int rail = rnics.size() - 1;
            transport = new PeerTransport(aeronDirectory, config.control(), config.peers());
            proxy = new PeerProxy(transport, config.host(), rnics.get(rail).info().address());
            reports = new ServedReports(proxy, ThreadLocalRandom.current().nextLong());
            resolutions = new Resolutions(proxy, dataPath, reports);
            adapter = new PeerAdapter(networks, dataPath, rail, proxy, resolutions, reports);
        }
    }

    /** The device with that GID on that network on another host, or null. */
    public PeerDevice find(final String network, final Gid gid) {
        return directory.find(network, gid);
    }

    /** Asks a device's router for the physical names of a connected queue pair. */
    public void resolveQp(final PeerDevice device, final int number, final QpType type, final QpAnswer answer) {
        resolutions.askQp(device, number, type, answer, clock.nanoTime());
    }

    /** Asks for a datagram queue pair of the data path; it gets the answer. */
    public void resolveQp(final QpQuestion question) {
        resolutions.askQp(question, clock.nanoTime());
    }

    /** Tells a device's router that a datagram queue pair of this host is gone. */
    public void forgetQp(final PeerDevice device, final int physicalNumber) {
        proxy.forgetQp(device.peer(), physicalNumber);
    }

    /** Asks a device's router for a physical rkey; the data path gets the answer. */
    public void resolveRkey(final PeerDevice device, final int rkey) {
        resolutions.askRkey(device, rkey, clock.nanoTime());
    }

    /** Runs the streams; what came goes to {@code handler}. */
    public int poll(final FragmentHandler handler, final long nowNs) {
        return transport == null ? 0 : transport.poll(handler) + resolutions.poll(nowNs) + reports.poll(nowNs);
    }

    /** A peer's message, in private memory. Throws if it is malformed. */
    public void onMessage(final UnsafeBuffer message) {
        if (adapter.onMessage(message)) {
            lastActiveNs = clock.nanoTime();
        }
    }

    /** The other hosts, and whether they listen. */
    public List<PeerStatus> peers() {
        return peers.stream()
            .map(peer -> new PeerStatus(peer.name(), peer.control().toString(), peer.rail().toString(),
                transport.isConnected(peer.name())))
            .toList();
    }

    /** The longest that {@link #poll} may be left out, in nanoseconds. */
    public long pollIntervalNs() {
        if (transport == null) {
            return Long.MAX_VALUE;
        }
        if (resolutions.isWaiting()) {
            return BUSY_POLL_NS;
        }
        return clock.nanoTime() - lastActiveNs < ACTIVE_NS ? ACTIVE_POLL_NS : IDLE_POLL_NS;
    }

    @Override
    public void close() {
        if (transport != null) {
            transport.close();
        }
    }
}
