package io.weir.bench.tenancy.process;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.verbs.Opcode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A tenant that does one {@link Attack} as fast as it can from {@code attack kind=…} until it hears anything. */
public final class Attacker {
    private static final int SLOTS = 64;
    private static final int MEMORY = 2 << 20;
    private static final int DOORBELLS = 256;
    private static final int UNREADY = 64;
    private static final int LISTEN_EVERY = 64;
    private static final long LISTEN_NS = 1_000_000;

    private final Path directory;
    private final Conversation conversation;
    private long stopNs;
    private long done;

    private Attacker(final Path directory, final Conversation conversation) {
        this.directory = directory;
        this.conversation = conversation;
    }

    /** Argument: the tenant's directory. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            conversation.tell(Line.of("ready"));
            final Attacker attacker = new Attacker(Path.of(args[0]), conversation);
            for (Line order = conversation.hear("attack");; order = conversation.hear("attack")) {
                attacker.attack(Attack.valueOf(order.text("kind")));
            }
        });
    }

    private void attack(final Attack kind) throws IOException {
        done = 0;
        switch (kind) {
            case BURNER -> burn();
            case BULK -> load("write", 1 << 20, 2);
            case TINY -> load("write", 8, SLOTS);
            case READ -> load("read", 1 << 16, 8);
            case ATOMIC -> load("atomic", 8, SLOTS);
            default -> abuse(kind);
        }
        conversation.tell(Line.of("attacked").with("count", done));
    }

    private boolean goesOn() throws IOException {
        final long nowNs = System.nanoTime();
        if (nowNs - stopNs < 0) {
            return true;
        }
        stopNs = nowNs + LISTEN_NS;
        return !conversation.hasHeard();
    }

    private void begin() {
        stopNs = System.nanoTime();
        conversation.tell(Line.of("attacking"));
    }

    private void burn() throws IOException {
        begin();
        while (goesOn()) {
            done++;
        }
    }

    private void load(final String operation, final int size, final int window) throws IOException {
        try (Load load = new Load(directory)) {
            load.order(Line.of("load").with("op", operation).with("size", size).with("qps", 16).with("window", window));
            begin();
            while (goesOn()) {
                final int work = load.step();
                done += work;
                if (work == 0) {
                    Thread.yield();
                }
            }
        }
    }

    private void abuse(final Attack kind) throws IOException {
        try (VirtualDevice device = Attach.open(directory);
            ProtectionDomain pd = device.allocPd();
            CompletionQueue cq = device.createCq(DOORBELLS * 16);
            SharedMemory memory = device.allocate(MEMORY);
            MemoryRegion region = pd.regMr(memory, Load.ACCESS)) {
            memory.segment().fill((byte) 1);
            switch (kind) {
                case RNR -> provokeReceiverNotReady(device, pd, cq, region);
                case ERROR -> provokeErrors(device, pd, cq, region);
                case REGISTER -> register(pd, memory);
                case CONTROL -> ask(device);
                case DOORBELL -> ring(device, pd, cq, region);
                default -> churn(device, pd, cq, region);
            }
            device.closeAll();
        }
    }

    private static QueuePair connected(final VirtualDevice device, final ProtectionDomain pd, final CompletionQueue cq,
                                       final int depth) {
        final QueuePair queuePair = pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(depth).maxRecvWr(1));
        queuePair.connect(device.gid(), queuePair.qpNumber(), Load.ACCESS);
        return queuePair;
    }

    private void provokeReceiverNotReady(final VirtualDevice device, final ProtectionDomain pd,
                                         final CompletionQueue cq, final MemoryRegion region) throws IOException {
        for (int i = 0; i < UNREADY; i++) {
            final QueuePair queuePair = connected(device, pd, cq, SLOTS);
            for (int j = 0; j < SLOTS; j++) {
                queuePair.postSend(new SendWorkRequest().opcode(Opcode.SEND).sge(region, 0, 1 << 14).signaled());
                done++;
            }
        }
        begin();
        while (goesOn()) {
            // what was posted is tried again and again, by the router
            Thread.onSpinWait();
        }
    }

    private void provokeErrors(final VirtualDevice device, final ProtectionDomain pd, final CompletionQueue cq,
                               final MemoryRegion region) throws IOException {
        final QueuePair queuePair = connected(device, pd, cq, SLOTS);
        final WorkCompletion completion = new WorkCompletion();
        begin();
        while (goesOn()) {
            for (int i = 0; i < SLOTS; i++) {
                queuePair.postSend(new SendWorkRequest().opcode(Opcode.RDMA_WRITE).sge(region, 0, 8)
                    .remote(region.address(), ~region.rkey()).signaled());
            }
            for (int left = SLOTS; left > 0;) {
                left -= cq.await(completion, 1_000_000_000L) ? 1 : SLOTS;
            }
            queuePair.toReset();
            queuePair.connect(device.gid(), queuePair.qpNumber(), Load.ACCESS);
            done++;
        }
    }

    private void register(final ProtectionDomain pd, final SharedMemory memory) throws IOException {
        begin();
        while (goesOn()) {
            pd.regMr(memory.segment().asSlice(0, 1 << 20), Load.ACCESS).close();
            done++;
        }
    }

    private void ask(final VirtualDevice device) throws IOException {
        begin();
        while (goesOn()) {
            device.queryPort(1);
            done++;
        }
    }

    private void ring(final VirtualDevice device, final ProtectionDomain pd, final CompletionQueue cq,
                      final MemoryRegion region) throws IOException {
        final List<QueuePair> queuePairs = new ArrayList<>();
        for (int i = 0; i < DOORBELLS; i++) {
            queuePairs.add(connected(device, pd, cq, 8));
        }
        final SendWorkRequest nothing = new SendWorkRequest().opcode(Opcode.RDMA_WRITE)
            .remote(region.address(), region.rkey()).signaled();
        final WorkCompletion[] completions = WorkCompletion.array(SLOTS);
        begin();
        for (int i = 0; i % LISTEN_EVERY != 0 || goesOn(); i++) {
            done += queuePairs.get(i % DOORBELLS).postSend(nothing) == 0 ? 1 : 0;
            cq.poll(completions, SLOTS);
        }
    }

    private void churn(final VirtualDevice device, final ProtectionDomain pd, final CompletionQueue cq,
                       final MemoryRegion region) throws IOException {
        final WorkCompletion completion = new WorkCompletion();
        begin();
        while (goesOn()) {
            final QueuePair queuePair = connected(device, pd, cq, SLOTS);
            queuePair.postSend(new SendWorkRequest().opcode(Opcode.RDMA_WRITE).sge(region, 0, 8)
                .remote(region.address(), region.rkey()).signaled());
            cq.await(completion, 1_000_000_000L);
            queuePair.close();
            done++;
        }
    }
}
