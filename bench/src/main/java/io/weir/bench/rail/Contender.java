package io.weir.bench.rail;

import io.weir.bench.process.ChildFailedException;
import java.io.IOException;

/** Somebody who moves bytes from one end of a place to the other. */
interface Contender extends AutoCloseable {
    /** Of its row. */
    String name();

    /** Whether it does such a thing at all. */
    boolean takes(Task task);

    /** Starts what stays up between runs. */
    void start() throws IOException, ChildFailedException, InterruptedException;

    /** Runs once, for about that long. */
    Sample run(Task task, long ms) throws IOException, ChildFailedException, InterruptedException;

    @Override
    void close() throws IOException;
}
