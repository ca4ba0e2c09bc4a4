package io.weir.bench.cost.peer;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/** A message there and one back, of the same size, by some means. */
interface Exchange extends AutoCloseable {
    /** Answers what comes, until the other side leaves or this process is ended. */
    void serve() throws Exception;

    /**
     * Makes round trips, one after the other, for so long.
     *
     * @param histogram nanoseconds of each, recorded
     */
    void measure(long ns, Histogram histogram) throws Exception;

    @Override
    void close() throws IOException;
}
