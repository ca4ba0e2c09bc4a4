package io.weir.router.rnic.verbs;

import io.weir.router.rnic.verbs.ibv.IbvContext;
import io.weir.router.rnic.verbs.ibv.IbvPd;
import io.weir.router.rnic.verbs.ibv.IbvSrq;
import java.util.Map;
import java.util.WeakHashMap;
import org.agrona.collections.Int2ObjectHashMap;

/** The {@link SharedWindow}s of a device: one for each shared source that a queue pair uses. */
final class SharedWindows {
    private final IbvContext context;
    private final Int2ObjectHashMap<SharedWindow> byEpoch = new Int2ObjectHashMap<>();
    /** By what a source is shared through; gone with that. */
    private final Map<Object, SharedWindow.Leftovers> sources = new WeakHashMap<>();

    SharedWindows(final IbvContext context) {
        this.context = context;
    }

    /** The window of a source; made with that epoch if there is none. {@link SharedWindow#attach} is to follow. */
    SharedWindow obtain(final Object sharedThrough, final IbvPd pd, final int maxSge, final int newEpoch) {
        final SharedWindow.Leftovers leftovers =
            sources.computeIfAbsent(sharedThrough, source -> new SharedWindow.Leftovers());
        if (leftovers.window() == null) {
            final IbvSrq srq = new IbvSrq(context, pd, SharedWindow.DEPTH, ReceiveSlots.sgesFor(maxSge, true));
            leftovers.window(new SharedWindow(srq, pd, newEpoch, maxSge, leftovers));
            byEpoch.put(newEpoch, leftovers.window());
        }
        return leftovers.window();
    }

    /** The window whose receives have that epoch, or null. */
    SharedWindow of(final int epoch) {
        return byEpoch.get(epoch);
    }

    /** A queue pair, or one that did not come to be, does not use the window; it goes with the last. Null for none. */
    void detach(final SharedWindow window, final VerbsQp qp) {
        if (window != null && window.detach(qp)) {
            byEpoch.remove(window.epoch());
        }
    }

    /** Gives all of them back to the device. */
    void release() {
        byEpoch.values().forEach(window -> window.srq().destroy());
    }
}
