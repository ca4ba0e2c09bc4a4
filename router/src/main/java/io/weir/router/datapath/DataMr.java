package io.weir.router.datapath;

/** A registered region. */
public interface DataMr {
    /** Virtual. */
    int lkey();

    /** Virtual. */
    int rkey();

    /** Of the RNIC that reaches farthest: the rail, or where there is none this host's memory. Any thread. */
    int physicalRkey();

    /** When it returns, nothing touches the region's memory any more. */
    void deregister();
}
