package io.weir.router.tenant;

import io.weir.router.rnic.RegionMemory;
import io.weir.shm.linux.Mmap;

/** A piece of a session's memory segment, mapped whole and in one piece; file offset is tenant address. */
final class MappedRegion implements RegionMemory {
    private final long iova;
    private final long length;
    private final long mapping;
    private final long mappingLength;
    private final long delta;

    /** Maps it; pages are allocated as they are touched. */
    MappedRegion(final int memoryFd, final long iova, final long length) {
        final long offset = iova & -Mmap.pageSize();
        this.iova = iova;
        this.length = length;
        mappingLength = Mmap.pageAligned(iova + length - offset);
        mapping = Mmap.mapShared(memoryFd, offset, mappingLength);
        delta = mapping - offset;
    }

    @Override
    public long iova() {
        return iova;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long hostAddress(final long address) {
        return address + delta;
    }

    @Override
    public long contiguousBytes(final long address) {
        return iova + length - address;
    }

    /** Nobody touches it any more. */
    void unmap() {
        Mmap.unmap(mapping, mappingLength);
    }
}
