package io.weir.router.datapath;

/** A protection domain, on every RNIC. */
public interface DataPd {
    void deallocate();
}
