package io.weir.router.rnic;

/** A memory region as one RNIC registered it: its physical keys and its bytes. */
public interface RnicMr {
    /** Physical local key. */
    int lkey();

    /** Physical remote key. */
    int rkey();

    /** The bytes. */
    RegionMemory memory();

    /** {@link io.weir.verbs.AccessFlags}. */
    int access();

    /** Until {@link #deregister}. */
    boolean isRegistered();

    /** Takes the keys back. What arrives for them from now on is a remote access error. */
    void deregister();
}
