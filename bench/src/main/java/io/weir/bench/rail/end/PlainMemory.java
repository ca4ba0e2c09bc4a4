package io.weir.bench.rail.end;

import io.weir.router.rnic.RegionMemory;
import org.agrona.UnsafeApi;

/** Memory of this process outside the Java heap, touched, under its own addresses; it lives as long as the process. */
final class PlainMemory implements RegionMemory {
    private final long address;
    private final long length;

    PlainMemory(final long length) {
        this.length = length;
        address = UnsafeApi.allocateMemory(length);
        UnsafeApi.setMemory(address, length, (byte) 'w');
    }

    @Override
    public long iova() {
        return address;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long hostAddress(final long wanted) {
        return wanted;
    }

    @Override
    public long contiguousBytes(final long from) {
        return address + length - from;
    }
}
