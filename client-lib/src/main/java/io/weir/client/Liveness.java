package io.weir.client;

/** Whether the router is there. Any thread. */
interface Liveness {
    /** As last seen; costs one read. */
    boolean isDead();

    /** Looks now, with a system call; true if the router is gone. */
    boolean check();

    /** Looks unless that was done within the last millisecond. */
    void checkSometimes();
}
