package io.weir.client;

import static io.weir.shm.QueueSegmentDescriptor.CONTROL_SLEEP_OFFSET;
import static io.weir.shm.QueueSegmentDescriptor.DATA_SLEEP_OFFSET;
import static io.weir.shm.QueueSegmentDescriptor.DOORBELLS_OFFSET;
import static io.weir.shm.QueueSegmentDescriptor.DOORBELL_SUMMARY_OFFSET;

import io.weir.shm.linux.Eventfd;
import io.weir.shm.linux.Fd;
import java.lang.invoke.VarHandle;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Tells the router that there is work, and wakes it if it sleeps. Any thread; allocates nothing; a system call only if
 * it sleeps.
 */
final class Doorbells implements AutoCloseable {
    private static final int ASLEEP = 1;
    private static final int AWAKE = 0;

    private final UnsafeBuffer segment;
    private final int dataFd;
    private final int controlFd;

    Doorbells(final UnsafeBuffer segment, final int dataFd, final int controlFd) {
        this.segment = segment;
        this.dataFd = dataFd;
        this.controlFd = controlFd;
    }

    /** After the producer index of the queue with this doorbell was stored. */
    void ring(final int number) {
        final int word = number >>> 6;
        VarHandle.fullFence();
        setBit(DOORBELLS_OFFSET + word * Long.BYTES, bit(number));
        setBit(DOORBELL_SUMMARY_OFFSET + (word >>> 6) * Long.BYTES, bit(word));
        VarHandle.fullFence();
        wake(DATA_SLEEP_OFFSET, dataFd);
    }

    /** After a control message was offered. */
    void ringControl() {
        VarHandle.fullFence();
        wake(CONTROL_SLEEP_OFFSET, controlFd);
    }

    /** No post may follow. */
    @Override
    public void close() {
        Fd.close(dataFd);
        Fd.close(controlFd);
    }

    private void wake(final int sleepOffset, final int fd) {
        if (segment.getIntVolatile(sleepOffset) == ASLEEP && segment.compareAndSetInt(sleepOffset, ASLEEP, AWAKE)) {
            // -EAGAIN is a counter at its limit: the router is being woken already
            Eventfd.signal(fd);
        }
    }

    private void setBit(final int offset, final long bit) {
        long now = segment.getLongVolatile(offset);
        while ((now & bit) == 0 && !segment.compareAndSetLong(offset, now, now | bit)) {
            now = segment.getLongVolatile(offset);
        }
    }

    private static long bit(final int number) {
        return 1L << (number & 63);
    }
}
