package io.weir.router.rnic;

/** An address handle of one RNIC: the way to another port, for datagrams ({@code ibv_ah}). */
public interface RnicAh {
    /** Gives it back. Sends posted with it must be done. */
    void destroy();
}
