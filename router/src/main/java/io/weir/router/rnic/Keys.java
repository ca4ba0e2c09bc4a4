package io.weir.router.rnic;

/** Physical keys. */
public final class Keys {
    /** No RNIC ever hands this key out: the responder refuses it with a remote access error. */
    public static final int INVALID = 0;

    private Keys() {
    }
}
