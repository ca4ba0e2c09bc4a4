package io.weir.router.cli;

import java.io.IOException;

/** A router that serves. */
public interface RunningRouter extends AutoCloseable {
    /** Waits until it was closed. Throws if it stopped by itself, saying why. */
    void awaitShutdown() throws Exception;

    /** Reads its configuration again, soon. */
    void reload();

    /** Drains: takes no new work, completes what is in flight within bounds, leaves nothing but its counters behind. */
    @Override
    void close() throws IOException;
}
