package io.weir.bench.cost.peer;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Sends the next message from the handler in which the last one came back: no other thread takes part. */
final class NettyClient implements Exchange {
    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final Channel channel;
    private final int size;

    NettyClient(final InetSocketAddress address, final int size) throws InterruptedException {
        this.size = size;
        channel = new Bootstrap().group(loops).channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(final Channel connected) {
                    // the handler of each measurement is added by it
                    connected.pipeline();
                }
            }).connect(address).sync().channel();
    }

    @Override
    public void serve() {
        throw new UnsupportedOperationException("this end measures");
    }

    @Override
    public void measure(final long ns, final Histogram histogram) {
        final CompletableFuture<Void> over = new CompletableFuture<>();
        channel.eventLoop().execute(() -> {
            final Ball ball = new Ball(histogram, size, ns, over);
            channel.pipeline().addLast(ball);
            ball.send(channel.pipeline().context(ball));
        });
        over.join();
    }

    /** On the channel's event loop. */
    private static final class Ball extends ChannelInboundHandlerAdapter {
        private final Histogram histogram;
        private final int size;
        private final long startNs = System.nanoTime();
        private final long ns;
        private final CompletableFuture<Void> over;
        private long sentNs;
        private int missing;

        Ball(final Histogram histogram, final int size, final long ns, final CompletableFuture<Void> over) {
            this.histogram = histogram;
            this.size = size;
            this.ns = ns;
            this.over = over;
        }

        void send(final ChannelHandlerContext context) {
            missing = size;
            sentNs = System.nanoTime();
            context.writeAndFlush(context.alloc().buffer(size).writeZero(size))
                .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        }

        @Override
        public void channelRead(final ChannelHandlerContext context, final Object message) {
            final ByteBuf piece = (ByteBuf) message;
            missing -= piece.readableBytes();
            piece.release();
            if (missing > 0) {
                return;
            }
            final long nowNs = System.nanoTime();
            histogram.recordValue(nowNs - sentNs);
            if (nowNs - startNs < ns) {
                send(context);
            } else {
                context.pipeline().remove(this);
                over.complete(null);
            }
        }

        @Override
        public void channelInactive(final ChannelHandlerContext context) {
            over.completeExceptionally(new IllegalStateException("the other end is gone"));
        }

        @Override
        public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
            over.completeExceptionally(cause);
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
