package io.weir.router.datapath;

import io.weir.policy.Allowance;
import io.weir.policy.Rate;
import io.weir.policy.TenantLimiters;
import io.weir.policy.TenantLimits;
import io.weir.router.accounting.CountersException;
import io.weir.router.accounting.CountersFile;
import io.weir.router.accounting.TenantUsage;
import io.weir.router.accounting.UsageFile;
import io.weir.router.rnic.local.LocalRnic;
import io.weir.verbs.Gid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.SystemEpochClock;

/** A data path over {@link LocalRnic}, driven by hand on a clock that only {@link #advance} moves. */
final class TestHost implements AutoCloseable {
    static final int LOCAL = 0;
    static final String NETWORK = "blue";

    final DataPathAgent agent;
    long nowNs = 1_000_000_000L;
    private int lastAddress = 0x0A00_0000;
    private final CountersFile counters;
    private final UsageFile usage;
    private final boolean realClock;
    private final AtomicLong clockReads = new AtomicLong();

    TestHost() {
        this(false);
    }

    private TestHost(final boolean realClock) {
        this.realClock = realClock;
        try {
            final Path directory = Files.createTempDirectory("weir-datapath");
            counters = CountersFile.open(directory.resolve("counters"), List.of());
            usage = UsageFile.open(directory.resolve("usage"), 8, SystemEpochClock.INSTANCE);
            Files.delete(directory.resolve("counters"));
            Files.delete(directory.resolve("usage"));
            Files.delete(directory);
        } catch (final IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
        agent = new DataPathAgent(this::nanoTime, new Random(7), List.of(new LocalRnic(new Random(8))));
    }

    /** For a data path on a thread of its own. */
    static TestHost onRealClock() {
        return new TestHost(true);
    }

    private long nanoTime() {
        clockReads.incrementAndGet();
        return realClock ? System.nanoTime() : nowNs;
    }

    /** Every duty cycle reads the clock once. */
    long clockReads() {
        return clockReads.get();
    }

    TestTenant tenant(final String name) {
        return tenant(name, 1, TenantLimits.NONE);
    }

    TestTenant tenant(final String name, final int weight, final TenantLimits limits) {
        return new TestTenant(this, device(name, weight, limits));
    }

    DataDevice device(final String name, final String network) {
        return device(name, network, 1, TenantLimits.NONE);
    }

    DataDevice device(final String name, final int weight, final TenantLimits limits) {
        return device(name, NETWORK, weight, limits);
    }

    private DataDevice device(final String name, final String network, final int weight, final TenantLimits limits) {
        return device(name, network, new TenantLimiters(limits.withWeights(weight, weight), nanoTime()));
    }

    /** One whose pace the test changes. */
    DataDevice device(final String name, final String network, final TenantLimiters limiters) {
        return agent.addDevice(new DeviceSpec(name, network, Gid.ofIpv4(++lastAddress), limiters,
            usage.tenant(name, network, counters.tenant(name), true), DeviceSpec.VIRTUAL));
    }

    static TenantLimits egressLimit(final long bitsPerSecond) {
        return TenantLimits.NONE.withEgress(Allowance.limited(Rate.ofBits(bitsPerSecond)));
    }

    TenantUsage usage(final String tenant) {
        try {
            return counters.snapshot().tenant(tenant).orElseThrow();
        } catch (final CountersException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    /** Duty cycles until there is nothing to do but wait for the clock. */
    void run() {
        for (int i = 0; i < 1_000_000; i++) {
            if (agent.doWork() == 0) {
                return;
            }
        }
        throw new AssertionError("never idle");
    }

    void advance(final long ns) {
        nowNs += ns;
    }

    void closeCounters() {
        counters.close();
        usage.close();
    }

    @Override
    public void close() {
        agent.onClose();
        closeCounters();
    }
}
