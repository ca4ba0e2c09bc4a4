package io.weir.bench.jmh;

import io.weir.shm.control.CreateQpDecoder;
import io.weir.shm.control.CreateQpEncoder;
import io.weir.shm.control.MessageHeaderDecoder;
import io.weir.shm.control.MessageHeaderEncoder;
import io.weir.shm.control.RegisterMrDecoder;
import io.weir.shm.control.RegisterMrEncoder;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** SBE: control requests written into a buffer, and read from it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private static final int CAPACITY = 512;
    private static final int DEPTH = 128;
    private static final long PAGE = 4096;

    private final UnsafeBuffer written = new UnsafeBuffer(new byte[CAPACITY]);
    private final UnsafeBuffer createQp = new UnsafeBuffer(new byte[CAPACITY]);
    private final UnsafeBuffer registerMr = new UnsafeBuffer(new byte[CAPACITY]);
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final CreateQpEncoder createQpEncoder = new CreateQpEncoder();
    private final CreateQpDecoder createQpDecoder = new CreateQpDecoder();
    private final RegisterMrEncoder registerMrEncoder = new RegisterMrEncoder();
    private final RegisterMrDecoder registerMrDecoder = new RegisterMrDecoder();
    private long correlationId;

    /** Writes what is read. */
    @Setup
    public void open() {
        writeCreateQp(createQp);
        writeRegisterMr(registerMr);
    }

    /** A request for a queue pair, written. */
    @Benchmark
    public int encodeCreateQp() {
        return writeCreateQp(written);
    }

    /** A registration, written. */
    @Benchmark
    public int encodeRegisterMr() {
        return writeRegisterMr(written);
    }

    /** A request for a queue pair, read. */
    @Benchmark
    public long decodeCreateQp() {
        createQpDecoder.wrapAndApplyHeader(createQp, 0, headerDecoder);
        return createQpDecoder.correlationId() + createQpDecoder.pd() + createQpDecoder.qpType()
            + createQpDecoder.sendCq() + createQpDecoder.recvCq() + createQpDecoder.srq()
            + createQpDecoder.maxSendWr() + createQpDecoder.maxRecvWr() + createQpDecoder.maxSendSge()
            + createQpDecoder.maxRecvSge() + createQpDecoder.maxInline() + createQpDecoder.sqSigAll();
    }

    /** A registration, read. */
    @Benchmark
    public long decodeRegisterMr() {
        registerMrDecoder.wrapAndApplyHeader(registerMr, 0, headerDecoder);
        return registerMrDecoder.correlationId() + registerMrDecoder.pd() + registerMrDecoder.access()
            + registerMrDecoder.address() + registerMrDecoder.length();
    }

    private int writeCreateQp(final UnsafeBuffer buffer) {
        createQpEncoder.wrapAndApplyHeader(buffer, 0, headerEncoder).correlationId(correlationId++).pd(1).qpType(2)
            .sendCq(3).recvCq(4).srq(0).maxSendWr(DEPTH).maxRecvWr(DEPTH).maxSendSge(1).maxRecvSge(1).maxInline(0)
            .sqSigAll((short) 0);
        return createQpEncoder.encodedLength();
    }

    private int writeRegisterMr(final UnsafeBuffer buffer) {
        registerMrEncoder.wrapAndApplyHeader(buffer, 0, headerEncoder).correlationId(correlationId++).pd(1).access(1)
            .address(PAGE).length(PAGE);
        return registerMrEncoder.encodedLength();
    }
}
