package io.weir.router.datapath;

/** A registered region. */
public interface DataMr {
    /** Virtual. */
    int lkey();

    /** Virtual. */
    int rkey();

    /** When it returns, nothing touches the region's memory any more. */
    void deregister();
}
