package io.weir.bench.rail;

import io.weir.bench.rail.end.Kind;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is measured.
 *
 * @param kind of {@link Kind}
 * @param size bytes of a message
 */
record Task(String kind, int size) {
    static final List<Task> THROUGHPUT =
        Stream.of(4096, 65_536, 1 << 20).map(size -> new Task(Kind.THROUGHPUT, size)).toList();
    static final Task WRITE = new Task(Kind.WRITE, 8);
    static final Task SEND = new Task(Kind.SEND, 64);
    static final Task BLOCKING = new Task(Kind.BLOCKING, 64);
    static final List<Task> ALL = Stream.concat(THROUGHPUT.stream(), Stream.of(WRITE, SEND, BLOCKING)).toList();

    boolean isThroughput() {
        return kind.equals(Kind.THROUGHPUT);
    }

    /** For people. */
    String label() {
        return switch (kind) {
            case Kind.THROUGHPUT -> "WRITEs of " + bytes();
            case Kind.WRITE -> "8 B WRITE to its completion";
            case Kind.SEND -> "64 B SEND and answer, polled";
            default -> "64 B and answer, sleeping";
        };
    }

    /** For programs. */
    String key() {
        return kind + "_" + size;
    }

    private String bytes() {
        return size >= 1 << 20 ? (size >> 20) + " MiB" : (size >> 10) + " KiB";
    }
}
