package io.weir.router;

import io.weir.client.CompletionQueue;
import io.weir.client.DeviceOptions;
import io.weir.client.InvokingIdleStrategy;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.policy.TenantPolicy;
import io.weir.router.accounting.UsageSnapshot;
import io.weir.router.config.AccountingConfig;
import io.weir.router.config.ConfigSources;
import io.weir.router.config.RailConfig;
import io.weir.router.config.RouterConfig;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcOpcode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * An hour of a host with three tenants that send to each other, all by chance of one seed: operations of every kind
 * and size, some wrong; queue pairs come and go; the wall clock is set; the ledger's disk is full for a while; the
 * router stops, or is killed. On clocks driven by hand, on one thread.
 *
 * <p>A kill leaves what the files held at that moment: they are put aside, the router is closed, they are put back.
 */
final class RandomHour implements AutoCloseable {
    private static final String[] TENANTS = {"acme", "globex", "initech"};
    private static final long ROUND_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final long TURN_NS = 5_000;
    private static final int MEMORY = 1 << 20;
    private static final int LONGEST = 300_000;
    private static final int LONGEST_SEND = 20_000;
    private static final int ALL_PAGES = 0;
    private static final List<String> FILES = List.of("counters.weir", "usage.weir", "ledger.db", "ledger.db-wal");

    final Map<String, Map<String, Long>> seen = new TreeMap<>();
    final List<String> log = new ArrayList<>();
    final RouterConfig config;
    int kills;
    int stops;
    int diskFull;
    int clockSteps;
    int wrong;
    private final Random random;
    private final Path aside;
    private final List<Party> parties = new ArrayList<>();
    private final WorkCompletion completion = new WorkCompletion();
    private Router router;
    private long nowNs = 1_000_000_000L;
    private long wallMs = 1_700_000_000_000L;
    private long carriedOut;

    RandomHour(final Path directory, final long seed) throws IOException {
        random = new Random(seed);
        aside = Files.createDirectory(directory.resolve("aside"));
        final List<TenantPolicy> tenants = new ArrayList<>();
        for (int i = 0; i < TENANTS.length; i++) {
            tenants.add(RouterFixture.tenant(TENANTS[i], "blue", "10.1.0." + (i + 1)));
            seen.put(TENANTS[i], new TreeMap<>());
        }
        config = new RouterConfig("a", directory.resolve("run"), null,
            new RailConfig(RailConfig.Kind.LOCAL, 0, 0, 4096), null, List.of(), List.of(), tenants,
            new AccountingConfig(10_000, null, AccountingConfig.DEFAULT.keepMs()), ConfigSources.NONE);
        start();
    }

    /** What a tenant's process has. */
    private final class Party {
        private final String tenant;
        private final VirtualDevice device;
        private final ProtectionDomain pd;
        private final CompletionQueue cq;
        private final SharedMemory memory;
        private final MemoryRegion region;

        Party(final String tenant) {
            this.tenant = tenant;
            device = VirtualDevice.open(config.tenantDirectory(tenant),
                DeviceOptions.defaults().withIdleStrategy(new InvokingIdleStrategy(RandomHour.this::turn)));
            pd = device.allocPd();
            cq = device.createCq(1024);
            memory = device.allocate(MEMORY);
            region = pd.regMr(memory, AccessFlags.ALL);
        }

        /** Takes what completed, and counts what did well. */
        void poll() {
            while (cq.poll(completion) == 1) {
                if (completion.isSuccess()) {
                    final String operation = name(completion.opcode());
                    seen.get(tenant).merge("messages/" + operation, 1L, Long::sum);
                    seen.get(tenant).merge("bytes/" + operation, completion.byteLength(), Long::sum);
                }
            }
        }
    }

    /** Two queue pairs that are each other's peers. */
    private final class Link implements AutoCloseable {
        private final Party[] ends;
        private final QueuePair[] queuePairs = new QueuePair[2];

        Link(final Party one, final Party two) {
            ends = new Party[] {one, two};
            for (int i = 0; i < 2; i++) {
                queuePairs[i] = ends[i].pd.createQp(new QpInitAttributes().cq(ends[i].cq).maxSendWr(32).maxRecvWr(32));
            }
            for (int i = 0; i < 2; i++) {
                queuePairs[i].connect(ends[1 - i].device.gid(), queuePairs[1 - i].qpNumber(), AccessFlags.ALL);
            }
        }

