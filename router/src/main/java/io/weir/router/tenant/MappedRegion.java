package io.weir.router.tenant;

import io.weir.router.rnic.RegionMemory;
import io.weir.shm.linux.LinuxException;
import io.weir.shm.linux.Mmap;
import io.weir.verbs.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A piece of a session's memory segment, mapped whole and in one piece; file offset is tenant address. A process has
 * only so many mappings, and a JVM that gets no more of them ends: tenants together get what leaves it plenty.
 */
final class MappedRegion implements RegionMemory {
    private static final int MAX_MAPPINGS = Math.max(1024, maxMapCount() - 16 * 1024);
    private static final AtomicInteger MAPPINGS = new AtomicInteger();

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
        mapping = map(memoryFd, offset, mappingLength);
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
        MAPPINGS.decrementAndGet();
    }

    private static long map(final int memoryFd, final long offset, final long length) {
        if (MAPPINGS.incrementAndGet() > MAX_MAPPINGS) {
            MAPPINGS.decrementAndGet();
            throw new VerbException(Errno.ENOMEM, "this host's tenants have " + MAX_MAPPINGS
                + " memory regions, as many as vm.max_map_count lets the router map");
        }
        try {
            return Mmap.mapShared(memoryFd, offset, length);
        } catch (final LinuxException thrown) {
            MAPPINGS.decrementAndGet();
            throw thrown;
        }
    }

    private static int maxMapCount() {
        try {
            return Integer.parseInt(Files.readString(Path.of("/proc/sys/vm/max_map_count")).strip());
        } catch (final IOException | NumberFormatException thrown) {
            return 65530;
        }
    }
}
