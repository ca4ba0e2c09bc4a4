package io.weir.router.rnic.soft;

import org.agrona.UnsafeApi;

/** Big-endian fields at raw addresses; the host is little-endian. */
final class Wire {
    private Wire() {
    }

    static int getByte(final long address) {
        return UnsafeApi.getByte(address) & 0xFF;
    }

    static void putByte(final long address, final int value) {
        UnsafeApi.putByte(address, (byte) value);
    }

    static void putShort(final long address, final int value) {
        UnsafeApi.putShort(address, Short.reverseBytes((short) value));
    }

    static int getInt(final long address) {
        return Integer.reverseBytes(UnsafeApi.getInt(address));
    }

    static void putInt(final long address, final int value) {
        UnsafeApi.putInt(address, Integer.reverseBytes(value));
    }

    static long getLong(final long address) {
        return Long.reverseBytes(UnsafeApi.getLong(address));
    }

    static void putLong(final long address, final long value) {
        UnsafeApi.putLong(address, Long.reverseBytes(value));
    }
}
