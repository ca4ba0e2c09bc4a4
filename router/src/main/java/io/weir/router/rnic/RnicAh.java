package io.weir.router.rnic;

/** An address handle of one RNIC: the way to another port, for datagrams ({@code ibv_ah}). */
public interface RnicAh {
    /** Gives it back. Sends that were posted with it go on; nothing is posted with it any more. */
    void destroy();
}
