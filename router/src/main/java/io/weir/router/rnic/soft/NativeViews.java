package io.weir.router.rnic.soft;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Any memory of this process as a {@link ByteBuffer}, for {@link java.util.zip.CRC32}, which takes nothing else. One
 * view is made per GiB of addresses that is ever touched, so that asking for one allocates nothing in the long run.
 */
final class NativeViews {
    private static final int WINDOW_SHIFT = 30;
    /** Longest piece asked for: a view reaches this far into the next window. */
    private static final int MAX_PIECE = 1 << 16;
    private static final long WINDOW_MASK = (1L << WINDOW_SHIFT) - 1;

    private final Long2ObjectHashMap<ByteBuffer> views = new Long2ObjectHashMap<>();
    private long lastWindow = -1;
    private ByteBuffer lastView;

    /** The bytes from {@code address} on, between the buffer's position and limit. Valid until the next call. */
    ByteBuffer view(final long address, final int length) {
        final long window = address >>> WINDOW_SHIFT;
        if (window != lastWindow) {
            select(window);
        }
        final int offset = (int) (address & WINDOW_MASK);
        return lastView.limit(offset + length).position(offset);
    }

    private void select(final long window) {
        ByteBuffer view = views.get(window);
        if (view == null) {
            view = MemorySegment.ofAddress(window << WINDOW_SHIFT).reinterpret(WINDOW_MASK + 1 + MAX_PIECE)
                .asByteBuffer();
            views.put(window, view);
        }
        lastWindow = window;
        lastView = view;
    }
}
