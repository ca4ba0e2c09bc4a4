package io.weir.bench.rail;

import java.util.List;

/** Two addresses of the loopback device that nobody else would think of. */
final class Loopback implements Place {
    private static final int PAYLOAD = 4096;

    @Override
    public String name() {
        return "loopback";
    }

    @Override
    public int payload() {
        return PAYLOAD;
    }

    @Override
    public String address(final int end) {
        return "127.0.48." + (1 + end);
    }

    @Override
    public String device(final int end) {
        return "lo";
    }

    @Override
    public List<String> at(final int end, final List<String> command) {
        return command;
    }

    @Override
    public void close() {
        // it was there before
    }
}
