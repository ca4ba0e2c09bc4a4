package io.weir.shm.linux;

/**
 * Names and texts of error numbers, as {@code errno(3)} has them for x86-64 and AArch64 (asm-generic).
 */
public final class ErrnoText {
    private static final String[] NAMES = new String[134];
    private static final String[] TEXTS = new String[134];

    static {
        final String table = """
            1 EPERM operation not permitted
            2 ENOENT no such file or directory
            3 ESRCH no such process
            4 EINTR interrupted system call
            5 EIO input/output error
            6 ENXIO no such device or address
            7 E2BIG argument list too long
            9 EBADF bad file descriptor
            10 ECHILD no child processes
            11 EAGAIN resource temporarily unavailable
            12 ENOMEM cannot allocate memory
            13 EACCES permission denied
            14 EFAULT bad address
            16 EBUSY device or resource busy
            17 EEXIST file exists
            18 EXDEV invalid cross-device link
            19 ENODEV no such device
            20 ENOTDIR not a directory
            21 EISDIR is a directory
            22 EINVAL invalid argument
            23 ENFILE too many open files in system
            24 EMFILE too many open files
            25 ENOTTY inappropriate ioctl for device
            26 ETXTBSY text file busy
            27 EFBIG file too large
            28 ENOSPC no space left on device
            29 ESPIPE illegal seek
            30 EROFS read-only file system
            32 EPIPE broken pipe
            34 ERANGE result out of range
            36 ENAMETOOLONG file name too long
            38 ENOSYS function not implemented
            39 ENOTEMPTY directory not empty
            40 ELOOP too many levels of symbolic links
            71 EPROTO protocol error
            75 EOVERFLOW value too large
            88 ENOTSOCK socket operation on non-socket
            89 EDESTADDRREQ destination address required
            90 EMSGSIZE message too long
            91 EPROTOTYPE protocol wrong type for socket
            92 ENOPROTOOPT protocol not available
            93 EPROTONOSUPPORT protocol not supported
            95 ENOTSUP operation not supported
            97 EAFNOSUPPORT address family not supported
            98 EADDRINUSE address already in use
            99 EADDRNOTAVAIL cannot assign requested address
            100 ENETDOWN network is down
            101 ENETUNREACH network is unreachable
            103 ECONNABORTED connection aborted
            104 ECONNRESET connection reset by peer
            105 ENOBUFS no buffer space available
            106 EISCONN already connected
            107 ENOTCONN not connected
            109 ETOOMANYREFS too many references
            110 ETIMEDOUT timed out
            111 ECONNREFUSED connection refused
            112 EHOSTDOWN host is down
            113 EHOSTUNREACH no route to host
            114 EALREADY operation already in progress
            115 EINPROGRESS operation in progress
            122 EDQUOT quota exceeded
            """;
        table.lines().forEach(line -> {
            final String[] fields = line.split(" ", 3);
            final int errno = Integer.parseInt(fields[0]);
            NAMES[errno] = fields[1];
            TEXTS[errno] = fields[2];
        });
    }

    private ErrnoText() {
    }

    /**
     * Text and name, {@code address already in use (EADDRINUSE)} for 98; {@code error 999} for one that is not known
     * here.
     */
    public static String describe(final int errno) {
        return errno > 0 && errno < NAMES.length && NAMES[errno] != null
            ? TEXTS[errno] + " (" + NAMES[errno] + ")"
            : "error " + errno;
    }
}
