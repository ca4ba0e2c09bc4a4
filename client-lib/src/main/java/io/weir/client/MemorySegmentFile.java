package io.weir.client;

import io.weir.shm.linux.Fd;
import io.weir.shm.linux.LinuxException;
import io.weir.shm.linux.Memfd;
import io.weir.shm.linux.Mmap;
import io.weir.verbs.Errno;

/** The memory segment: a sparse file in which the offset of a byte is its address in this process. */
final class MemorySegmentFile implements AutoCloseable {
    private final int fd;
    private final long size;

    /** Takes the descriptor over. */
    MemorySegmentFile(final int fd, final long size) {
        this.fd = fd;
        this.size = size;
    }

    /** Maps a piece, whole pages, wherever there is room; its address, which is its offset. */
    long map(final long length, final String verb) {
        if (length > size) {
            throw new VerbsException(Errno.ENOMEM, verb, "the memory segment has " + size + " bytes");
        }
        try {
            final long address = Mmap.reserve(length);
            if (address < 0 || address > size - length) {
                Mmap.unmap(address, length);
                throw new VerbsException(Errno.ENOMEM, verb, "the system gave address 0x" + Long.toHexString(address)
                    + ", the memory segment ends at 0x" + Long.toHexString(size));
            }
            mapReserved(address, length);
            return address;
        } catch (final LinuxException thrown) {
            throw new VerbsException(thrown.errno(), verb, thrown.getMessage(), thrown);
        }
    }

    /** Unmaps a piece and gives its pages back to the system. */
    void free(final long address, final long length) {
        Memfd.punchHole(fd, address, length);
        Mmap.unmap(address, length);
    }

    @Override
    public void close() {
        Fd.close(fd);
    }

    private void mapReserved(final long address, final long length) {
        try {
            Mmap.mapSharedAt(address, fd, address, length);
        } catch (final LinuxException thrown) {
            Mmap.unmap(address, length);
            throw thrown;
        }
    }
}
