package io.weir.client;

import io.weir.verbs.WcFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;

/**
 * A work completion ({@code ibv_wc}); {@link CompletionQueue#poll} fills it. Reusable, not thread-safe.
 *
 * <p>With an error status only {@link #wrId()}, {@link #status()}, {@link #qpNumber()} and {@link #vendorError()} mean
 * something.
 */
public final class WorkCompletion {
    long wrId;
    int status;
    int opcode;
    int byteLength;
    int immediate;
    int qpNumber;
    int sourceQp;
    int flags;
    int vendorError;

    /** An array of {@code count} of them, for polling. */
    public static WorkCompletion[] array(final int count) {
        final WorkCompletion[] result = new WorkCompletion[count];
        for (int i = 0; i < count; i++) {
            result[i] = new WorkCompletion();
        }
        return result;
    }

    /** What the work request was posted with. */
    public long wrId() {
        return wrId;
    }

    /** How it ended. */
    public WcStatus status() {
        final WcStatus known = WcStatus.of(status);
        return known == null ? WcStatus.GENERAL_ERR : known;
    }

    /** Whether it ended well. */
    public boolean isSuccess() {
        return status == WcStatus.SUCCESS.value();
    }

    /** What completed, or null if the number is no opcode. */
    public WcOpcode opcode() {
        return WcOpcode.of(opcode);
    }

    /** Bytes received, with the GRH if there is one, or read; unsigned 32 bits. */
    public long byteLength() {
        return Integer.toUnsignedLong(byteLength);
    }

    /** Immediate data in host order, valid if {@link #hasImmediate()}. */
    public int immediate() {
        return immediate;
    }

    /** Whether the peer sent immediate data. */
    public boolean hasImmediate() {
        return (flags & WcFlags.WITH_IMM) != 0;
    }

    /** The queue pair whose work completed. */
    public int qpNumber() {
        return qpNumber;
    }

    /** The peer's queue pair (UD). */
    public int sourceQp() {
        return sourceQp;
    }

    /** Whether the receive's first {@link AddressHandle#GRH_LENGTH} bytes are a GRH (UD). */
    public boolean hasGrh() {
        return (flags & WcFlags.GRH) != 0;
    }

    /** {@link WcFlags}. */
    public int flags() {
        return flags;
    }

    /** A further reason of an error, or 0. */
    public int vendorError() {
        return vendorError;
    }

    @Override
    public String toString() {
        return "wr " + wrId + " " + status() + " " + opcode() + " " + byteLength() + " bytes, qp 0x"
            + Integer.toHexString(qpNumber) + (hasGrh() ? ", from 0x" + Integer.toHexString(sourceQp) : "")
            + (hasImmediate() ? ", immediate " + immediate : "")
            + (vendorError == 0 ? "" : ", vendor error " + vendorError);
    }
}