        void post() {
            final int from = random.nextInt(2);
            final Party there = ends[1 - from];
            final int kind = random.nextInt(100);
            final Opcode opcode = kind < 30 ? Opcode.RDMA_WRITE : kind < 55 ? Opcode.RDMA_READ
                : kind < 75 ? Opcode.SEND : kind < 85 ? Opcode.RDMA_WRITE_WITH_IMM
                : kind < 92 ? Opcode.ATOMIC_FETCH_AND_ADD : Opcode.ATOMIC_CMP_AND_SWP;
            final int length = opcode.isAtomic() ? Long.BYTES
                : random.nextInt(random.nextInt(4) == 0 ? LONGEST : 1_000) % (opcode == Opcode.SEND ? LONGEST_SEND
                : LONGEST) + 1;
            final SendWorkRequest request = new SendWorkRequest().opcode(opcode).signaled()
                .sge(ends[from].region, random.nextInt(1_000), length);
            if (opcode == Opcode.SEND || opcode == Opcode.RDMA_WRITE_WITH_IMM) {
                queuePairs[1 - from].postRecv(new ReceiveWorkRequest().sge(there.region, 0, MEMORY));
            }
            if (opcode != Opcode.SEND) {
                final boolean lie = random.nextInt(400) == 0;
                request.remote(there.region.address() + 8L * random.nextInt(1_000),
                    lie ? there.region.rkey() + 1 : there.region.rkey());
                wrong += lie ? 1 : 0;
            }
            if (opcode == Opcode.ATOMIC_CMP_AND_SWP) {
                request.compareAndSwap(random.nextInt(3), random.nextInt(3));
            } else if (opcode == Opcode.ATOMIC_FETCH_AND_ADD) {
                request.fetchAndAdd(1);
            }
            queuePairs[from].postSend(request);
        }

        @Override
        public void close() {
            queuePairs[0].close();
            queuePairs[1].close();
        }
    }

    private final List<Link> links = new ArrayList<>();

    void run() throws IOException {
        final long endNs = nowNs + HOUR_NS;
        long eventNs = nowNs;
        boolean full = false;
        while (nowNs - endNs < 0) {
            nowNs += ROUND_NS;
            if (random.nextInt(4) == 0) {
                links.get(random.nextInt(links.size())).post();
            }
            turn();
            turn();
            poll();
            if (random.nextInt(2_000) == 0) {
                renew(random.nextInt(links.size()));
            }
            if (nowNs - eventNs >= 0) {
                eventNs = nowNs + TimeUnit.SECONDS.toNanos(20 + random.nextInt(200));
                full = happen(full);
            }
        }
        router.ledgerKeeper().limit(ALL_PAGES);
        router.closeInterval();
    }

    private boolean happen(final boolean full) throws IOException {
        switch (random.nextInt(6)) {
            case 0 -> kill();
            case 1 -> stop();
            case 2, 3 -> {
                wallMs += (random.nextBoolean() ? 1 : -1) * TimeUnit.SECONDS.toMillis(random.nextInt(7_200));
                clockSteps++;
                return full;
            }
            default -> {
                router.ledgerKeeper().limit(full ? ALL_PAGES : 1);
                diskFull += full ? 0 : 1;
                return !full;
            }
        }
        return false;
    }

    /** One that is broken, or one that nobody needs any more, makes room for another. */
    private void renew(final int index) {
        final Link old = links.get(index);
        for (int i = 0; i < 50; i++) {
            turn();
            poll();
        }
        old.close();
        poll();
        links.set(index, new Link(any(), any()));
    }

    private Party any() {
        return parties.get(random.nextInt(parties.size()));
    }

    private void start() throws IOException {
        router = Router.embed(config, () -> nowNs, this::wall, new Random(random.nextLong()), log::add);
        for (final String tenant : TENANTS) {
            parties.add(new Party(tenant));
        }
        for (int i = 0; i < 6; i++) {
            links.add(new Link(any(), any()));
        }
    }

    /** Time goes by on the wall as by the steady clock, but for steps. */
    private long wall() {
        return wallMs + nowNs / 1_000_000;
    }

    private void stop() throws IOException {
        stops++;
        while (!isQuiet()) {
            turn();
            poll();
        }
        end();
        start();
    }

    private boolean isQuiet() {
        for (int i = 0; i < 200; i++) {
            if (turn() > 0) {
                return false;
            }
        }
        return true;
    }

    private void kill() throws IOException {
        kills++;
        for (final String file : FILES) {
            final Path path = config.directory().resolve(file);
            Files.deleteIfExists(aside.resolve(file));
            if (Files.exists(path)) {
                Files.copy(path, aside.resolve(file));
            }
        }
        poll();
        end();
        Files.deleteIfExists(config.directory().resolve("ledger.db-shm"));
        for (final String file : FILES) {
            final Path path = config.directory().resolve(file);
            Files.deleteIfExists(path);
            if (Files.exists(aside.resolve(file))) {
                Files.move(aside.resolve(file), path, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        start();
    }

    private void end() {
        carriedOut += router.rnicCounters().get("local").get("operations");
        router.close();
        links.clear();
        for (final Party party : parties) {
            party.device.closeAll();
            party.device.close();
        }
        parties.clear();
    }

    private void poll() {
        for (int i = 0; i < parties.size(); i++) {
            parties.get(i).poll();
        }
    }

    private int turn() {
        nowNs += TURN_NS;
        return router.doWork();
    }

    /** Requests that the RNIC says it completed. */
    long carriedOut() {
        return carriedOut + router.rnicCounters().get("local").get("operations");
    }

    UsageSnapshot counters() throws IOException {
        return UsageSnapshot.read(config.countersFile());
    }

    @Override
    public void close() {
        end();
    }

    private static String name(final WcOpcode opcode) {
        return switch (opcode) {
            case RDMA_WRITE -> "write";
            case RDMA_READ -> "read";
            case COMP_SWAP -> "cmp_and_swp";
            case FETCH_ADD -> "fetch_and_add";
            default -> opcode.name().toLowerCase(Locale.ROOT);
        };
    }
}
