package io.weir.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The stations of an 8 B WRITE, each by itself and for each WRITE of {@value #BATCH}, with router and tenant on one
 * thread: the send ring with and without a doorbell for each, the router's check, translation, copy, metering and
 * completion, the completion ring.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DataPathBenchmark {
    static final int BATCH = 64;

    /** Of both processes. */
    abstract static class Path {
        OneThread both;

        void open(final String policy) throws Exception {
            both = new OneThread(BATCH, policy);
        }

        /** Gives it back. */
        @TearDown
        public void close() throws Exception {
            both.close();
        }
    }

    /** All was done before. */
    @State(Scope.Thread)
    public static class Empty extends Path {
        /** Nobody is limited. */
        @Setup
        public void open() throws Exception {
            open("");
        }

        /** Does what the last invocation posted. */
        @TearDown(Level.Invocation)
        public void finish() {
            both.route();
            both.drain();
        }
    }

    /** WRITEs were posted. */
    @State(Scope.Thread)
    public static class Posted extends Path {
        /** What is said of the tenant: nothing, or a limit that it does not reach. */
        @Param({"", ", limit: {egress: 900Gbit, operations: 900M/s}"})
        public String policy;

        /** With that policy. */
        @Setup
        public void open() throws Exception {
            open(policy);
        }

        /** Posts them. */
        @Setup(Level.Invocation)
        public void post() {
            both.postList();
        }

        /** Takes what completed. */
        @TearDown(Level.Invocation)
        public void finish() {
            both.drain();
        }
    }

    /** WRITEs were done. */
    @State(Scope.Thread)
    public static class Completed extends Path {
        /** Nobody is limited. */
        @Setup
        public void open() throws Exception {
            open("");
        }

        /** Does some. */
        @Setup(Level.Invocation)
        public void post() {
            both.postList();
            both.route();
        }
    }

    /** Nothing is there to be done. */
    @State(Scope.Thread)
    public static class Idle extends Path {
        /** Nobody is limited. */
        @Setup
        public void open() throws Exception {
            open("");
        }
    }

    /** The send ring, a doorbell for each. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void postSingly(final Empty path) {
        path.both.postSingly();
    }

    /** The send ring, one doorbell for all. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void postList(final Empty path) {
        path.both.postList();
    }

    /** The router's part. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void route(final Posted path) {
        path.both.route();
    }

    /** The completion ring. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void poll(final Completed path) {
        path.both.drain();
    }

    /** A look at an empty completion ring. */
    @Benchmark
    public int pollEmpty(final Idle path) {
        return path.both.poll();
    }

    /** A duty cycle of all agents with nothing to do. */
    @Benchmark
    public int idleCycle(final Idle path) {
        return path.both.cycle();
    }
}
