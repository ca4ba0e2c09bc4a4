package io.weir.router.datapath;

/** A virtual device's part on the data path. */
public interface DataDevice {
    /**
     * Physical rkey on an RNIC of one of this device's regions, by virtual rkey; {@link
     * io.weir.router.rnic.Keys#INVALID} if there is none.
     */
    int physicalRkey(int rnicIndex, int virtualRkey);
}
