package io.weir.client;

import static io.weir.shm.SgeDescriptor.ADDRESS_OFFSET;
import static io.weir.shm.SgeDescriptor.LENGTH_OFFSET;
import static io.weir.shm.SgeDescriptor.LKEY_OFFSET;

import io.weir.shm.SgeDescriptor;
import io.weir.verbs.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes scatter/gather entries, or the bytes they name, into a ring slot. Allocates nothing and does not throw. */
final class SgeWriter {
    private SgeWriter() {
    }

    static void write(final UnsafeBuffer ring, final int offset, final ScatterGatherList sges) {
        for (int i = 0; i < sges.count(); i++) {
            final int entry = offset + i * SgeDescriptor.LENGTH;
            ring.putLong(entry + ADDRESS_OFFSET, sges.address(i));
            ring.putInt(entry + LENGTH_OFFSET, sges.length(i));
            ring.putInt(entry + LKEY_OFFSET, sges.lkey(i));
        }
    }

    /**
     * Copies the bytes that the entries name.
     *
     * @return how many; {@code -EINVAL} if they are more than {@code room} or do not lie in the device's shared memory
     */
    static int gather(
        final UnsafeBuffer ring, final int offset, final int room, final ScatterGatherList sges,
        final SharedMemoryMap memory) {
        int length = 0;
        for (int i = 0; i < sges.count(); i++) {
            final long bytes = Integer.toUnsignedLong(sges.length(i));
            if (bytes > room - length || !memory.contains(sges.address(i), bytes)) {
                return -Errno.EINVAL;
            }
            UnsafeApi.copyMemory(sges.address(i), ring.addressOffset() + offset + length, bytes);
            length += (int) bytes;
        }
        return length;
    }

    /**
     * Copies a segment's bytes.
     *
     * @return how many; {@code -EINVAL} if they are more than {@code room}, or the segment's arena is closed or
     *     another thread's
     */
    static int copy(final UnsafeBuffer ring, final int offset, final int room, final MemorySegment payload) {
        final long bytes = payload.byteSize();
        if (bytes > room || !payload.scope().isAlive() || !payload.isAccessibleBy(Thread.currentThread())) {
            return -Errno.EINVAL;
        }
        for (int i = 0; i < (int) bytes; i++) {
            ring.putByte(offset + i, payload.get(ValueLayout.JAVA_BYTE, i));
        }
        return (int) bytes;
    }
}
