package io.weir.router.datapath;

/** A completion queue. */
public interface DataCq {
    /** No queue pair may use it any more. */
    void destroy();
}
