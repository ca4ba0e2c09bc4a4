package io.weir.shm.linux;

import java.lang.invoke.MethodHandle;

/**
 * This process and its share of the processor: {@code sched_yield(2)}, {@code getpid(2)}, {@code getuid(2)},
 * {@code getgid(2)}, {@code umask(2)}.
 */
public final class Sys {
    private Sys() {
    }

    /** Lets another thread run that is ready on this core. */
    public static void yield() {
        try {
            final int ignored = (int) Yield.HANDLE.invokeExact(Libc.callState());
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** This process's number in its own pid namespace. */
    public static int pid() {
        return Identity.PID;
    }

    /** This process's real user. */
    public static int uid() {
        return Identity.UID;
    }

    /** This process's real group. */
    public static int gid() {
        return Identity.GID;
    }

    /** Sets which permissions the files that this process makes do not get; the mask until now. */
    public static int umask(final int mask) {
        try {
            return (int) Libc.intFunction("umask", 1).invokeExact(Libc.callState(), (long) mask);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private static final class Identity {
        static final int PID = call("getpid");
        static final int UID = call("getuid");
        static final int GID = call("getgid");

        private Identity() {
        }

        private static int call(final String name) {
            try {
                return (int) Libc.intFunction(name, 0).invokeExact(Libc.callState());
            } catch (final Throwable thrown) {
                throw Libc.unexpected(thrown);
            }
        }
    }

    private static final class Yield {
        static final MethodHandle HANDLE = Libc.intFunction("sched_yield", 0);

        private Yield() {
        }
    }
}
