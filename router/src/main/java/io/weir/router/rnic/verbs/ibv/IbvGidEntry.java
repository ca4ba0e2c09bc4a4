package io.weir.router.rnic.verbs.ibv;

import io.weir.shm.linux.LinuxException;
import io.weir.verbs.Gid;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A used entry of a device's GID table: {@code ibv_query_gid_table(3)}.
 *
 * @param index  of the entry in its port's table
 * @param port   from 1 on
 * @param roceV2 RoCE version 2, that is, over UDP
 */
public record IbvGidEntry(Gid gid, int index, int port, boolean roceV2) {
    static final Struct STRUCT = new Struct("ibv_gid_entry", 32);
    private static final int GID = STRUCT.at("gid", 0);
    private static final int GID_INDEX = STRUCT.at("gid_index", 16);
    private static final int PORT_NUM = STRUCT.at("port_num", 20);
    private static final int GID_TYPE = STRUCT.at("gid_type", 24);

    private static final int IBV_GID_TYPE_ROCE_V2 = 2;
    private static final int MAX_ENTRIES = 1024;
    private static final long IPV4_MAPPED = 0xffffL;
    private static final MethodHandle QUERY_GID_TABLE = Ibv.longFunction("_ibv_query_gid_table", 5);

    /** All of a device, at most {@value #MAX_ENTRIES}. */
    public static List<IbvGidEntry> table(final IbvContext context) {
        final int size = STRUCT.size();
        final MemorySegment state = Ibv.callState();
        final long entries = Ibv.zeroed((long) MAX_ENTRIES * size);
        try {
            final long count = (long) QUERY_GID_TABLE.invokeExact(
                state, context.pointer(), entries, (long) MAX_ENTRIES, 0L, (long) size);
            if (count < 0) {
                throw new LinuxException((int) -count, "ibv_query_gid_table", context.name());
            }
            final List<IbvGidEntry> table = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                table.add(read(entries + (long) i * size));
            }
            return table;
        } catch (final LinuxException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        } finally {
            UnsafeApi.freeMemory(entries);
        }
    }

    /** Whether it is an IPv4 address (::ffff:a.b.c.d). */
    public boolean isIpv4() {
        return gid.high() == 0 && gid.low() >>> Integer.SIZE == IPV4_MAPPED;
    }

    /** That address, 127.0.0.1 being 0x7F000001. */
    public int ipv4() {
        return (int) gid.low();
    }

    private static IbvGidEntry read(final long at) {
        return new IbvGidEntry(Gid.read(new UnsafeBuffer(at, STRUCT.size()), GID),
            UnsafeApi.getInt(at + GID_INDEX), UnsafeApi.getInt(at + PORT_NUM),
            UnsafeApi.getInt(at + GID_TYPE) == IBV_GID_TYPE_ROCE_V2);
    }
}
