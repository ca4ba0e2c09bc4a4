package io.weir.bench.container.tenant;

import io.weir.bench.process.Line;
import io.weir.client.AsyncEvent;
import io.weir.client.CompletionQueue;
import io.weir.client.DeviceOptions;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.Reattachment;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VerbsException;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Opcode;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes a number from one of its queue pairs to another, and the next number, until it is ended; tells its queue pair
 * of each device, and each second that it goes on. With {@code again} it has itself attached again when its router went
 * away; otherwise it ends then, with status 3.
 */
public final class Looper {
    private static final int ACCESS = AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int ROUTER_GONE = 3;

    private long number;

    private Looper() {
    }

    /** Arguments: the tenant's directory, {@code again} or {@code once}. */
    public static void main(final String[] args) {
        final Looper looper = new Looper();
        final DeviceOptions options = DeviceOptions.defaults().withProcessName("looper");
        if (args[1].equals("again")) {
            Reattachment.run(Path.of(args[0]), options, PATIENCE_NS, looper::loop);
        } else {
            try (VirtualDevice device = VirtualDevice.open(Path.of(args[0]), options)) {
                looper.loop(device);
            } catch (final VerbsException thrown) {
                System.out.println(Line.of("ended").with("reason", thrown.getMessage()));
                System.exit(ROUTER_GONE);
            }
        }
    }

    private Void loop(final VirtualDevice device) {
        final ProtectionDomain pd = device.allocPd();
        final SharedMemory memory = device.allocate(2 * Long.BYTES);
        final MemoryRegion region = pd.regMr(memory, ACCESS);
        final CompletionQueue cq = device.createCq(16, device.createCompChannel());
        final QueuePair here = pd.createQp(new QpInitAttributes().cq(cq));
        final QueuePair there = pd.createQp(new QpInitAttributes().cq(cq));
        here.connect(device.gid(), there.qpNumber(), ACCESS);
        there.connect(device.gid(), here.qpNumber(), ACCESS);
        System.out.println(Line.of("looping").with("qpn", here.qpNumber()).with("from", number));
        try {
            turn(memory, region, here, cq);
        } catch (final VerbsException thrown) {
            final AsyncEvent event = device.pollAsyncEvent();
            System.out.println(Line.of("lost").with("event", event == null ? "none" : event.type())
                .with("reason", thrown.getMessage()));
            device.closeAll();
            throw thrown;
        }
        return null;
    }

    private void turn(final SharedMemory memory, final MemoryRegion region, final QueuePair qp,
                      final CompletionQueue cq) {
        final SendWorkRequest write = new SendWorkRequest().opcode(Opcode.RDMA_WRITE).signaled()
            .sge(region, 0, Long.BYTES).remote(region.address() + Long.BYTES, region.rkey());
        final WorkCompletion completion = new WorkCompletion();
        long toldNs = System.nanoTime();
        while (true) {
            memory.segment().set(ValueLayout.JAVA_LONG, 0, ++number);
            final int error = qp.postSend(write);
            if (error != 0) {
                throw new VerbsException(error, "post", "refused");
            }
            cq.await(completion, -1);
            if (!completion.isSuccess() || memory.segment().get(ValueLayout.JAVA_LONG, Long.BYTES) != number) {
                throw new IllegalStateException("number " + number + " did not arrive: " + completion.status());
            }
            if (System.nanoTime() - toldNs >= TimeUnit.SECONDS.toNanos(1)) {
                toldNs += TimeUnit.SECONDS.toNanos(1);
                System.out.println(Line.of("at").with("number", number));
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }
}
