package io.weir.router.datapath;

/** A shared receive queue. */
public interface DataSrq {
    /** Arms SRQ_LIMIT_REACHED at fewer than {@code limit} receives; 0 disarms. */
    void arm(int limit);

    void destroy();
}
