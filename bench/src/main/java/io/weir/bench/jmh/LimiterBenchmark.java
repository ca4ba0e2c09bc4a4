package io.weir.bench.jmh;

import io.weir.policy.Rate;
import io.weir.policy.RateLimiter;
import io.weir.policy.TokenBucket;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a rate limiter costs to ask, on a clock that goes on by a hundred nanoseconds each time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LimiterBenchmark {
    private static final long STEP_NS = 100;
    private static final long MANY = 1_000_000_000_000L;
    private static final int BYTES = 8;

    private RateLimiter unlimited;
    private RateLimiter admitting;
    private RateLimiter refusing;
    private long nowNs;

    /** Makes one of each kind. */
    @Setup
    public void open() {
        unlimited = limiter(Rate.UNLIMITED, Rate.UNLIMITED);
        admitting = limiter(MANY, MANY);
        refusing = limiter(1, MANY);
        // its burst is gone
        refusing.tryAcquire(0, BYTES, 1);
    }

    private static RateLimiter limiter(final long bits, final long operations) {
        return new RateLimiter(new TokenBucket(bits, 1, 0), new TokenBucket(operations, 1, 0),
            new TokenBucket(operations, 1, 0));
    }

    /** Nothing is limited. */
    @Benchmark
    public boolean unlimited() {
        return unlimited.tryAcquire(nowNs += STEP_NS, BYTES, 1);
    }

    /** All is limited, and there is enough. */
    @Benchmark
    public boolean admitting() {
        return admitting.tryAcquire(nowNs += STEP_NS, BYTES, 1);
    }

    /** There is not enough. */
    @Benchmark
    public boolean refusing() {
        return refusing.tryAcquire(nowNs += STEP_NS, BYTES, 1);
    }
}
