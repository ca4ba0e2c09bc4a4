package io.weir.client;

import io.weir.verbs.Errno;

/** Whether the router is there. Any thread. */
interface Liveness {
    /** As last seen; costs one read. */
    boolean isDead();

    /** Looks now, with a system call; true if the router is gone. */
    boolean check();

    /** Looks unless that was done within the last millisecond. */
    void checkSometimes();

    /** What to answer for an error of a ring: one that stays full may mean that nobody empties it any more. */
    default int explain(final int error) {
        if (error != Errno.ENOMEM) {
            return error;
        }
        checkSometimes();
        return isDead() ? Errno.ENODEV : error;
    }
}
