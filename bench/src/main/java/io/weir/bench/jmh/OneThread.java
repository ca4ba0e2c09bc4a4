package io.weir.bench.jmh;

import io.weir.bench.process.ScratchDirectory;
import io.weir.client.CompletionQueue;
import io.weir.client.DeviceOptions;
import io.weir.client.InvokingIdleStrategy;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.router.Router;
import io.weir.router.config.ConfigException;
import io.weir.router.config.RouterConfigLoader;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemNanoClock;

/** A router and a tenant of it on one thread: what is left is the instructions, without what other cores cost. */
final class OneThread implements AutoCloseable {
    private static final int MESSAGE = 8;
    private static final int SEED = 4791;
    /** A processor may be emulated, and the code cold. */
    private static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(1);

    private final ScratchDirectory directory;
    private final Router router;
    private final VirtualDevice device;
    private final CompletionQueue cq;
    private final QueuePair queuePair;
    private final SendWorkRequest[] writes;
    private final WorkCompletion completion = new WorkCompletion();

    /**
     * With a queue pair that is connected to itself.
     *
     * @param depth  WRITEs of 8 bytes that are posted at a time
     * @param policy what is said of the tenant besides name and network, beginning with a comma, or nothing
     */
    OneThread(final int depth, final String policy) throws IOException, ConfigException {
        directory = new ScratchDirectory("weir-jmh");
        final Path file = Files.writeString(directory.path().resolve("weir.yaml"), """
            host: bench
            directory: %s
            rail: {rnic: local}
            tenants:
              - {name: t0, network: bench, ip: 10.1.0.1%s}
            """.formatted(directory.path().resolve("run"), policy));
        router = Router.embed(
            RouterConfigLoader.load(file), SystemNanoClock.INSTANCE, new Random(SEED), line -> { });
        device = VirtualDevice.open(directory.path().resolve("run").resolve("tenants").resolve("t0"),
            DeviceOptions.defaults().withAttachTimeout(TIMEOUT_NS).withControlTimeout(TIMEOUT_NS)
                .withIdleStrategy(new InvokingIdleStrategy(router::doWork)));
        cq = device.createCq(2 * depth);
        final SharedMemory memory = device.allocate(2 * MESSAGE);
        final ProtectionDomain pd = device.allocPd();
        final MemoryRegion region = pd.regMr(memory, AccessFlags.ALL);
        queuePair = pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(depth).maxRecvWr(1));
        queuePair.connect(device.gid(), queuePair.qpNumber(), AccessFlags.ALL);
        writes = new SendWorkRequest[depth];
        for (int i = 0; i < depth; i++) {
            writes[i] = new SendWorkRequest().opcode(Opcode.RDMA_WRITE).sge(region, 0, MESSAGE)
                .remote(region.address() + MESSAGE, region.rkey()).signaled();
        }
    }

    /** Fills the send queue, each WRITE with a doorbell of its own. */
    void postSingly() {
        for (final SendWorkRequest write : writes) {
            check(queuePair.postSend(write));
        }
    }

    /** Fills the send queue with one doorbell for all. */
    void postList() {
        check(queuePair.postSend(writes, writes.length));
    }

    /** Has the router do all that was posted; a duty cycle takes as many of them as it likes. */
    void route() {
        while (router.doWork() > 0) {
            continue;
        }
    }

    /** One duty cycle. */
    int cycle() {
        return router.doWork();
    }

    /** Takes all completions, which must be as many as were posted. */
    void drain() {
        for (int i = 0; i < writes.length; i++) {
            if (cq.poll(completion) != 1 || !completion.isSuccess()) {
                throw new IllegalStateException("completion " + i + " is missing or failed: " + completion);
            }
        }
    }

    /** A poll. */
    int poll() {
        return cq.poll(completion);
    }

    private static void check(final int errno) {
        if (errno != 0) {
            throw new IllegalStateException("can not post: " + Errno.name(errno));
        }
    }

    @Override
    public void close() throws IOException {
        device.closeAll();
        router.close();
        directory.close();
    }
}
