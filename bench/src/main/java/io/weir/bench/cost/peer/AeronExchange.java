package io.weir.bench.cost.peer;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** By two streams of Aeron IPC; whoever serves has the driver, on a thread that mostly sleeps. */
final class AeronExchange implements Exchange {
    private static final String IPC = "aeron:ipc?term-length=65536";
    private static final int THERE = 1;
    private static final int BACK = 2;
    private static final int SPINS = 16;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

    private final MediaDriver driver;
    private final Aeron aeron;
    private final Publication out;
    private final Subscription in;
    private final UnsafeBuffer message;
    private final FragmentHandler handler = (buffer, offset, length, header) -> arrived();
    private long came;
    private int empty;

    private AeronExchange(final MediaDriver driver, final Path directory, final int size, final int outStream,
                          final int inStream) {
        this.driver = driver;
        aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(directory.toString()));
        out = aeron.addExclusivePublication(IPC, outStream);
        in = aeron.addSubscription(IPC, inStream);
        message = new UnsafeBuffer(new byte[size]);
    }

    static AeronExchange server(final Path directory, final int size) {
        final BackoffIdleStrategy mostlyAsleep = new BackoffIdleStrategy(1, 1, 1_000_000, 1_000_000);
        final MediaDriver driver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(directory.toString()).threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(mostlyAsleep).dirDeleteOnShutdown(true));
        return new AeronExchange(driver, directory, size, BACK, THERE);
    }

    static AeronExchange client(final Path directory, final int size) {
        return new AeronExchange(null, directory, size, THERE, BACK);
    }

    @Override
    public void serve() {
        // until the process is ended
        while (true) {
            await(Long.MAX_VALUE);
            send();
        }
    }

    @Override
    public void measure(final long ns, final Histogram histogram) {
        final long startNs = System.nanoTime();
        while (!out.isConnected() || !in.isConnected()) {
            if (System.nanoTime() - startNs > PATIENCE_NS) {
                throw new IllegalStateException("the other end does not come");
            }
            Thread.yield();
        }
        final long beginNs = System.nanoTime();
        for (long sentNs = beginNs; sentNs - beginNs < ns; sentNs = System.nanoTime()) {
            send();
            await(sentNs + PATIENCE_NS);
            histogram.recordValue(System.nanoTime() - sentNs);
        }
    }

    private void send() {
        while (out.offer(message) < 0) {
            idle();
        }
    }

    private void await(final long untilNs) {
        final long wanted = came + 1;
        while (came < wanted) {
            if (in.poll(handler, 1) > 0) {
                empty = 0;
            } else {
                idle();
                if (untilNs != Long.MAX_VALUE && empty % (1 << 16) == 0 && System.nanoTime() - untilNs > 0) {
                    throw new IllegalStateException("the other end is gone");
                }
            }
        }
    }

    private void arrived() {
        came++;
    }

    private void idle() {
        if (++empty % (1 << 16) <= SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    @Override
    public void close() {
        aeron.close();
        if (driver != null) {
            driver.close();
        }
    }
}
