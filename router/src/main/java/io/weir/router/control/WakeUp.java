package io.weir.router.control;

import io.weir.shm.linux.Eventfd;
import io.weir.shm.linux.Fd;

/** Wakes the control agent from other threads: a system call only if it sleeps. */
final class WakeUp implements AutoCloseable {
    private final int fd = Eventfd.create();
    private volatile boolean asleep;

    int fd() {
        return fd;
    }

    /** Before the agent looks a last time for work; what is signalled from here on wakes it. */
    void arm() {
        asleep = true;
    }

    /** The agent is awake. */
    void disarm() {
        asleep = false;
        Eventfd.drain(fd);
    }

    void signal() {
        if (asleep) {
            asleep = false;
            Eventfd.signal(fd);
        }
    }

    @Override
    public void close() {
        Fd.close(fd);
    }
}
