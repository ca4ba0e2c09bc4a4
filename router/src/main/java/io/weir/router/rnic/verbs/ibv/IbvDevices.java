package io.weir.router.rnic.verbs.ibv;

import io.weir.shm.linux.LinuxException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import org.agrona.UnsafeApi;

/** The RDMA devices of this host: {@code ibv_get_device_list(3)}. */
public final class IbvDevices {
    private static final String NO_DEVICE = "this host has no RDMA device";

    private IbvDevices() {
    }

    private static final class Functions {
        static final MethodHandle GET_DEVICE_LIST = Ibv.longFunction("ibv_get_device_list", 1);
        static final MethodHandle FREE_DEVICE_LIST = Ibv.voidFunction("ibv_free_device_list", 1);
        static final MethodHandle GET_DEVICE_NAME = Ibv.longFunction("ibv_get_device_name", 1);
        static final MethodHandle OPEN_DEVICE = Ibv.longFunction("ibv_open_device", 1);
    }

    /** Takes the list while it lives. */
    private interface Use<T> {
        T of(long list);
    }

    /** Names of all of them, such as {@code mlx5_0}; empty where there is none, or no library. */
    public static List<String> names() {
        if (!Ibv.isPresent()) {
            return List.of();
        }
        final List<String> names = withList(list -> {
            final List<String> found = new ArrayList<>();
            for (long at = list; UnsafeApi.getLong(at) != 0; at += Long.BYTES) {
                found.add(name(UnsafeApi.getLong(at)));
            }
            return found;
        });
        return names == null ? List.of() : names;
    }

    /**
     * Opens one by name.
     *
     * @throws IbvUnavailableException if there is no library or no such device, with one line that says so
     * @throws LinuxException          if it does not open
     */
    public static IbvContext open(final String name) {
        if (!Ibv.isPresent()) {
            throw new IbvUnavailableException("libibverbs.so.1 is not installed");
        }
        final Long pointer = withList(list -> {
            for (long at = list; UnsafeApi.getLong(at) != 0; at += Long.BYTES) {
                if (name(UnsafeApi.getLong(at)).equals(name)) {
                    return openDevice(UnsafeApi.getLong(at));
                }
            }
            return null;
        });
        if (pointer == null) {
            final List<String> names = names();
            throw new IbvUnavailableException(names.isEmpty() ? NO_DEVICE
                : "no RDMA device is called '" + name + "': there is " + String.join(", ", names));
        }
        return new IbvContext(name, pointer);
    }

    private static <T> T withList(final Use<T> use) {
        final MemorySegment state = Ibv.callState();
        try {
            final long list = (long) Functions.GET_DEVICE_LIST.invokeExact(state, 0L);
            if (list == 0) {
                // a kernel without InfiniBand support: errno is ENOSYS
                return null;
            }
            try {
                return use.of(list);
            } finally {
                Functions.FREE_DEVICE_LIST.invokeExact(list);
            }
        } catch (final LinuxException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }

    private static String name(final long device) {
        try {
            return Ibv.string((long) Functions.GET_DEVICE_NAME.invokeExact(Ibv.callState(), device));
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }

    private static Long openDevice(final long device) {
        final MemorySegment state = Ibv.callState();
        final long context;
        try {
            context = (long) Functions.OPEN_DEVICE.invokeExact(state, device);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
        return Ibv.check(context, state, "ibv_open_device");
    }
}
