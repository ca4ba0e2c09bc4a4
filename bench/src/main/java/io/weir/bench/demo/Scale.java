package io.weir.bench.demo;

import io.weir.bench.process.JavaProgram;
import java.time.Duration;

/**
 * How big the demo is: a slow machine, such as an emulated one, gets a part of the traffic and of the limits.
 *
 * @param divisor 1 for all of it, n for an n-th
 */
record Scale(int divisor) {
    static final Scale FULL = new Scale(1);

    private static final long ACMES_MOST = 1L << 30;
    private static final long GLOBEXS_MOST = 256L << 20;
    /** Made up for when the router did not get a processor for a while: 335 ms of a limit of 200 Mbit/s. */
    private static final long BURST = 8L << 20;
    private static final long BLOCK = 1L << 20;
    private static final long LEAST_BLOCK = 64L << 10;
    private static final int ROUND_TRIPS = 20_000;
    private static final int LEAST_ROUND_TRIPS = 100;
    /** A machine that wants less starts its JVMs slowly, too. */
    private static final int PATIENCE = 6;

    /** Bytes of its file that acme sends at most. */
    long acmesMost() {
        return ACMES_MOST / divisor;
    }

    /** As for acme. */
    long globexsMost() {
        return GLOBEXS_MOST / divisor;
    }

    /** What a tenant is limited to, in bits a second; 0 for no limit. */
    long limit(final DemoTenant tenant) {
        return tenant.limit() / divisor;
    }

    /** Bytes that a limited tenant may send at once after a pause: slow machines make longer ones. */
    long burst() {
        return divisor == 1 ? BURST : PATIENCE * BURST / divisor;
    }

    /** Bytes of one WRITE of a file. */
    long block() {
        return Math.max(LEAST_BLOCK, BLOCK / divisor);
    }

    /** At least so many are played and timed, after a quarter as many to warm up. */
    int roundTrips() {
        return Math.max(LEAST_ROUND_TRIPS, ROUND_TRIPS / divisor);
    }

    /** Has a program that a slow machine runs start faster, though it is slower in the long run. */
    JavaProgram tune(final JavaProgram program) {
        return divisor == 1 ? program : program.quickStart();
    }

    /** Whether a program is to be up before the next is started: many JVMs that start at once are slow together. */
    boolean startsOneByOne() {
        return divisor > 1;
    }

    /** How long to wait for what takes so long at most on a usual machine. */
    Duration patience(final Duration usual) {
        return divisor == 1 ? usual : usual.multipliedBy(PATIENCE);
    }
}
