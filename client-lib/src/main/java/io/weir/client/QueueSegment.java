package io.weir.client;

import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.linux.Mmap;
import io.weir.verbs.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The queue segment, mapped whole. Its mapping goes when the last ring that views it can no longer be reached, so that
 * a queue polled after closing answers an error instead of crashing the process.
 */
final class QueueSegment {
    private final MemorySegment mapping;
    private final UnsafeBuffer header;

    private QueueSegment(final MemorySegment mapping) {
        this.mapping = mapping;
        this.header = view(mapping, 0, QueueSegmentDescriptor.RINGS_OFFSET);
    }

    /** Maps it; the descriptor stays the caller's. */
    static QueueSegment map(final int fd, final long length) {
        if (length < QueueSegmentDescriptor.RINGS_OFFSET || length > Integer.MAX_VALUE) {
            throw new VerbsException(Errno.EPROTO, "map queue segment", "it is " + length + " bytes long");
        }
        final long address = Mmap.mapShared(fd, 0, length);
        final MemorySegment mapping = MemorySegment.ofAddress(address)
            .reinterpret(length, Arena.ofAuto(), ignored -> Mmap.unmap(address, length));
        final QueueSegment segment = new QueueSegment(mapping);
        segment.check();
        return segment;
    }

    /** Doorbells, sleep words, device state. */
    UnsafeBuffer header() {
        return header;
    }

    /** A view of the ring at an offset that the router named. */
    UnsafeBuffer ring(final String verb, final int offset, final long length) {
        if (offset < QueueSegmentDescriptor.RINGS_OFFSET || length <= 0 || length > mapping.byteSize() - offset) {
            throw new VerbsException(Errno.EPROTO, verb, "the router's ring of " + length + " bytes at " + offset
                + " does not lie in the queue segment");
        }
        return view(mapping, offset, length);
    }

    private void check() {
        final long magic = header.getLong(QueueSegmentDescriptor.MAGIC_OFFSET);
        final int version = header.getInt(QueueSegmentDescriptor.VERSION_OFFSET);
        if (magic != QueueSegmentDescriptor.MAGIC || version != QueueSegmentDescriptor.LAYOUT_VERSION) {
            throw new VerbsException(Errno.EPROTO, "map queue segment",
                "its layout is version " + version + ", this library's " + QueueSegmentDescriptor.LAYOUT_VERSION);
        }
    }

    /** It keeps its byte buffer, which keeps the mapping. */
    private static UnsafeBuffer view(final MemorySegment mapping, final int offset, final long length) {
        return new UnsafeBuffer(mapping.asSlice(offset, length).asByteBuffer());
    }
}
