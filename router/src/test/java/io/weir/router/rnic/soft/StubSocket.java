package io.weir.router.rnic.soft;

import java.util.Arrays;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/** A socket that sends nowhere and remembers the last packet; it receives one packet at a time, if any. */
class StubSocket implements PacketSocket {
    private static final int PACKETS = 32;
    private static final int STRIDE = SCRATCH_SPACE + COPY_SPACE;

    private final int address;
    private final int port;
    private final long scratch = UnsafeApi.allocateMemory((long) PACKETS * STRIDE);
    private final byte[] last = new byte[STRIDE];
    private final UnsafeBuffer piece = new UnsafeBuffer(0, 0);
    private int announced;
    private int lastLength;
    private int begun;
    /** Whether {@link #last} is wanted. */
    boolean remembers;
    int identification;
    long data;
    int length = -1;
    int sourceAddress;
    int sourcePort;
    int trafficClass;

    StubSocket(final int address, final int port) {
        this.address = address;
        this.port = port;
    }

    /** The packet written last. */
    byte[] last() {
        if (lastLength != announced) {
            throw new AssertionError("announced " + announced + " bytes, gave " + lastLength);
        }
        return Arrays.copyOf(last, lastLength);
    }

    @Override
    public int address() {
        return address;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public int fd() {
        return -1;
    }

    @Override
    public int receive() {
        return length < 0 ? 0 : 1;
    }

    @Override
    public boolean mayHaveMore() {
        return false;
    }

    @Override
    public long data(final int index) {
        return data;
    }

    @Override
    public int length(final int index) {
        return length;
    }

    @Override
    public int sourceAddress(final int index) {
        return sourceAddress;
    }

    @Override
    public int sourcePort(final int index) {
        return sourcePort;
    }

    @Override
    public int trafficClass(final int index) {
        return trafficClass;
    }

    @Override
    public int hopLimit(final int index) {
        return Route.DEFAULT_HOP_LIMIT;
    }

    @Override
    public boolean hasRoom() {
        return begun < PACKETS;
    }

    @Override
    public long begin(final Route route, final int packetLength) {
        announced = packetLength;
        lastLength = 0;
        return scratch + (long) begun++ * STRIDE;
    }

    @Override
    public long copySpace() {
        return scratch + (long) (begun - 1) * STRIDE + SCRATCH_SPACE;
    }

    @Override
    public boolean follows(final int index) {
        return false;
    }

    @Override
    public int begunPort() {
        return port();
    }

    @Override
    public int identification() {
        return identification;
    }

    @Override
    public void add(final long pieceAddress, final int pieceLength) {
        if (!remembers) {
            return;
        }
        piece.wrap(pieceAddress, pieceLength);
        piece.getBytes(0, last, lastLength, pieceLength);
        lastLength += pieceLength;
    }

    @Override
    public int piecesLeft() {
        return 5;
    }

    @Override
    public boolean flush() {
        begun = 0;
        return true;
    }

    @Override
    public void discard() {
        begun = 0;
    }

    @Override
    public long errors() {
        return 0;
    }

    @Override
    public void close() {
        UnsafeApi.freeMemory(scratch);
    }
}
