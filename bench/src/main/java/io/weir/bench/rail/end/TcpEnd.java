package io.weir.bench.rail.end;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Ping-pong over a TCP connection of NIO, without Nagle's algorithm. Arguments: its address, the peer's address, and
 * {@code 0} for the end that listens, {@code 1} for the one that connects.
 */
public final class TcpEnd extends End {
    /** First byte of the message after which no more comes: who sleeps in a read hears no order. */
    private static final byte LAST = 1;

    private final ServerSocketChannel listening;
    private final String peerAddress;
    private final boolean listens;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Idling idling = new Idling();
    private SocketChannel channel;

    private TcpEnd(final ServerSocketChannel listening, final String peerAddress, final boolean listens) {
        this.listening = listening;
        this.peerAddress = peerAddress;
        this.listens = listens;
    }

    /** See the class. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            try (ServerSocketChannel listening =
                ServerSocketChannel.open().bind(new InetSocketAddress(args[0], 0))) {
                final TcpEnd end = new TcpEnd(listening, args[1], args[2].equals("0"));
                end.converse(conversation);
                end.channel.close();
            }
        });
    }

    @Override
    Line describe(final Line line) {
        return line.with("port", listening.socket().getLocalPort());
    }

    @Override
    void connect(final Line peer) throws IOException {
        channel = listens ? listening.accept()
            : SocketChannel.open(new InetSocketAddress(peerAddress, peer.integer("port")));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    @Override
    long stream(final int size, final long untilNs) {
        throw new UnsupportedOperationException("iperf3 measures the throughput of TCP");
    }

    @Override
    void roundTrips(final String kind, final int size, final long untilNs, final Latencies latencies)
        throws IOException {
        channel.configureBlocking(kind.equals(Kind.BLOCKING));
        boolean last = false;
        while (!last) {
            final long startNs = System.nanoTime();
            last = startNs - untilNs >= 0;
            buffer.put(0, last ? LAST : 0);
            write(size);
            read(size);
            latencies.record(System.nanoTime() - startNs);
        }
    }

    @Override
    void serve(final String kind, final int size, final Stop stop) throws IOException {
        channel.configureBlocking(kind.equals(Kind.BLOCKING));
        do {
            read(size);
            write(size);
        } while (buffer.get(0) != LAST);
    }

    private void read(final int size) throws IOException {
        buffer.clear().limit(size);
        while (buffer.hasRemaining()) {
            final int count = channel.read(buffer);
            if (count < 0) {
                throw new EOFException("the other end is gone");
            }
            idling.idle(count);
        }
    }

    private void write(final int size) throws IOException {
        buffer.clear().limit(size);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
