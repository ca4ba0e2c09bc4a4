package io.weir.router.tenant;

import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.linux.Eventfd;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.Memfd;
import io.weir.shm.linux.Mmap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a session shares with its tenant's process: the queue segment (mapped whole), the memory segment (mapped region
 * by region) and two doorbells. The doorbells are written by the tenant and never read here: it could make a read
 * block.
 */
public final class Segments {
    /** What the names of mappings that a tenant can fault begin with in {@code /proc/self/maps}. */
    public static final String MAPPING_PREFIX = "/memfd:weir-";

    private static final String NAME_PREFIX = "weir-";

    private final int queueFd;
    private final int memoryFd;
    private final int dataDoorbellFd;
    private final int controlDoorbellFd;
    private final long mapping;
    private final UnsafeBuffer queues;
    private final Rings rings;
    private boolean closed;

    private Segments(final int[] fds, final int sessionId) {
        queueFd = fds[0];
        memoryFd = fds[1];
        dataDoorbellFd = fds[2];
        controlDoorbellFd = fds[3];
        mapping = Mmap.mapShared(queueFd, 0, QueueSegmentDescriptor.SEGMENT_LENGTH);
        queues = new UnsafeBuffer(mapping, (int) QueueSegmentDescriptor.SEGMENT_LENGTH);
        rings = new Rings(queueFd);
        queues.putInt(QueueSegmentDescriptor.VERSION_OFFSET, QueueSegmentDescriptor.LAYOUT_VERSION);
        queues.putInt(QueueSegmentDescriptor.SESSION_ID_OFFSET, sessionId);
        queues.putLong(QueueSegmentDescriptor.LENGTH_OFFSET, QueueSegmentDescriptor.SEGMENT_LENGTH);
        queues.putLongRelease(QueueSegmentDescriptor.MAGIC_OFFSET, QueueSegmentDescriptor.MAGIC);
    }

    /** Makes them; nothing stays behind when that fails. */
    public static Segments create(final String tenant, final int sessionId) {
        final String suffix = mappingSuffix(tenant, sessionId);
        final int[] fds = {Fd.NONE, Fd.NONE, Fd.NONE, Fd.NONE};
        try {
            fds[0] = Memfd.createSealed(NAME_PREFIX + "queues" + suffix,
                QueueSegmentDescriptor.SEGMENT_LENGTH);
            fds[1] = Memfd.createSealed(NAME_PREFIX + "memory" + suffix, DeviceLimits.MAX_ADDRESS);
            fds[2] = Eventfd.create();
            fds[3] = Eventfd.create();
            return new Segments(fds, sessionId);
        } catch (final RuntimeException thrown) {
            for (final int fd : fds) {
                Fd.close(fd);
            }
            throw thrown;
        }
    }

    /** The queue segment. */
    public UnsafeBuffer queues() {
        return queues;
    }

    /** The queue segment's descriptor. */
    public int queueFd() {
        return queueFd;
    }

    /** The memory segment's descriptor. */
    public int memoryFd() {
        return memoryFd;
    }

    /** Wakes the data path. */
    public int dataDoorbellFd() {
        return dataDoorbellFd;
    }

    /** Wakes the control path. */
    public int controlDoorbellFd() {
        return controlDoorbellFd;
    }

    /** The path of the session's segments in {@code /proc/self/maps} ends so. */
    public static String mappingSuffix(final String tenant, final int sessionId) {
        return "-" + tenant + "-" + sessionId;
    }

    Rings rings() {
        return rings;
    }

    /** Bytes of memory behind both segments. */
    long heldBytes() {
        return Memfd.heldBytes(queueFd) + Memfd.heldBytes(memoryFd);
    }

    /** Tells the tenant, if it looks, that the device is gone for it. */
    void markFatal() {
        queues.putIntRelease(QueueSegmentDescriptor.DEVICE_STATE_OFFSET, QueueSegmentDescriptor.DEVICE_FATAL);
    }

    /** Unmaps and closes. Nobody touches the queue segment any more. */
    public void close() {
        if (!closed) {
            closed = true;
            Mmap.unmap(mapping, QueueSegmentDescriptor.SEGMENT_LENGTH);
            Fd.close(queueFd);
            Fd.close(memoryFd);
            Fd.close(dataDoorbellFd);
            Fd.close(controlDoorbellFd);
        }
    }
}
