package io.weir.router.datapath;

import io.weir.router.accounting.UsageMeter;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;

/**
 * Bills work requests when they are complete, and remembers what RNICs carried of the oldest until then. What was
 * carried for one that ends in an error is nobody's to pay, and counted as that.
 */
final class SendMeter {
    private final UsageMeter meter;
    private final InFlight inFlight;
    private long pieces;
    private long bytes;

    SendMeter(final UsageMeter meter, final InFlight inFlight) {
        this.meter = meter;
        this.inFlight = inFlight;
    }

    /** An RNIC carried a piece: of the oldest work request, or of one that failed before. */
    void carried(final boolean failedBefore, final long length) {
        if (failedBefore) {
            meter.unbilled(1, length);
        } else {
            pieces++;
            bytes += length;
        }
    }

    /** The oldest work request is complete. */
    void complete(final WcOpcode opcode, final WcStatus status, final long length) {
        if (status == WcStatus.SUCCESS) {
            meter.completed(opcode, length);
            if (pieces > 1) {
                meter.cut(pieces - 1);
            }
        } else {
            meter.failed(status);
            if (pieces > 0) {
                meter.unbilled(pieces, bytes);
            }
        }
        pieces = 0;
        bytes = 0;
    }

    /** What RNICs carried is for work requests that will not complete any more. */
    void forfeit() {
        final long lost = pendingPieces();
        if (lost > 0) {
            meter.unbilled(lost, pendingBytes());
        }
        pieces = 0;
        bytes = 0;
    }

    /** Pieces that RNICs carried for work requests that are not complete. */
    long pendingPieces() {
        return pieces + inFlight.carriedPieces();
    }

    /** Their bytes. */
    long pendingBytes() {
        return bytes + inFlight.carriedBytes();
    }
}
