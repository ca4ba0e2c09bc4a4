package io.weir.router.rnic;

/**
 * A queue pair of one RNIC, of the type it was created with ({@link Rnic#createQp}). States as in IBTA volume 1,
 * section 10.3.1, less SQD, which the layer above does by not posting. In ERR, whatever was posted completes with
 * WR_FLUSH_ERR, and so does what is posted later.
 */
public interface RnicQp {
    /** Physical number, 24 bits. */
    int qpNumber();

    /** Ready to receive from the peer. Error status or 0: EINVAL from a wrong state, EHOSTUNREACH. */
    int toRtr(RtrAttributes attributes);

    /** Ready to send. */
    int toRts(RtsAttributes attributes);

    /**
     * To ERR: flushes what was posted, through the owner, before it returns. A receive in progress is flushed too.
     * No effect in ERR.
     */
    void toError();

    /** To RESET: forgets everything posted without a completion. */
    void toReset();

    /**
     * Takes a send work request.
     *
     * @return 0; ENOMEM when the window is full (post again after a completion); EINVAL before RTS
     */
    int postSend(SendWr wr);

    /** The {@link ReceiveSource} has more: ends an RNR wait of a same-host sender, refills a hardware window. */
    void receivesPosted();

    /** Resets it and gives its number back. Packets of the peer find nothing. */
    void destroy();
}
