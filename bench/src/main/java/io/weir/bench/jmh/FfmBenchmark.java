package io.weir.bench.jmh;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.router.rnic.verbs.ibv.IbvCompletions;
import io.weir.router.rnic.verbs.ibv.IbvContext;
import io.weir.router.rnic.verbs.ibv.IbvCq;
import io.weir.router.rnic.verbs.ibv.IbvDevices;
import io.weir.router.rnic.verbs.ibv.IbvMr;
import io.weir.router.rnic.verbs.ibv.IbvPd;
import io.weir.router.rnic.verbs.ibv.IbvPortAttributes;
import io.weir.router.rnic.verbs.ibv.IbvQp;
import io.weir.router.rnic.verbs.ibv.IbvQpAttributes;
import io.weir.router.rnic.verbs.ibv.IbvQpInit;
import io.weir.router.rnic.verbs.ibv.IbvReceives;
import io.weir.router.rnic.verbs.ibv.IbvSends;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The way from Java into a verb and back, as the router goes it, with verbs that return at once; and the same into
 * functions of as many arguments that are linked directly and return at once too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FfmBenchmark {
    private static final int BATCH = 64;
    private static final SymbolLookup STUB = stub(StubVerbs.load());
    private static final MethodHandle NOTHING_2 = nothing(2);
    private static final MethodHandle NOTHING_3 = nothing(3);
    private static final MethodHandle NOTHING_4 = nothing(4);

    private IbvContext context;
    private IbvPd pd;
    private IbvCq cq;
    private IbvQp qp;
    private IbvSends sends;
    private IbvReceives receives;
    private IbvCompletions completions;
    private IbvQpAttributes attributes;

    private static SymbolLookup stub(final Path library) {
        return SymbolLookup.libraryLookup(library, Arena.global());
    }

    private static MethodHandle nothing(final int arguments) {
        final MemoryLayout[] layouts = new MemoryLayout[arguments];
        Arrays.fill(layouts, JAVA_LONG);
        return Linker.nativeLinker().downcallHandle(
            STUB.findOrThrow("nothing" + arguments), FunctionDescriptor.of(JAVA_INT, layouts));
    }

    /** Makes what the verbs are about. */
    @Setup
    public void open() {
        context = IbvDevices.open(StubVerbs.DEVICE);
        pd = new IbvPd(context);
        cq = new IbvCq(context, BATCH, null);
        qp = new IbvQp(context, pd, new IbvQpInit(QpType.RC, cq, cq, null, BATCH, BATCH, 1, 1, 0));
        sends = new IbvSends(1, 1);
        sends.fill(0, 1, 0, IbvSends.SIGNALED, 0);
        receives = new IbvReceives(1, 1);
        receives.fill(0, 1);
        completions = new IbvCompletions(BATCH);
        attributes = new IbvQpAttributes();
    }

    /** {@code ibv_post_send}. */
    @Benchmark
    public int postSend() {
        return qp.postSend(sends.slot(0));
    }

    /** {@code ibv_post_recv}. */
    @Benchmark
    public int postReceive() {
        return qp.postReceive(receives.slot(0));
    }

    /** {@code ibv_poll_cq}, with room for {@value #BATCH}. */
    @Benchmark
    public int pollCq() {
        return cq.poll(completions);
    }

    /** {@code ibv_req_notify_cq}. */
    @Benchmark
    public int requestNotify() {
        return cq.requestNotify();
    }

    /** {@code ibv_modify_qp}. */
    @Benchmark
    public int modifyQp() {
        return qp.modify(attributes.clear().state(QpState.ERR));
    }

    /** {@code ibv_query_qp}, of the state alone. */
    @Benchmark
    public QpState queryQp() {
        return qp.queryState(attributes);
    }

    /** {@code ibv_query_pkey}. */
    @Benchmark
    public int queryPkey() {
        return context.queryPkey(1, 0);
    }

    /** {@code ibv_query_port}. */
    @Benchmark
    public IbvPortAttributes queryPort() {
        return context.queryPort(1);
    }

    /** {@code ibv_reg_mr_iova2} and {@code ibv_dereg_mr}. */
    @Benchmark
    public int registerMemory() {
        return IbvMr.register(pd, 1 << 20, 1 << 20, 1 << 20, 0).deregister();
    }

    /** A function of two arguments. */
    @Benchmark
    public int nothing2() throws Throwable {
        return (int) NOTHING_2.invokeExact(1L, 2L);
    }

    /** A function of three arguments. */
    @Benchmark
    public int nothing3() throws Throwable {
        return (int) NOTHING_3.invokeExact(1L, 2L, 3L);
    }

    /** A function of four arguments. */
    @Benchmark
    public int nothing4() throws Throwable {
        return (int) NOTHING_4.invokeExact(1L, 2L, 3L, 4L);
    }
}
