package io.weir.router.control;

import io.aeron.CncFileDescriptor;
import io.weir.shm.linux.Mmap;
import java.io.File;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A driver writes zeros to all of its CnC file, which Aeron allows to be no shorter than 11 MiB: every session would
 * hold as much memory, and uses a few pages of it. This gives the pages back that hold nothing but zeros; they come
 * again when they are written to. Where the file system knows no holes they stay.
 */
final class CncPages {
    private static final int BLOCK = 64 * 1024;

    private CncPages() {
    }

    /** Of a driver that was just launched, before anyone else knows of it. */
    static void giveBack(final Path directory) {
        final File file = directory.resolve(CncFileDescriptor.CNC_FILE).toFile();
        final MappedByteBuffer mapped = IoUtil.mapExistingFile(file, "CnC file");
        try {
            final UnsafeBuffer cnc = new UnsafeBuffer(mapped);
            int emptyFrom = 0;
            for (int at = 0; at + BLOCK <= cnc.capacity(); at += BLOCK) {
                if (!isZero(cnc, at)) {
                    remove(cnc, emptyFrom, at);
                    emptyFrom = at + BLOCK;
                }
            }
            remove(cnc, emptyFrom, cnc.capacity() & -BLOCK);
        } finally {
            IoUtil.unmap(mapped);
        }
    }

    private static void remove(final UnsafeBuffer cnc, final int from, final int to) {
        if (to > from) {
            // an error leaves them where they are
            Mmap.advise(cnc.addressOffset() + from, to - from, Mmap.REMOVE);
        }
    }

    private static boolean isZero(final UnsafeBuffer cnc, final int at) {
        for (int i = at; i < at + BLOCK; i += Long.BYTES) {
            if (cnc.getLong(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
