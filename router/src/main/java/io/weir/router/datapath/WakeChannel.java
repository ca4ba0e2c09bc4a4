package io.weir.router.datapath;

/** A completion channel's router end. */
public interface WakeChannel {
    /** Makes the tenant's end readable, naming the completion queue; never blocks. Data-path thread. */
    void wake(int cqHandle);
}
