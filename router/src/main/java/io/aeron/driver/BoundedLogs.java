package io.aeron.driver;

import static io.aeron.driver.status.SystemCounterDescriptor.BYTES_CURRENTLY_MAPPED;

import io.aeron.driver.buffer.FileStoreLogFactory;
import io.aeron.driver.buffer.LogFactory;
import io.aeron.driver.buffer.RawLog;

/**
 * Keeps a driver's clients from making it map and store as much as they like: a publication beyond a number, or with
 * longer terms than it is to have, is refused. Those that were closed count too.
 */
public final class BoundedLogs implements LogFactory {
    private final MediaDriver.Context context;
    private final int maxTermLength;
    private final int maxLogs;
    private LogFactory files;
    private int logs;

    private BoundedLogs(final MediaDriver.Context context, final int maxTermLength, final int maxLogs) {
        this.context = context;
        this.maxTermLength = maxTermLength;
        this.maxLogs = maxLogs;
    }

    /** Bounds the driver that will be launched with that context. */
    public static MediaDriver.Context bound(
        final MediaDriver.Context context, final int maxTermLength, final int maxLogs) {
        return context.logFactory(new BoundedLogs(context, maxTermLength, maxLogs));
    }

    @Override
    public RawLog newPublication(final long correlationId, final int termLength, final boolean sparse) {
        if (termLength > maxTermLength) {
            throw new IllegalArgumentException("terms of " + termLength + " bytes are longer than " + maxTermLength);
        }
        if (logs == maxLogs) {
            throw new IllegalStateException("more than " + maxLogs + " publications");
        }
        if (files == null) {
            // not before: the counter is made when the context is concluded
            files = new FileStoreLogFactory(context.aeronDirectoryName(), context.filePageSize(),
                context.performStorageChecks(), context.lowStorageWarningThreshold(), context.errorHandler(),
                context.systemCounters().get(BYTES_CURRENTLY_MAPPED));
        }
        final RawLog log = files.newPublication(correlationId, termLength, sparse);
        logs++;
        return log;
    }

    @Override
    public RawLog newImage(final long correlationId, final int termLength, final boolean sparse) {
        throw new IllegalArgumentException("no images come over a network");
    }

    @Override
    public void close() {
        if (files != null) {
            files.close();
        }
    }
}
