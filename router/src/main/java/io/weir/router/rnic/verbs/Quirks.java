package io.weir.router.rnic.verbs;

import io.weir.router.rnic.RecvWr;
import io.weir.verbs.WcStatus;
import java.util.List;

/**
 * What devices do otherwise than the verbs say, by the beginning of the device's name: the only place that knows one
 * from another.
 *
 * @param prefix               of the device's name; empty for all that have no line of their own
 * @param sendKeyStatus        how a send fails whose own buffer is not registered (any more)
 * @param receiveStatus        how a receive fails whose own buffer is not registered, or that is too short; SUCCESS
 *                             where the device tells these apart
 * @param refusesUnaligned     its library does not post an atomic at an address that is not aligned, which the peer
 *                             should refuse: it is refused here, and the peer hears nothing of it
 * @param fencesForEver        a fenced send may wait for ever: it is held back here until those before it are done
 * @param maxRetryCount        the most retries that are not taken for infinite
 * @param silentErrors         a refused request takes the responder to ERR and no event tells
 */
record Quirks(String prefix, WcStatus sendKeyStatus, WcStatus receiveStatus, boolean refusesUnaligned,
              boolean fencesForEver, int maxRetryCount, boolean silentErrors) {
    private static final List<Quirks> TABLE = List.of(
        // linux/drivers/infiniband/sw/rxe: rxe_req.c and rxe_resp.c of 6.1; rdma-core/providers/rxe/rxe.c
        new Quirks("rxe", WcStatus.LOC_QP_OP_ERR, WcStatus.LOC_QP_OP_ERR, true, true, 6, true),
        new Quirks("", WcStatus.LOC_PROT_ERR, WcStatus.SUCCESS, false, false, 7, false));

    /** The line of a device. */
    static Quirks of(final String device) {
        for (final Quirks line : TABLE) {
            if (device.startsWith(line.prefix)) {
                return line;
            }
        }
        throw new AssertionError("the last line matches all");
    }

    /** A send's status, as the verbs have it. */
    WcStatus ofSend(final WcStatus status) {
        return status == sendKeyStatus ? WcStatus.LOC_PROT_ERR : status;
    }

    /** A receive's status, as the verbs have it. */
    WcStatus ofReceive(final WcStatus status, final RecvWr receive) {
        if (status == receiveStatus && status != WcStatus.SUCCESS) {
            for (int i = 0; i < receive.sgeCount; i++) {
                if (!receive.sge[i].region.isRegistered()) {
                    return WcStatus.LOC_PROT_ERR;
                }
            }
            return WcStatus.LOC_LEN_ERR;
        }
        return status;
    }
}
