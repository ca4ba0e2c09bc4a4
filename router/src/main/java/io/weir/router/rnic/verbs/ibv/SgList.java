package io.weir.router.rnic.verbs.ibv;

import org.agrona.UnsafeApi;

/** An array of {@code struct ibv_sge}. */
final class SgList {
    static final Struct STRUCT = new Struct("ibv_sge", 16);
    private static final int ADDR = STRUCT.at("addr", 0);
    private static final int LENGTH = STRUCT.at("length", 8);
    private static final int LKEY = STRUCT.at("lkey", 12);

    static final int ENTRY_BYTES = 16;

    private SgList() {
    }

    static void put(final long list, final int index, final long address, final long length, final int lkey) {
        final long at = list + (long) index * ENTRY_BYTES;
        UnsafeApi.putLong(at + ADDR, address);
        UnsafeApi.putInt(at + LENGTH, (int) length);
        UnsafeApi.putInt(at + LKEY, lkey);
    }
}
