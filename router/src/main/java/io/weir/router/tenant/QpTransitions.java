package io.weir.router.tenant;

import static io.weir.router.tenant.VerbException.invalid;
import static io.weir.verbs.QpAttributeMask.ACCESS_FLAGS;
import static io.weir.verbs.QpAttributeMask.AV;
import static io.weir.verbs.QpAttributeMask.CUR_STATE;
import static io.weir.verbs.QpAttributeMask.DEST_QPN;
import static io.weir.verbs.QpAttributeMask.MAX_DEST_RD_ATOMIC;
import static io.weir.verbs.QpAttributeMask.MAX_QP_RD_ATOMIC;
import static io.weir.verbs.QpAttributeMask.MIN_RNR_TIMER;
import static io.weir.verbs.QpAttributeMask.PATH_MTU;
import static io.weir.verbs.QpAttributeMask.PKEY_INDEX;
import static io.weir.verbs.QpAttributeMask.PORT;
import static io.weir.verbs.QpAttributeMask.QKEY;
import static io.weir.verbs.QpAttributeMask.RETRY_CNT;
import static io.weir.verbs.QpAttributeMask.RNR_RETRY;
import static io.weir.verbs.QpAttributeMask.RQ_PSN;
import static io.weir.verbs.QpAttributeMask.SQ_PSN;
import static io.weir.verbs.QpAttributeMask.STATE;
import static io.weir.verbs.QpAttributeMask.TIMEOUT;

import io.weir.verbs.QpState;
import io.weir.verbs.QpType;

/**
 * Which attributes a move of a queue pair needs and allows ({@code ibv_modify_qp(3)};
 * IBTA volume 1, section 11.2.5.2, table "QP state transition properties").
 */
final class QpTransitions {
    private static final int[] BITS = {
        STATE, CUR_STATE, ACCESS_FLAGS, PKEY_INDEX, PORT, QKEY, AV, PATH_MTU, TIMEOUT, RETRY_CNT, RNR_RETRY, RQ_PSN,
        MAX_QP_RD_ATOMIC, MIN_RNR_TIMER, SQ_PSN, MAX_DEST_RD_ATOMIC, DEST_QPN};
    private static final String[] NAMES = {
        "STATE", "CUR_STATE", "ACCESS_FLAGS", "PKEY_INDEX", "PORT", "QKEY", "AV", "PATH_MTU", "TIMEOUT", "RETRY_CNT",
        "RNR_RETRY", "RQ_PSN", "MAX_QP_RD_ATOMIC", "MIN_RNR_TIMER", "SQ_PSN", "MAX_DEST_RD_ATOMIC", "DEST_QPN"};
    private static final int FORBIDDEN = -1;

    private QpTransitions() {
    }

    /** Throws EINVAL, naming what is missing or too much, unless the move is allowed with these attributes. */
    static void check(final QpType type, final QpState from, final QpState to, final int mask) {
        final int required = required(type, from, to);
        if (required == FORBIDDEN) {
            throw invalid("a queue pair cannot go from " + from + " to " + to);
        }
        final int missing = required & ~mask;
        if (missing != 0) {
            throw invalid(from + " to " + to + " lacks " + names(missing));
        }
        final int excess = mask & ~(required | optional(type, from, to) | STATE | CUR_STATE);
        if (excess != 0) {
            throw invalid(from + " to " + to + " does not take " + names(excess));
        }
    }

    private static int required(final QpType type, final QpState from, final QpState to) {
        if (to == QpState.RESET || to == QpState.ERR) {
            return 0;
        }
        return switch (from) {
            case RESET -> to == QpState.INIT ? toInit(type) : FORBIDDEN;
            case INIT -> switch (to) {
                case INIT -> 0;
                case RTR -> toRtr(type);
                default -> FORBIDDEN;
            };
            case RTR -> to == QpState.RTS ? toRts(type) : FORBIDDEN;
            case RTS -> to == QpState.RTS || to == QpState.SQD ? 0 : FORBIDDEN;
            case SQD -> to == QpState.RTS || to == QpState.SQD ? 0 : FORBIDDEN;
            case SQE, ERR -> FORBIDDEN;
        };
    }

    private static int toInit(final QpType type) {
        return PKEY_INDEX | PORT | (type == QpType.UD ? QKEY : ACCESS_FLAGS);
    }

    private static int toRtr(final QpType type) {
        return switch (type) {
            case RC -> AV | PATH_MTU | DEST_QPN | RQ_PSN | MAX_DEST_RD_ATOMIC | MIN_RNR_TIMER;
            case UC -> AV | PATH_MTU | DEST_QPN | RQ_PSN;
            case UD -> 0;
        };
    }

    private static int toRts(final QpType type) {
        return type == QpType.RC ? TIMEOUT | RETRY_CNT | RNR_RETRY | SQ_PSN | MAX_QP_RD_ATOMIC : SQ_PSN;
    }

    private static int optional(final QpType type, final QpState from, final QpState to) {
        final int own = type == QpType.UD ? QKEY : ACCESS_FLAGS;
        final int timer = type == QpType.RC ? MIN_RNR_TIMER : 0;
        return switch (to) {
            case INIT -> from == QpState.INIT ? PKEY_INDEX | PORT | own : 0;
            case RTR -> own | PKEY_INDEX;
            case RTS -> own | timer;
            case SQD -> from == QpState.SQD ? own | timer | whileDrained(type) : 0;
            case RESET, SQE, ERR -> 0;
        };
    }

    private static int whileDrained(final QpType type) {
        return switch (type) {
            case RC -> PORT | AV | TIMEOUT | RETRY_CNT | RNR_RETRY | MAX_QP_RD_ATOMIC | MAX_DEST_RD_ATOMIC | PKEY_INDEX;
            case UC -> AV | PKEY_INDEX;
            case UD -> PKEY_INDEX;
        };
    }

    /** The attributes of a mask by name, for people. */
    static String names(final int mask) {
        final StringBuilder text = new StringBuilder();
        int rest = mask;
        for (int i = 0; i < BITS.length; i++) {
            if ((mask & BITS[i]) != 0) {
                text.append(text.isEmpty() ? "" : ", ").append(NAMES[i]);
                rest &= ~BITS[i];
            }
        }
        if (rest != 0) {
            text.append(text.isEmpty() ? "" : ", ").append("unknown attributes 0x").append(Integer.toHexString(rest));
        }
        return text.toString();
    }
}
