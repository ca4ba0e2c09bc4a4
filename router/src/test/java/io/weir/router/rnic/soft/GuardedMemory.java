package io.weir.router.rnic.soft;

import io.weir.router.rnic.RegionMemory;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.Memfd;
import io.weir.shm.linux.Mmap;

/** Memory between two pages that nobody may touch: the first byte outside of it ends the process. */
final class GuardedMemory implements RegionMemory, AutoCloseable {
    private final long iova;
    private final long length;
    private final long reserved;
    private final long guard = Mmap.pageSize();

    /** {@code length}: whole pages. */
    GuardedMemory(final long iova, final long length) {
        this.iova = iova;
        this.length = length;
        reserved = Mmap.reserve(length + 2 * guard);
        final int fd = Memfd.createSealed("guarded", length);
        Mmap.mapSharedAt(reserved + guard, fd, 0, length);
        Fd.close(fd);
    }

    long first() {
        return reserved + guard;
    }

    long end() {
        return first() + length;
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
        return first() + address - iova;
    }

    @Override
    public long contiguousBytes(final long address) {
        return length - (address - iova);
    }

    @Override
    public void close() {
        Mmap.unmap(reserved, length + 2 * guard);
    }
}
