package io.weir.bench.jmh;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.router.rnic.verbs.ibv.IbvAhAttributes;
import io.weir.router.rnic.verbs.ibv.IbvCompletionChannel;
import io.weir.router.rnic.verbs.ibv.IbvCompletions;
import io.weir.router.rnic.verbs.ibv.IbvContext;
import io.weir.router.rnic.verbs.ibv.IbvCq;
import io.weir.router.rnic.verbs.ibv.IbvDevices;
import io.weir.router.rnic.verbs.ibv.IbvGidEntry;
import io.weir.router.rnic.verbs.ibv.IbvMr;
import io.weir.router.rnic.verbs.ibv.IbvPd;
import io.weir.router.rnic.verbs.ibv.IbvQp;
import io.weir.router.rnic.verbs.ibv.IbvQpAttributes;
import io.weir.router.rnic.verbs.ibv.IbvQpInit;
import io.weir.router.rnic.verbs.ibv.IbvSends;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Mtu;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import io.weir.verbs.WcStatus;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The verbs of the data path on an RDMA device, by a queue pair that WRITEs to itself, timed one by one. The clock's
 * own time is taken off.
 */
final class DeviceVerbs {
    /** WRITEs in a chain, and at most under way. */
    static final int CHAIN = 16;

    private static final int WRITE_BYTES = 2;
    private static final int PORT = 1;
    private static final long MEMORY_BYTES = 4096;
    private static final MethodHandle NOTHING = rateToMult();

    private final int count;
    private final IbvCq cq;
    private final IbvQp qp;
    private final IbvSends sends = new IbvSends(CHAIN, 1);
    private final IbvCompletions completions = new IbvCompletions(CHAIN);

    /** Opens the device, which stays open to the end of the process; each verb is to be called so often. */
    DeviceVerbs(final String device, final int count) throws IOException {
        this.count = count;
        final IbvContext context = IbvDevices.open(device);
        final IbvPd pd = new IbvPd(context);
        cq = new IbvCq(context, 2 * CHAIN, new IbvCompletionChannel(context));
        qp = new IbvQp(context, pd, new IbvQpInit(QpType.RC, cq, cq, null, CHAIN, 1, 1, 1, 0));
        connect(context);
        final MemorySegment memory = Arena.global().allocate(MEMORY_BYTES, MEMORY_BYTES);
        final long address = memory.address();
        final IbvMr region = IbvMr.register(
            pd, address, MEMORY_BYTES, address, AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE);
        for (int i = 0; i < CHAIN; i++) {
            sends.fill(i, i, Opcode.RDMA_WRITE.value(), IbvSends.SIGNALED, 0);
            sends.rdma(i, address + MEMORY_BYTES / 2, region.rkey());
            sends.addSge(i, address, WRITE_BYTES, region.lkey());
        }
    }

    private void connect(final IbvContext context) throws IOException {
        final IbvGidEntry gid = IbvGidEntry.table(context).stream()
            .filter(entry -> entry.port() == PORT && entry.roceV2() && entry.isIpv4()).findFirst()
            .orElseThrow(() -> new IOException(context.name() + " has no GID of RoCE version 2 over IPv4"));
        final IbvQpAttributes attributes = new IbvQpAttributes();
        final Mtu mtu = context.queryPort(PORT).activeMtu();
        modify(attributes.clear().state(QpState.INIT).port(PORT, 0).accessFlags(AccessFlags.REMOTE_WRITE));
        modify(attributes.clear().state(QpState.RTR)
            .path(new IbvAhAttributes(gid.gid(), PORT, gid.index(), 0, 64), mtu).peer(qp.number(), 0).responder(1, 12));
        modify(attributes.clear().state(QpState.RTS).sendPsn(0).requester(14, 6, 6, 1));
        attributes.free();
    }

    private void modify(final IbvQpAttributes attributes) throws IOException {
        final int errno = qp.modify(attributes);
        if (errno != 0) {
            throw new IOException("ibv_modify_qp: error " + errno);
        }
    }

    /** What a call is that does nothing: there and back, without a verb. */
    private static MethodHandle rateToMult() {
        return Linker.nativeLinker().downcallHandle(
            SymbolLookup.libraryLookup("libibverbs.so.1", Arena.global()).findOrThrow("ibv_rate_to_mult"),
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    }

    /** Nanoseconds of a call of a function that does nothing. */
    double nothing() throws IOException {
        int unused = 0;
        final long startNs = System.nanoTime();
        try {
            for (int i = 0; i < count; i++) {
                unused += (int) NOTHING.invokeExact(2L, 1L, 2L);
            }
        } catch (final Throwable thrown) {
            throw new IOException(thrown);
        }
        return unused == 0 ? 0 : (double) (System.nanoTime() - startNs) / count;
    }

    /** Nanoseconds of {@code ibv_poll_cq} that finds nothing. */
    double pollEmpty() {
        final long startNs = System.nanoTime();
        for (int i = 0; i < count; i++) {
            cq.poll(completions);
        }
        return (double) (System.nanoTime() - startNs) / count;
    }

    /** Nanoseconds of {@code ibv_req_notify_cq}. */
    double requestNotify() {
        final long startNs = System.nanoTime();
        for (int i = 0; i < count; i++) {
            cq.requestNotify();
        }
        return (double) (System.nanoTime() - startNs) / count;
    }

    /** Nanoseconds of {@code ibv_post_send} of a chain of so many WRITEs. */
    double postSend(final int chain) throws IOException {
        for (int i = 0; i < chain - 1; i++) {
            sends.link(i, i + 1);
        }
        sends.unlink(chain - 1);
        final double clockNs = clockNs();
        long postedNs = 0;
        for (int i = 0; i < count; i++) {
            final long startNs = System.nanoTime();
            final int errno = qp.postSend(sends.slot(0));
            postedNs += System.nanoTime() - startNs;
            if (errno != 0) {
                throw new IOException("ibv_post_send: error " + errno);
            }
            await(chain);
        }
        return (double) postedNs / count - clockNs;
    }

    private void await(final int sent) throws IOException {
        for (int left = sent; left > 0;) {
            final int polled = cq.poll(completions);
            for (int i = 0; i < polled; i++) {
                if (completions.status(i) != WcStatus.SUCCESS) {
                    throw new IOException("a WRITE completed with " + completions.status(i));
                }
            }
            left -= Math.max(0, polled);
        }
    }

    private double clockNs() {
        long unused = 0;
        final long startNs = System.nanoTime();
        for (int i = 0; i < count; i++) {
            unused |= System.nanoTime();
        }
        return unused == 0 ? 0 : (double) (System.nanoTime() - startNs) / count;
    }
}
