package io.weir.router.datapath;

import java.util.IdentityHashMap;
import java.util.Map;

/** What is known of other hosts' keys, by device, while a queue pair is connected to it. Data-path thread. */
final class RemoteKeyCaches {
    private final Map<RemoteDevice, RemoteKeyCache> caches = new IdentityHashMap<>();

    /** That of the device, for one queue pair more. */
    RemoteKeyCache retain(final RemoteDevice device) {
        final RemoteKeyCache cache = caches.computeIfAbsent(device, RemoteKeyCache::new);
        cache.retain();
        return cache;
    }

    /** The queue pair needs it no more. */
    void release(final RemoteKeyCache cache, final QueuePair queuePair) {
        if (cache.release(queuePair)) {
            caches.remove(cache.device());
        }
    }

    /** An answer came; it may be that nobody waits for it any more. */
    void resolved(final RemoteDevice device, final int virtualRkey, final int physicalRkey) {
        final RemoteKeyCache cache = caches.get(device);
        if (cache != null) {
            cache.resolved(virtualRkey, physicalRkey);
        }
    }
}
