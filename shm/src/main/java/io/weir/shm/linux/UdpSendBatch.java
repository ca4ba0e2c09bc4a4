package io.weir.shm.linux;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/**
 * Datagrams that leave in one system call ({@code sendmmsg(2)}), each gathered from a few pieces of memory. Made once;
 * filling and sending allocate nothing.
 *
 * <p>A slot is begun with its destination, then given its buffers in order. The memory must stay as it is until
 * {@link #send} has returned.
 */
public final class UdpSendBatch implements AutoCloseable {
    private static final MethodHandle SENDMMSG = Libc.plainIntFunction("sendmmsg", 4);
    private static final MethodHandle SENDMMSG_ERRNO = Libc.intFunction("sendmmsg", 4);
    private static final long FLAGS = Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL;

    private final MessageVector messages;

    /**
     * @param slots          the most datagrams of one call, at most 1024
     * @param buffersPerSlot the most pieces of one datagram, at most 1024
     */
    public UdpSendBatch(final int slots, final int buffersPerSlot) {
        messages = new MessageVector(slots, buffersPerSlot);
    }

    /** The most datagrams of one call. */
    public int slots() {
        return messages.slots();
    }

    /** Begins a slot anew: its destination, no buffers, no segmentation. */
    public void begin(final int slot, final int ipv4, final int port) {
        messages.clearBuffers(slot);
        messages.controlLength(slot, 0);
        UdpSocket.putAddress(messages.socketAddress(slot), ipv4, port);
    }

    /** Adds a piece of memory to a slot's datagram; one that begins where the last one ends lengthens it. */
    public void buffer(final int slot, final long address, final long length) {
        messages.joinBuffer(slot, address, length);
    }

    /**
     * Has the kernel cut the slot's bytes into datagrams of this size, the last one perhaps shorter ({@code
     * UDP_SEGMENT}, Linux 4.18): at most 64 segments and 65,507 bytes in all.
     */
    public void segmentSize(final int slot, final int bytes) {
        UnsafeApi.putShort(
            messages.addControl(slot, UdpSocket.SOL_UDP, UdpSocket.UDP_SEGMENT, Short.BYTES), (short) bytes);
    }

    /** The type of service of this slot's datagram, instead of the socket's ({@code IP_TOS}, {@code ip(7)}). */
    public void typeOfService(final int slot, final int value) {
        UnsafeApi.putInt(messages.addControl(slot, UdpSocket.SOL_IP, UdpSocket.IP_TOS, Integer.BYTES), value);
    }

    /** The time to live of this slot's datagram, 1..255, instead of the socket's ({@code IP_TTL}, {@code ip(7)}). */
    public void timeToLive(final int slot, final int value) {
        UnsafeApi.putInt(messages.addControl(slot, UdpSocket.SOL_IP, UdpSocket.IP_TTL, Integer.BYTES), value);
    }

    /**
     * Sends the datagrams of {@code count} slots from {@code first} on.
     *
     * @return the number of slots sent, which may be fewer; or a negative error number if the first one could not be
     *         sent ({@code -EAGAIN}: the socket's buffer is full)
     */
    public int send(final int socket, final int first, final int count) {
        if (count <= 0 || count > messages.slots() - first) {
            throw new IndexOutOfBoundsException(count + " slots from " + first + " of " + messages.slots());
        }
        final long header = messages.header(first);
        try {
            final int sent = (int) SENDMMSG.invokeExact((long) socket, header, (long) count, FLAGS);
            return sent >= 0 ? sent : sendAgain(socket, header, count);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** After a failure, which sent nothing: succeeds this time or says why not. */
    private static int sendAgain(final int socket, final long header, final int count) throws Throwable {
        final MemorySegment state = Libc.callState();
        return Libc.resultOrErrno(
            (int) SENDMMSG_ERRNO.invokeExact(state, (long) socket, header, (long) count, FLAGS), state);
    }

    @Override
    public void close() {
        messages.close();
    }
}
