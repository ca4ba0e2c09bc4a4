package io.weir.shm.linux;

import java.lang.foreign.Arena;
import org.agrona.UnsafeApi;

/**
 * An array of {@code struct mmsghdr}, each with an IPv4 address, a few {@code struct iovec} and room for a few
 * control messages ({@code sendmmsg(2)}, {@code recvmmsg(2)}), laid out once.
 *
 * <pre>
 * struct mmsghdr   0      8           16    24       32        40           48        56    60
 *                  | name | namelen . | iov | iovlen | control | controllen | flags . | len | .
 * struct iovec     0         8
 *                  | address | length
 * </pre>
 */
final class MessageVector implements AutoCloseable {
    static final int HEADER_BYTES = 64;
    static final int CONTROL_BYTES = 128;
    static final int CMSG_DATA = 16;

    private static final int MSG_NAMELEN = 8;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int MSG_FLAGS = 48;
    static final int MSG_LEN = 56;
    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_TYPE = 12;
    private static final int IOVEC_BYTES = 16;
    private static final int ADDRESS_BYTES = UdpSocket.SOCKADDR_IN_BYTES;

    private final Arena arena = Arena.ofShared();
    private final int slots;
    private final int buffersPerSlot;
    private final long headers;
    private final long addresses;
    private final long buffers;
    private final long controls;
    private boolean closed;

    MessageVector(final int slots, final int buffersPerSlot) {
        if (slots <= 0 || slots > 1024 || buffersPerSlot <= 0 || buffersPerSlot > 1024) {
            throw new IllegalArgumentException("slots " + slots + ", buffers per slot " + buffersPerSlot);
        }
        this.slots = slots;
        this.buffersPerSlot = buffersPerSlot;
        headers = arena.allocate((long) slots * HEADER_BYTES, HEADER_BYTES).address();
        addresses = arena.allocate((long) slots * ADDRESS_BYTES, Long.BYTES).address();
        buffers = arena.allocate((long) slots * buffersPerSlot * IOVEC_BYTES, Long.BYTES).address();
        controls = arena.allocate((long) slots * CONTROL_BYTES, Long.BYTES).address();
        for (int slot = 0; slot < slots; slot++) {
            final long header = headers + (long) slot * HEADER_BYTES;
            UnsafeApi.putLong(header, addresses + (long) slot * ADDRESS_BYTES);
            UnsafeApi.putInt(header + MSG_NAMELEN, ADDRESS_BYTES);
            UnsafeApi.putLong(header + MSG_IOV, buffers + (long) slot * buffersPerSlot * IOVEC_BYTES);
            UnsafeApi.putLong(header + MSG_CONTROL, controls + (long) slot * CONTROL_BYTES);
        }
    }

    int slots() {
        return slots;
    }

    /** The address of a slot's {@code struct mmsghdr}. */
    long header(final int slot) {
        if (slot < 0 || slot >= slots) {
            throw new IndexOutOfBoundsException("slot " + slot + " of " + slots);
        }
        return headers + (long) slot * HEADER_BYTES;
    }

    /** The address of a slot's {@code struct sockaddr_in}. */
    long socketAddress(final int slot) {
        return addresses + (long) slot * ADDRESS_BYTES;
    }

    void clearBuffers(final int slot) {
        UnsafeApi.putLong(header(slot) + MSG_IOVLEN, 0);
    }

    int bufferCount(final int slot) {
        return (int) UnsafeApi.getLong(header(slot) + MSG_IOVLEN);
    }

    /** As {@link #addBuffer}, but what begins where the last one ends is joined to it: the kernel works per buffer. */
    void joinBuffer(final int slot, final long address, final long length) {
        final long count = UnsafeApi.getLong(header(slot) + MSG_IOVLEN);
        if (count > 0) {
            final long last = buffers + ((long) slot * buffersPerSlot + count - 1) * IOVEC_BYTES;
            final long lastLength = UnsafeApi.getLong(last + Long.BYTES);
            if (UnsafeApi.getLong(last) + lastLength == address) {
                UnsafeApi.putLong(last + Long.BYTES, lastLength + length);
                return;
            }
        }
        addBuffer(slot, address, length);
    }

    void addBuffer(final int slot, final long address, final long length) {
        final long header = header(slot);
        final long count = UnsafeApi.getLong(header + MSG_IOVLEN);
        if (count >= buffersPerSlot) {
            throw new IndexOutOfBoundsException("more than " + buffersPerSlot + " buffers in slot " + slot);
        }
        final long buffer = buffers + ((long) slot * buffersPerSlot + count) * IOVEC_BYTES;
        UnsafeApi.putLong(buffer, address);
        UnsafeApi.putLong(buffer + Long.BYTES, length);
        UnsafeApi.putLong(header + MSG_IOVLEN, count + 1);
    }

    /** Appends a control message; the address of its data. */
    long addControl(final int slot, final int level, final int type, final int dataBytes) {
        final long used = UnsafeApi.getLong(header(slot) + MSG_CONTROLLEN);
        final long control = controls + (long) slot * CONTROL_BYTES + used;
        UnsafeApi.putLong(control, CMSG_DATA + dataBytes);
        UnsafeApi.putInt(control + CMSG_LEVEL, level);
        UnsafeApi.putInt(control + CMSG_TYPE, type);
        controlLength(slot, (int) used + CMSG_DATA + align(dataBytes));
        return control + CMSG_DATA;
    }

    /** The address of the data of the control message of this level and type that came; 0 if none did. */
    long findControl(final int slot, final int level, final int type) {
        long control = controls + (long) slot * CONTROL_BYTES;
        final long end = control + UnsafeApi.getLong(header(slot) + MSG_CONTROLLEN);
        while (control + CMSG_DATA < end) {
            if (UnsafeApi.getInt(control + CMSG_LEVEL) == level && UnsafeApi.getInt(control + CMSG_TYPE) == type) {
                return control + CMSG_DATA;
            }
            control += CMSG_DATA + align((int) UnsafeApi.getLong(control) - CMSG_DATA);
        }
        return 0;
    }

    private static int align(final int bytes) {
        return bytes + Long.BYTES - 1 & -Long.BYTES;
    }

    void controlLength(final int slot, final int bytes) {
        UnsafeApi.putLong(header(slot) + MSG_CONTROLLEN, bytes);
    }

    /** Makes a slot ready to receive: the kernel overwrites these fields with what came. */
    void armForReceive(final int slot) {
        final long header = header(slot);
        UnsafeApi.putInt(header + MSG_NAMELEN, ADDRESS_BYTES);
        UnsafeApi.putLong(header + MSG_CONTROLLEN, CONTROL_BYTES);
        UnsafeApi.putInt(header + MSG_FLAGS, 0);
    }

    int flags(final int slot) {
        return UnsafeApi.getInt(header(slot) + MSG_FLAGS);
    }

    int length(final int slot) {
        return UnsafeApi.getInt(header(slot) + MSG_LEN);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            arena.close();
        }
    }
}
