package io.weir.router.datapath;

import io.weir.router.rnic.RegionMemory;

/** A session's queue segment as memory that inline payloads are sent from, under the router's own addresses. */
record SegmentMemory(long iova, long length) implements RegionMemory {
    @Override
    public long hostAddress(final long address) {
        return address;
    }

    @Override
    public long contiguousBytes(final long address) {
        return iova + length - address;
    }
}
