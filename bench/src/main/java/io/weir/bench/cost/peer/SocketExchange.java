package io.weir.bench.cost.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.HdrHistogram.Histogram;

/** Over a stream socket of NIO, TCP (without Nagle's algorithm) or Unix. */
final class SocketExchange implements Exchange {
    private static final int SPINS = 16;

    private final ServerSocketChannel listener;
    private final ByteBuffer buffer;
    private final boolean polled;
    private SocketChannel channel;

    private SocketExchange(final ServerSocketChannel listener, final int size, final boolean polled) {
        this.listener = listener;
        this.polled = polled;
        buffer = ByteBuffer.allocateDirect(size);
    }

    static SocketExchange server(final SocketAddress address, final int size, final boolean polled)
        throws IOException {
        final ServerSocketChannel listener = address instanceof InetSocketAddress ? ServerSocketChannel.open()
            : ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return new SocketExchange(listener.bind(address), size, polled);
    }

    static SocketExchange client(final SocketAddress address, final int size, final boolean polled)
        throws IOException {
        final SocketExchange exchange = new SocketExchange(null, size, polled);
        exchange.take(SocketChannel.open(address));
        return exchange;
    }

    SocketAddress address() throws IOException {
        return listener.getLocalAddress();
    }

    private void take(final SocketChannel connected) throws IOException {
        channel = connected;
        if (connected.getLocalAddress() instanceof InetSocketAddress) {
            connected.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        connected.configureBlocking(!polled);
    }

    @Override
    public void serve() throws IOException {
        take(listener.accept());
        while (read()) {
            write();
        }
    }

    @Override
    public void measure(final long ns, final Histogram histogram) throws IOException {
        final long startNs = System.nanoTime();
        for (long sentNs = startNs; sentNs - startNs < ns; sentNs = System.nanoTime()) {
            write();
            if (!read()) {
                throw new IOException("the other end is gone");
            }
            histogram.recordValue(System.nanoTime() - sentNs);
        }
    }

    private void write() throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Whether a whole message came, else the other end is gone. */
    private boolean read() throws IOException {
        buffer.clear();
        int empty = 0;
        while (buffer.hasRemaining()) {
            final int count = channel.read(buffer);
            if (count < 0) {
                return false;
            }
            if (count > 0) {
                empty = 0;
            } else if (++empty <= SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
        if (listener != null) {
            listener.close();
        }
    }
}
