package io.weir.router.tenant;

import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.linux.Memfd;
import io.weir.shm.linux.Mmap;
import io.weir.verbs.Errno;

/** The rings and doorbells of one queue segment. A ring is new when it is handed out: all zeros. */
public final class Rings {
    private final RingSpace space =
        new RingSpace(QueueSegmentDescriptor.RINGS_OFFSET, QueueSegmentDescriptor.SEGMENT_LENGTH, Mmap.pageSize());
    private final Numbers doorbells = new Numbers(QueueSegmentDescriptor.DOORBELL_COUNT);
    private final int segmentFd;

    Rings(final int segmentFd) {
        this.segmentFd = segmentFd;
    }

    Ring allocate(final long length) {
        final long offset = space.allocate(length);
        if (offset == RingSpace.NONE) {
            throw new VerbException(Errno.ENOMEM, "no room for a ring of " + length + " bytes in the queue segment of "
                + QueueSegmentDescriptor.SEGMENT_LENGTH);
        }
        return new Ring((int) offset, length);
    }

    int allocateDoorbell() {
        final int doorbell = doorbells.allocate();
        if (doorbell == Numbers.NONE) {
            throw new VerbException(Errno.ENOMEM,
                "all " + QueueSegmentDescriptor.DOORBELL_COUNT + " doorbells of the session are taken");
        }
        return doorbell;
    }

    void freeDoorbell(final int doorbell) {
        doorbells.free(doorbell);
    }

    /** A piece of the segment. */
    public final class Ring {
        private final int offset;
        private final long length;

        private Ring(final int offset, final long length) {
            this.offset = offset;
            this.length = length;
        }

        /** In the segment. */
        public int offset() {
            return offset;
        }

        void free() {
            Memfd.punchHole(segmentFd, offset, space.pages(length));
            space.free(offset, length);
        }
    }
}
