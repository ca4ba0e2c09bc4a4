package io.weir.router.datapath;

import io.weir.policy.RateLimiter;
import io.weir.policy.TenantLimiters;
import io.weir.router.accounting.Direction;
import io.weir.router.accounting.Latencies;
import io.weir.router.accounting.LatencyHistogram;
import io.weir.router.accounting.TenantMeter;
import io.weir.router.rnic.Keys;
import io.weir.router.rnic.RnicMr;
import io.weir.verbs.Gid;
import io.weir.verbs.WcOpcode;
import java.util.random.RandomGenerator;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.NanoClock;

/** A tenant's virtual device: its lane through the scheduler, its limiters, its names, its counters. */
final class Device implements DataDevice {
    /** Index of the RNIC of this host's own memory. */
    static final int SAME_HOST = 0;

    private static final RateLimiter.Reason[] REASONS = RateLimiter.Reason.values();

    private final int number;
    private final NanoClock clock;
    private final String network;
    private final Gid gid;
    private final TenantLimiters limiters;
    private final TenantMeter usage;
    private final int rail;
    private final Int2ObjectHashMap<Region> regionByRkey = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<QueuePair> datagramQueuePairs = new Int2ObjectHashMap<>();
    private final HoldTimes holdTimes = new HoldTimes();
    private final LatencyHistogram latency = new LatencyHistogram();
    private Lane[] lanes;
    private int destinations;
    private int questions;
    private int queuePairs;
    private long pendingPieces;
    private long pendingBytes;
    private final long[] meteredNs = new long[2 * REASONS.length];

    /** The {@code clock} is that of the duty cycle. */
    Device(final int number, final NanoClock clock, final DeviceSpec spec) {
        this.number = number;
        this.clock = clock;
        this.network = spec.network();
        this.gid = spec.gid();
        this.limiters = spec.limiters();
        this.usage = spec.usage();
        this.rail = spec.rail();
    }

    @Override
    public int physicalRkey(final int rnicIndex, final int virtualRkey) {
        final Region region = regionByRkey.get(virtualRkey);
        return region == null ? Keys.INVALID : region.on(rnicIndex).rkey();
    }

    @Override
    public Latencies latencies() {
        return latency.snapshot();
    }

    @Override
    public RateLimiter.Reason heldBack(final Direction direction) {
        return (direction == Direction.EGRESS ? limiters.egress() : limiters.ingress()).reason();
    }

    @Override
    public HoldTimes holdTimes() {
        return holdTimes;
    }

    /** Of its work requests, from the doorbell to the completion. */
    LatencyHistogram latency() {
        return latency;
    }

    String network() {
        return network;
    }

    Gid gid() {
        return gid;
    }

    /** Physical number on an RNIC, or {@link Destination#NOBODY}. */
    int physicalDatagramNumber(final int rnicIndex, final int number) {
        final QueuePair queuePair = datagramQueuePairs.get(number);
        final Binding binding = queuePair == null ? null : queuePair.bindingOn(rnicIndex);
        return binding == null ? Destination.NOBODY : binding.rnicQp().qpNumber();
    }

    void addDatagramQueuePair(final QueuePair queuePair) {
        datagramQueuePairs.put(queuePair.qpNumber(), queuePair);
    }

    void removeDatagramQueuePair(final QueuePair queuePair) {
        datagramQueuePairs.remove(queuePair.qpNumber());
    }

    /** Datagram destinations on other hosts that its queue pairs remember. */
    int destinations() {
        return destinations;
    }

    void addDestinations(final int change) {
        destinations += change;
    }

    /** Questions of its datagram queue pairs that are not answered yet. */
    int questions() {
        return questions;
    }

    void addQuestions(final int change) {
        questions += change;
    }

    /** Its number in every {@link Link}. */
    int number() {
        return number;
    }

    void setLanes(final Lane[] made) {
        lanes = made;
    }

    /** Its lane of {@link Scheduler#link}. */
    Lane lane(final int link) {
        return lanes[link];
    }

    TenantLimiters limiters() {
        return limiters;
    }

    /** One queue pair more is on it: makes room for all of its own to be ready at once. */
    void reserveQueuePair() {
        queuePairs++;
        for (final Lane lane : lanes) {
            lane.ready().reserve(queuePairs);
        }
    }

    /** One less is on it. */
    void releaseQueuePair() {
        queuePairs--;
    }

    /** Counts how long it was held back since the last time. */
    void meterThrottling(final long nowNs) {
        holdTimes.publish(limiters, nowNs);
        meterThrottling(Direction.EGRESS, limiters.egress(), 0, nowNs);
        meterThrottling(Direction.INGRESS, limiters.ingress(), REASONS.length, nowNs);
    }

    private void meterThrottling(final Direction direction, final RateLimiter limiter, final int metered,
                                 final long nowNs) {
        for (int i = 1; i < REASONS.length; i++) {
            final long heldNs = limiter.heldNs(REASONS[i], nowNs);
            usage.held(direction, REASONS[i], heldNs - meteredNs[metered + i]);
            meteredNs[metered + i] = heldNs;
        }
    }

    /** Counts up to now what time makes grow. */
    void settle(final long nowNs) {
        meterThrottling(nowNs);
        usage.accrue(nowNs);
        pendingPieces = 0;
        pendingBytes = 0;
    }

    /** Of one of its queue pairs, after {@link #settle}: what RNICs carried for requests that are not complete. */
    void addPending(final long pieces, final long bytes) {
        pendingPieces += pieces;
        pendingBytes += bytes;
    }

    /** After all have told. */
    void report() {
        usage.pending(pendingPieces, pendingBytes);
    }

    boolean isVirtual() {
        return rail == DeviceSpec.VIRTUAL;
    }

    /** Index of the RNIC whose names are its own; {@link DeviceSpec#VIRTUAL} if its names are virtual. */
    int rail() {
        return rail;
    }

    /** What a new region's rkey is for the tenant. */
    int newRkey(final RnicMr[] physical, final int drawn, final RandomGenerator random) {
        return rail == DeviceSpec.VIRTUAL ? newVirtualRkey(drawn, random) : physical[rail].rkey();
    }

    private int newVirtualRkey(final int drawn, final RandomGenerator random) {
        int rkey = drawn;
        while (rkey == Keys.INVALID || regionByRkey.containsKey(rkey)) {
            rkey = random.nextInt();
        }
        return rkey;
    }

    void add(final Region region, final long nowNs) {
        usage.registered(region.length(), nowNs);
        regionByRkey.put(region.rkey(), region);
    }

    void remove(final Region region, final long nowNs) {
        usage.registered(-region.length(), nowNs);
        regionByRkey.remove(region.rkey());
    }

    /** What it is billed by. */
    TenantMeter usage() {
        return usage;
    }

    /** Peers' one-sided operations of which its RNIC did not tell: their routers did. */
    void meterServed(final WcOpcode opcode, final long messages, final long bytes) {
        usage.served(opcode, messages, bytes);
        chargeServed(opcode, bytes);
    }

    /**
     * A peer's one-sided operation in its memory. That holds back what the tenant itself does in that direction, not
     * the peer: whoever has its rkey has its leave.
     */
    void chargeServed(final WcOpcode opcode, final long bytes) {
        final RateLimiter limiter = opcode == WcOpcode.RDMA_WRITE ? limiters.ingress() : limiters.egress();
        limiter.charge(clock.nanoTime(), bytes);
    }

    /** A message came into its memory. */
    void chargeReceived(final long bytes) {
        limiters.ingress().charge(clock.nanoTime(), bytes);
    }
}
