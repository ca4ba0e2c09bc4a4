package io.weir.router.tenant;

import io.weir.router.datapath.WakeChannel;
import io.weir.shm.ObjectKind;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.UnixSocket;
import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A completion channel: the router's end of a socket pair. A wake-up is one message of four bytes, the completion
 * queue's handle. When the tenant does not read, its end is readable already: a wake-up that finds no room is none too
 * few.
 */
public final class Channel extends Resource implements WakeChannel {
    private final ByteBuffer memory = BufferUtil.allocateDirectAligned(Long.BYTES, Long.BYTES);
    private final UnsafeBuffer message = new UnsafeBuffer(memory);
    private final int fd;

    Channel(final int handle, final int fd) {
        super(ObjectKind.CHANNEL, handle);
        this.fd = fd;
    }

    @Override
    public void wake(final int cqHandle) {
        message.putInt(0, cqHandle);
        UnixSocket.trySend(fd, message.addressOffset(), Integer.BYTES);
    }

    @Override
    void destroy() {
        release();
    }

    @Override
    void release() {
        Fd.close(fd);
    }
}
