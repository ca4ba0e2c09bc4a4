package io.weir.verbs;

/**
 * Error numbers of Linux ({@code errno(3)}) that verbs answer with.
 */
public final class Errno {
    /** Not yours. */
    public static final int EPERM = 1;
    /** No such object. */
    public static final int ENOENT = 2;
    /** Interrupted. */
    public static final int EINTR = 4;
    /** Input/output error. */
    public static final int EIO = 5;
    /** Try again. */
    public static final int EAGAIN = 11;
    /** No room. */
    public static final int ENOMEM = 12;
    /** Not allowed. */
    public static final int EACCES = 13;
    /** Bad address. */
    public static final int EFAULT = 14;
    /** Still in use. */
    public static final int EBUSY = 16;
    /** There already. */
    public static final int EEXIST = 17;
    /** The device is gone. */
    public static final int ENODEV = 19;
    /** Bad argument. */
    public static final int EINVAL = 22;
    /** No space. */
    public static final int ENOSPC = 28;
    /** Protocol error. */
    public static final int EPROTO = 71;
    /** Too long. */
    public static final int EMSGSIZE = 90;
    /** Not supported. */
    public static final int ENOTSUP = 95;
    /** Address in use. */
    public static final int EADDRINUSE = 98;
    /** No interface of this host has the address. */
    public static final int EADDRNOTAVAIL = 99;
    /** Another version of the protocol. */
    public static final int EPROTONOSUPPORT = 93;
    /** No route to that GID. */
    public static final int ENETUNREACH = 101;
    /** The other side is gone. */
    public static final int ECONNRESET = 104;
    /** No buffers. */
    public static final int ENOBUFS = 105;
    /** Timed out. */
    public static final int ETIMEDOUT = 110;
    /** Nobody listens there. */
    public static final int ECONNREFUSED = 111;
    /** The peer did not answer. */
    public static final int EHOSTUNREACH = 113;
    /** Quota exceeded. */
    public static final int EDQUOT = 122;

    private Errno() {
    }

    /** The name of an error number, {@code EINVAL} for 22; {@code errno N} for one without a name here. */
    public static String name(final int errno) {
        return switch (errno) {
            case EPERM -> "EPERM";
            case ENOENT -> "ENOENT";
            case EINTR -> "EINTR";
            case EIO -> "EIO";
            case EAGAIN -> "EAGAIN";
            case ENOMEM -> "ENOMEM";
            case EACCES -> "EACCES";
            case EFAULT -> "EFAULT";
            case EBUSY -> "EBUSY";
            case EEXIST -> "EEXIST";
            case ENODEV -> "ENODEV";
            case EINVAL -> "EINVAL";
            case ENOSPC -> "ENOSPC";
            case EPROTO -> "EPROTO";
            case EMSGSIZE -> "EMSGSIZE";
            case EPROTONOSUPPORT -> "EPROTONOSUPPORT";
            case ENOTSUP -> "ENOTSUP";
            case EADDRINUSE -> "EADDRINUSE";
            case EADDRNOTAVAIL -> "EADDRNOTAVAIL";
            case ENETUNREACH -> "ENETUNREACH";
            case ECONNRESET -> "ECONNRESET";
            case ENOBUFS -> "ENOBUFS";
            case ETIMEDOUT -> "ETIMEDOUT";
            case ECONNREFUSED -> "ECONNREFUSED";
            case EHOSTUNREACH -> "EHOSTUNREACH";
            case EDQUOT -> "EDQUOT";
            default -> "errno " + errno;
        };
    }
}
