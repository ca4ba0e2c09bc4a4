package io.weir.router.rnic.host;

import io.weir.router.rnic.RnicPd;

/** A protection domain of a software RNIC: an identity, and a count of who uses it. */
public final class HostPd implements RnicPd {
    private int users;

    /** A region or queue pair is in it now. */
    public void retain() {
        users++;
    }

    /** And now no more. */
    public void release() {
        users--;
    }

    /** @throws IllegalStateException while regions or queue pairs use it */
    @Override
    public void deallocate() {
        if (users != 0) {
            throw new IllegalStateException("protection domain still used by " + users + " regions or queue pairs");
        }
    }
}
