package io.weir.shm.linux;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/**
 * Datagrams that arrive in one system call ({@code recvmmsg(2)}), each scattered to pieces of memory that the owner set
 * once. Receiving and reading what came allocate nothing.
 */
public final class UdpReceiveBatch implements AutoCloseable {
    private static final MethodHandle RECVMMSG = Libc.plainIntFunction("recvmmsg", 5);
    private static final MethodHandle RECVMMSG_ERRNO = Libc.intFunction("recvmmsg", 5);
    private static final long FLAGS = Sockets.MSG_DONTWAIT;

    private final MessageVector messages;
    private int filled;

    /**
     * @param slots          the most datagrams of one call, at most 1024
     * @param buffersPerSlot the most pieces of one datagram, at most 1024
     */
    public UdpReceiveBatch(final int slots, final int buffersPerSlot) {
        messages = new MessageVector(slots, buffersPerSlot);
        for (int slot = 0; slot < slots; slot++) {
            messages.armForReceive(slot);
        }
    }

    /** The most datagrams of one call. */
    public int slots() {
        return messages.slots();
    }

    /** Takes a slot's buffers away, to give it others. */
    public void clear(final int slot) {
        messages.clearBuffers(slot);
    }

    /** Adds a piece of memory to a slot, which stays until {@link #clear}. */
    public void buffer(final int slot, final long address, final long length) {
        messages.addBuffer(slot, address, length);
    }

    /**
     * Receives what is there, into the first {@code count} slots.
     *
     * @return the number of slots filled, or a negative error number ({@code -EAGAIN}: nothing is there;
     *         {@code -ECONNREFUSED} and the like: an error message came in for something sent earlier)
     */
    public int receive(final int socket, final int count) {
        if (count <= 0 || count > messages.slots()) {
            throw new IndexOutOfBoundsException(count + " of " + messages.slots() + " slots");
        }
        for (int slot = 0; slot < filled; slot++) {
            messages.armForReceive(slot);
        }
        final int result;
        try {
            final int received =
                (int) RECVMMSG.invokeExact((long) socket, messages.header(0), (long) count, FLAGS, 0L);
            result = received >= 0 ? received : Libc.isAgain() ? -Libc.EAGAIN : receiveAgain(socket, count);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
        filled = Math.max(0, result);
        return result;
    }

    /** After a failure, which took nothing: succeeds this time or says why not. */
    private int receiveAgain(final int socket, final int count) throws Throwable {
        final MemorySegment state = Libc.callState();
        return Libc.resultOrErrno(
            (int) RECVMMSG_ERRNO.invokeExact(state, (long) socket, messages.header(0), (long) count, FLAGS, 0L), state);
    }

    /** The bytes of a slot's datagram that were stored. */
    public int length(final int slot) {
        return messages.length(slot);
    }

    /** Whether a slot's datagram was longer than its buffers: the rest is lost. */
    public boolean isTruncated(final int slot) {
        return (messages.flags(slot) & Sockets.MSG_TRUNC) != 0;
    }

    /** The address a slot's datagram came from, in host order. */
    public int sourceAddress(final int slot) {
        return Integer.reverseBytes(UnsafeApi.getInt(messages.socketAddress(slot) + UdpSocket.SIN_ADDR));
    }

    /** The port a slot's datagram came from. */
    public int sourcePort(final int slot) {
        return Libc.getPort(messages.socketAddress(slot) + UdpSocket.SIN_PORT);
    }

    /**
     * The size of the datagrams that the kernel joined into this slot, the last one perhaps shorter; 0 if it joined
     * none ({@link UdpSocket#receiveOffload}).
     */
    public int segmentSize(final int slot) {
        final long data = messages.findControl(slot, UdpSocket.SOL_UDP, UdpSocket.UDP_GRO);
        return data == 0 ? 0 : UnsafeApi.getInt(data);
    }

    /** The type of service of this slot's datagrams; 0 unless {@link UdpSocket#receiveTypeOfService} asked for it. */
    public int typeOfService(final int slot) {
        final long data = messages.findControl(slot, UdpSocket.SOL_IP, UdpSocket.IP_TOS);
        return data == 0 ? 0 : UnsafeApi.getByte(data) & 0xFF;
    }

    /** The time to live that was left; 0 unless {@link UdpSocket#receiveTimeToLive} asked for it. */
    public int timeToLive(final int slot) {
        final long data = messages.findControl(slot, UdpSocket.SOL_IP, UdpSocket.IP_TTL);
        return data == 0 ? 0 : UnsafeApi.getInt(data);
    }

    @Override
    public void close() {
        messages.close();
    }
}
