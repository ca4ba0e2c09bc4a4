package io.weir.router.rnic;

/** A receive work request in private memory, with physical names. Reused, like {@link SendWr}. */
public final class RecvWr {
    /** The poster's cookie; comes back in the completion. */
    public long id;
    /** Entries of {@link #sge} that count. */
    public int sgeCount;
    /** Where the payload is scattered to. */
    public final Sge[] sge;

    /** Room for {@code maxSge} entries. */
    public RecvWr(final int maxSge) {
        sge = Sge.array(maxSge);
    }

    /** Bytes there is room for: the sum over the entries. */
    public long length() {
        long length = 0;
        for (int i = 0; i < sgeCount; i++) {
            length += sge[i].length;
        }
        return length;
    }
}
