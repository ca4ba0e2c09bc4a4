package io.weir.bench;

import io.weir.bench.process.ScratchDirectory;
import io.weir.client.CompletionChannel;
import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.router.RouterService;
import io.weir.router.admin.EventSink;
import io.weir.router.config.ConfigException;
import io.weir.router.config.RouterConfigLoader;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Opcode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a router, a tenant and the command line do first, all of it in one process: {@code ./weir} has a JVM remember
 * what that loads, links and profiles ({@code -XX:AOTCacheOutput}), so that others start sooner and are fast sooner.
 */
public final class Training {
    private static final int MESSAGE = 64;
    private static final int ROUNDS = 3000;
    private static final int VERBS = 200;
    private static final long PATIENCE_NS = 10_000_000_000L;
    private static final int ADDRESSES = 254;
    private static final Opcode[] OPCODES = {Opcode.RDMA_WRITE, Opcode.RDMA_READ, Opcode.SEND};

    private Training() {
    }

    /** Runs it. */
    public static void main(final String[] args) throws IOException, ConfigException {
        try (ScratchDirectory scratch = new ScratchDirectory("weir-training")) {
            final Path run = scratch.path().resolve("run");
            // an address of its own among this host's: two may train at a time
            final long pid = ProcessHandle.current().pid();
            final Path config = Files.writeString(scratch.path().resolve("weir.yaml"), """
                host: training
                directory: %s
                rail: {rnic: soft, address: 127.48.%d.%d}
                tenants:
                  - {name: t0, network: training, ip: 10.1.0.1, limit: {egress: 100Gbit}}
                """.formatted(run, (pid >> Byte.SIZE) % ADDRESSES + 1, pid % ADDRESSES + 1));
            execute("router", "--config", config.toString(), "--check");
            final RouterService router =
                RouterService.start(RouterConfigLoader.load(config), EventSink.ofText(line -> { }));
            try {
                attach(run.resolve("tenants").resolve("t0"));
                attach(run.resolve("tenants").resolve("t0"));
                for (final String command : new String[] {"status", "usage", "resources"}) {
                    execute(command, "--directory", run.toString());
                }
                execute("--help");
                execute("bench", "--help");
            } finally {
                router.close();
            }
        }
    }

    private static void execute(final String... command) {
        final PrintWriter nowhere = new PrintWriter(new StringWriter());
        Weir.commandLine().setOut(nowhere).setErr(nowhere).execute(command);
    }

    private static void attach(final Path directory) {
        final VirtualDevice device = VirtualDevice.open(directory);
        final CompletionChannel channel = device.createCompChannel();
        final CompletionQueue cq = device.createCq(MESSAGE, channel);
        final SharedMemory memory = device.allocate(2 * MESSAGE);
        final ProtectionDomain pd = device.allocPd();
        final MemoryRegion region = pd.regMr(memory, AccessFlags.ALL);
        for (int i = 0; i < VERBS; i++) {
            device.createCq(MESSAGE).close();
            pd.createQp(new QpInitAttributes().cq(cq)).close();
            pd.regMr(memory, AccessFlags.ALL).close();
        }
        final QueuePair queuePair = pd.createQp(new QpInitAttributes().cq(cq));
        queuePair.connect(device.gid(), queuePair.qpNumber(), AccessFlags.ALL);
        final SendWorkRequest send = new SendWorkRequest();
        final WorkCompletion completion = new WorkCompletion();
        for (int i = 0; i < ROUNDS; i++) {
            for (final Opcode opcode : OPCODES) {
                send.reset().opcode(opcode).sge(region, 0, MESSAGE).signaled();
                if (opcode == Opcode.SEND) {
                    check(queuePair.postRecv(new ReceiveWorkRequest().sge(region, MESSAGE, MESSAGE)) == 0, "postRecv");
                } else {
                    send.remote(region.address() + MESSAGE, region.rkey());
                }
                check(queuePair.postSend(send) == 0, "postSend");
                for (int completions = opcode == Opcode.SEND ? 2 : 1; completions > 0; completions--) {
                    check(cq.await(completion, PATIENCE_NS) && completion.isSuccess(), opcode.toString());
                }
            }
        }
        device.closeAll();
    }

    private static void check(final boolean holds, final String what) {
        if (!holds) {
            throw new IllegalStateException("did not work: " + what);
        }
    }
}
