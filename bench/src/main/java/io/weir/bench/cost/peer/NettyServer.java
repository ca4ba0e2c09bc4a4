package io.weir.bench.cost.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Sends back what comes, as netty's own example does. */
final class NettyServer implements Exchange {
    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final Channel channel;

    NettyServer(final InetSocketAddress address) throws InterruptedException {
        channel = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(final Channel accepted) {
                    accepted.pipeline().addLast(new Echo());
                }
            }).bind(address).sync().channel();
    }

    /** Whole or not: who counts is the client. */
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(final ChannelHandlerContext context, final Object message) {
            context.writeAndFlush(message)
                .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        }
    }

    SocketAddress address() {
        return channel.localAddress();
    }

    @Override
    public void serve() throws InterruptedException {
        channel.closeFuture().sync();
    }

    @Override
    public void measure(final long ns, final Histogram histogram) {
        throw new UnsupportedOperationException("this end serves");
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
