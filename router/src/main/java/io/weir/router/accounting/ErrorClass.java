package io.weir.router.accounting;

import io.weir.verbs.WcStatus;

/** Work completions that failed, by whose fault it was; codes are as they stand in the file. */
public enum ErrorClass {
    /** The tenant's own request was wrong: length, key, range, operation. */
    LOCAL(0),
    /** Flushed behind another failure. */
    FLUSHED(1),
    /** The responder refused: access, invalid request, operation. */
    REMOTE(2),
    /** The responder did not answer. */
    UNREACHABLE(3),
    /** The responder had no receive posted. */
    RECEIVER_NOT_READY(4),
    /** Anything else. */
    OTHER(5);

    private final int code;

    ErrorClass(final int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static ErrorClass of(final WcStatus status) {
        return switch (status) {
            case LOC_LEN_ERR, LOC_QP_OP_ERR, LOC_EEC_OP_ERR, LOC_PROT_ERR, LOC_ACCESS_ERR, LOC_RDD_VIOL_ERR,
                MW_BIND_ERR -> LOCAL;
            case WR_FLUSH_ERR -> FLUSHED;
            case REM_INV_REQ_ERR, REM_ACCESS_ERR, REM_OP_ERR, REM_INV_RD_REQ_ERR, REM_ABORT_ERR -> REMOTE;
            case RETRY_EXC_ERR, RESP_TIMEOUT_ERR -> UNREACHABLE;
            case RNR_RETRY_EXC_ERR -> RECEIVER_NOT_READY;
            default -> OTHER;
        };
    }
}
