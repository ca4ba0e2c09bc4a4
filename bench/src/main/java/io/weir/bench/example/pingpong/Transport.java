package io.weir.bench.example.pingpong;

import io.weir.verbs.QpType;

/** What carries the messages: there is a program of libibverbs for each. */
enum Transport {
    /** {@code ibv_rc_pingpong}. */
    RC(QpType.RC, 4096, 1, 1),
    /** {@code ibv_uc_pingpong}. */
    UC(QpType.UC, 4096, 1, 1),
    /** {@code ibv_ud_pingpong}. */
    UD(QpType.UD, 1024, 1, 1),
    /** {@code ibv_srq_pingpong}: several queue pairs that share a receive queue. */
    SRQ(QpType.RC, 4096, 16, 256);

    private final QpType type;
    private final int defaultSize;
    private final int defaultQueuePairs;
    private final int told;

    Transport(final QpType type, final int defaultSize, final int defaultQueuePairs, final int told) {
        this.type = type;
        this.defaultSize = defaultSize;
        this.defaultQueuePairs = defaultQueuePairs;
        this.told = told;
    }

    QpType type() {
        return type;
    }

    /** Bytes of a message unless the user says otherwise. */
    int defaultSize() {
        return defaultSize;
    }

    /** Queue pairs unless the user says otherwise. */
    int defaultQueuePairs() {
        return defaultQueuePairs;
    }

    /** Destinations that are told, used or not; that is how many queue pairs there can be. */
    int told() {
        return told;
    }
}
