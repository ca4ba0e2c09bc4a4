package io.weir.router.datapath;

/** An address handle on the data path. */
public interface DataAh {
    /** From now on requests that name it fail. */
    void destroy();
}
