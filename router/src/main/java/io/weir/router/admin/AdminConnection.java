package io.weir.router.admin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One request and its answer. */
final class AdminConnection {
    private static final int MAX_REQUEST_BYTES = 4096;

    private final SocketChannel channel;
    private final AdminRequests requests;
    private final long deadlineNs;
    private final ByteBuffer request = ByteBuffer.allocate(MAX_REQUEST_BYTES);
    private ByteBuffer answer;

    AdminConnection(final SocketChannel channel, final AdminRequests requests, final long deadlineNs) {
        this.channel = channel;
        this.requests = requests;
        this.deadlineNs = deadlineNs;
    }

    /** As far as it goes without waiting. */
    void advance(final SelectionKey key) {
        try {
            if (answer == null && !read()) {
                return;
            }
            if (answer == null) {
                close();
                return;
            }
            channel.write(answer);
            if (answer.hasRemaining()) {
                key.interestOps(SelectionKey.OP_WRITE);
            } else {
                close();
            }
        } catch (final IOException gone) {
            close();
        }
    }

    /** Whether it is closed; closes it when its time is up. */
    boolean isOver(final long nowNs) {
        if (channel.isOpen() && nowNs - deadlineNs >= 0) {
            close();
        }
        return !channel.isOpen();
    }

    void close() {
        try {
            channel.close();
        } catch (final IOException ignored) {
            // Closed enough.
        }
    }

    /** Whether reading is over: with an answer, or without one for somebody who went or said too much. */
    private boolean read() throws IOException {
        final int read = channel.read(request);
        for (int i = 0; i < request.position(); i++) {
            if (request.get(i) == '\n') {
                final byte[] document = requests.answer(new String(request.array(), 0, i, StandardCharsets.UTF_8))
                    .body();
                answer = ByteBuffer.allocate(document.length + 1).put(document).put((byte) '\n').flip();
                return true;
            }
        }
        return read < 0 || !request.hasRemaining();
    }
}
