package io.weir.router.rnic.host;

import io.weir.router.rnic.RegionMemory;
import io.weir.router.rnic.Sge;

/** A position in a scatter/gather list, that walks it in pieces contiguous in this process. */
public final class SgeCursor {
    private Sge[] entries;
    private int count;
    private int index;
    private long offset;

    /** At the first byte of a list, which must not change while this is used. */
    public void wrap(final Sge[] newEntries, final int newCount) {
        entries = newEntries;
        count = newCount;
        index = 0;
        offset = 0;
    }

    /** At byte {@code position} of the list. */
    public void seek(final long position) {
        index = 0;
        offset = 0;
        advance(position);
    }

    /** Where the next byte is in this process. There must be one. */
    public long address() {
        skipDone();
        final Sge entry = entries[index];
        return entry.region.memory().hostAddress(entry.address + offset);
    }

    /** How many bytes from {@link #address()} on are contiguous and in the list; at least 1. */
    public long contiguous() {
        skipDone();
        final Sge entry = entries[index];
        final RegionMemory memory = entry.region.memory();
        return Math.min(entry.length - offset, memory.contiguousBytes(entry.address + offset));
    }

    /** Goes on by some bytes, at most to the end of the list. */
    public void advance(final long length) {
        long left = length;
        while (left > 0) {
            final long step = Math.min(left, entries[index].length - offset);
            offset += step;
            left -= step;
            if (left > 0) {
                index++;
                offset = 0;
            }
        }
    }

    private void skipDone() {
        while (index < count - 1 && offset == entries[index].length) {
            index++;
            offset = 0;
        }
    }

    /** Copies to another list; both go on. {@code inOrder}: as {@link HostMemory#copyInOrder}. */
    public void copyTo(final SgeCursor target, final long length, final boolean inOrder) {
        long left = length;
        while (left > 0) {
            final long step = Math.min(left, Math.min(contiguous(), target.contiguous()));
            if (inOrder && step == left) {
                HostMemory.copyInOrder(address(), target.address(), step);
            } else {
                HostMemory.copy(address(), target.address(), step);
            }
            advance(step);
            target.advance(step);
            left -= step;
        }
    }

    /** Copies from contiguous memory of this process; goes on. {@code inOrder}: as {@link HostMemory#copyInOrder}. */
    public void copyFrom(final long source, final long length, final boolean inOrder) {
        long done = 0;
        while (done < length) {
            final long step = Math.min(length - done, contiguous());
            if (inOrder && step == length - done) {
                HostMemory.copyInOrder(source + done, address(), step);
            } else {
                HostMemory.copy(source + done, address(), step);
            }
            advance(step);
            done += step;
        }
    }
}
