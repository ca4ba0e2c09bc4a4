package io.weir.router.tenant;

import io.weir.shm.ObjectKind;
import io.weir.verbs.Errno;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** A session's resources by handle; queue pairs are counted and kept here, but found in their device. */
final class ResourceTable {
    private final Tenant tenant;
    private final Map<Long, Resource> byHandle = new LinkedHashMap<>();
    private int lastHandle;

    ResourceTable(final Tenant tenant) {
        this.tenant = tenant;
    }

    /** Handles are never used twice in a session, until there have been 2^31. */
    int freshHandle() {
        lastHandle = lastHandle == Integer.MAX_VALUE ? 1 : lastHandle + 1;
        return lastHandle;
    }

    <T extends Resource> T add(final T resource) {
        byHandle.put(key(resource.kind(), resource.handle()), resource);
        tenant.count(resource.kind(), 1);
        return resource;
    }

    <T extends Resource> T find(final ObjectKind kind, final int handle, final Class<T> type) {
        final Resource resource = byHandle.get(key(kind, handle));
        if (resource == null) {
            throw new VerbException(Errno.ENOENT, "the session has no " + kind + " " + handle);
        }
        return type.cast(resource);
    }

    void remove(final Resource resource) {
        byHandle.remove(key(resource.kind(), resource.handle()));
        resource.letGo();
        tenant.count(resource.kind(), -1);
    }

    Collection<Resource> all() {
        return byHandle.values();
    }

    private static long key(final ObjectKind kind, final int handle) {
        return (long) kind.ordinal() << Integer.SIZE | Integer.toUnsignedLong(handle);
    }
}
