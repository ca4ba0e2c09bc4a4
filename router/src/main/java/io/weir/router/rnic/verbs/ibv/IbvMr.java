package io.weir.router.rnic.verbs.ibv;

import io.weir.shm.linux.LinuxException;
import io.weir.verbs.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/** A memory region: {@code ibv_reg_mr(3)}. */
public final class IbvMr {
    static final Struct STRUCT = new Struct("ibv_mr", 48);
    private static final int LKEY = STRUCT.at("lkey", 36);
    private static final int RKEY = STRUCT.at("rkey", 40);

    private static final MethodHandle REG_MR_IOVA2 = Ibv.longFunction("ibv_reg_mr_iova2", 5);
    private static final MethodHandle REG_DMABUF_MR = Ibv.optionalLongFunction("ibv_reg_dmabuf_mr", 6);
    private static final MethodHandle DEREG_MR = Ibv.plainIntFunction("ibv_dereg_mr", 1);

    private final long pointer;
    private boolean isGivenBack;
    private final int lkey;
    private final int rkey;

    private IbvMr(final long pointer) {
        this.pointer = pointer;
        lkey = UnsafeApi.getInt(pointer + LKEY);
        rkey = UnsafeApi.getInt(pointer + RKEY);
    }

    /**
     * Registers [address, address + length) of this process, whose pages it pins, under the addresses from {@code iova}
     * on: work requests and peers name them by those.
     *
     * @param access {@link io.weir.verbs.AccessFlags}, whose values are the library's own
     */
    public static IbvMr register(final IbvPd pd, final long address, final long length, final long iova,
                                 final int access) {
        final MemorySegment state = Ibv.callState();
        final long registered;
        try {
            registered = (long) REG_MR_IOVA2.invokeExact(state, pd.pointer(), address, length, iova, (long) access);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
        return new IbvMr(Ibv.check(registered, state, "ibv_reg_mr_iova2"));
    }

    /**
     * Registers a piece of a DMA-BUF, such as a GPU's memory.
     *
     * @throws LinuxException ENOTSUP where the library, EOPNOTSUPP where device or kernel do not know these
     */
    public static IbvMr registerDmabuf(final IbvPd pd, final int fd, final long offset, final long length,
                                       final long iova, final int access) {
        if (REG_DMABUF_MR == null) {
            throw new LinuxException(Errno.ENOTSUP, "ibv_reg_dmabuf_mr", "(this libibverbs is too old for it)");
        }
        final MemorySegment state = Ibv.callState();
        final long registered;
        try {
            registered = (long) REG_DMABUF_MR.invokeExact(
                state, pd.pointer(), offset, length, iova, (long) fd, (long) access);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
        return new IbvMr(Ibv.check(registered, state, "ibv_reg_dmabuf_mr"));
    }

    /** The local key. */
    public int lkey() {
        return lkey;
    }

    /** The remote key. */
    public int rkey() {
        return rkey;
    }

    /** Takes the keys back and unpins: 0, or an error number. Once: later calls do nothing. */
    public int deregister() {
        if (isGivenBack) {
            return 0;
        }
        try {
            final int errno = (int) DEREG_MR.invokeExact(pointer);
            isGivenBack = errno == 0;
            return errno;
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }
}
