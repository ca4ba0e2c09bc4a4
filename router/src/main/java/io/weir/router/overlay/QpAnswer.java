package io.weir.router.overlay;

/** Takes the answer to {@link Overlay#resolveQp}. Called once. */
@FunctionalInterface
public interface QpAnswer {
    /**
     * The physical names of a queue pair.
     *
     * @param errno    0; ENOENT: its device has no such queue pair; EHOSTUNREACH: its router did not answer
     * @param address  IPv4 address of the rail that reaches it, in network order
     * @param port     UDP port of that rail
     * @param qpNumber its physical number
     */
    void onAnswer(int errno, int address, int port, int qpNumber);
}
