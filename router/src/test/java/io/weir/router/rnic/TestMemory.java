package io.weir.router.rnic;

import org.agrona.UnsafeApi;

/** A region for tests, at an address unlike its mapping; as one mapping or as many pieces apart from each other. */
public final class TestMemory implements RegionMemory {
    private static final long PAGE = 4096;

    private final long iova;
    private final long length;
    private final int pieceLength;
    private final int stride;
    private final long base;
    private final long bytes;

    /** {@code pieceLength} 0 for one mapping; else a power of two of at least 8. */
    public TestMemory(final long iova, final long length, final int pieceLength) {
        this.iova = iova;
        this.length = length;
        this.pieceLength = pieceLength;
        stride = pieceLength + 64;
        bytes = pieceLength == 0 ? length : (length / pieceLength + 1) * stride;
        base = (UnsafeApi.allocateMemory(bytes + PAGE) + PAGE - 1) & -PAGE;
        UnsafeApi.setMemory(base, bytes, (byte) 0);
    }

    /** Fills it with zeros again. */
    public void clear() {
        UnsafeApi.setMemory(base, bytes, (byte) 0);
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
        final long offset = address - iova;
        if (offset < 0 || offset >= length) {
            throw new AssertionError("outside: " + Long.toHexString(address));
        }
        return pieceLength == 0 ? base + offset : base + offset / pieceLength * stride + offset % pieceLength;
    }

    @Override
    public long contiguousBytes(final long address) {
        final long offset = address - iova;
        final long left = length - offset;
        return pieceLength == 0 ? left : Math.min(left, pieceLength - offset % pieceLength);
    }

    public byte getByte(final long offset) {
        return UnsafeApi.getByte(hostAddress(iova + offset));
    }

    public void putByte(final long offset, final byte value) {
        UnsafeApi.putByte(hostAddress(iova + offset), value);
    }

    public long getLong(final long offset) {
        return UnsafeApi.getLong(hostAddress(iova + offset));
    }

    public void putLong(final long offset, final long value) {
        UnsafeApi.putLong(hostAddress(iova + offset), value);
    }

    public byte[] bytes(final long offset, final int count) {
        final byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = getByte(offset + i);
        }
        return bytes;
    }

    public void put(final long offset, final byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            putByte(offset + i, bytes[i]);
        }
    }
}
