package io.weir.router.rnic;

/** A protection domain of one RNIC. */
public interface RnicPd {
    /** Releases it; its regions and queue pairs must be gone. */
    void deallocate();
}
