package io.weir.router.rnic.soft;

/** A socket that loses one in so many of the packets that come; allocates nothing. */
final class LossySocket implements PacketSocket {
    private static final int MAX_BATCH = 4_096;

    private final PacketSocket socket;
    private final int period;
    private final int[] kept = new int[MAX_BATCH];
    private int untilLoss;
    long lost;

    LossySocket(final PacketSocket socket, final int period) {
        this.socket = socket;
        this.period = period;
        untilLoss = period;
    }

    @Override
    public int receive() {
        final int count = socket.receive();
        int left = 0;
        for (int i = 0; i < count; i++) {
            if (--untilLoss == 0) {
                untilLoss = period;
                lost++;
            } else {
                kept[left++] = i;
            }
        }
        return left;
    }

    @Override
    public boolean follows(final int index) {
        return index > 0 && kept[index] == kept[index - 1] + 1 && socket.follows(kept[index]);
    }

    @Override
    public boolean mayHaveMore() {
        return socket.mayHaveMore();
    }

    @Override
    public long data(final int index) {
        return socket.data(kept[index]);
    }

    @Override
    public int length(final int index) {
        return socket.length(kept[index]);
    }

    @Override
    public int sourceAddress(final int index) {
        return socket.sourceAddress(kept[index]);
    }

    @Override
    public int sourcePort(final int index) {
        return socket.sourcePort(kept[index]);
    }

    @Override
    public int trafficClass(final int index) {
        return socket.trafficClass(kept[index]);
    }

    @Override
    public int hopLimit(final int index) {
        return socket.hopLimit(kept[index]);
    }

    @Override
    public int address() {
        return socket.address();
    }

    @Override
    public int port() {
        return socket.port();
    }

    @Override
    public int fd() {
        return socket.fd();
    }

    @Override
    public boolean hasRoom() {
        return socket.hasRoom();
    }

    @Override
    public long begin(final Route route, final int length) {
        return socket.begin(route, length);
    }

    @Override
    public long copySpace() {
        return socket.copySpace();
    }

    @Override
    public int begunPort() {
        return socket.begunPort();
    }

    @Override
    public int identification() {
        return socket.identification();
    }

    @Override
    public void add(final long address, final int length) {
        socket.add(address, length);
    }

    @Override
    public int piecesLeft() {
        return socket.piecesLeft();
    }

    @Override
    public boolean flush() {
        return socket.flush();
    }

    @Override
    public void discard() {
        socket.discard();
    }

    @Override
    public long errors() {
        return socket.errors();
    }

    @Override
    public void close() {
        socket.close();
    }
}
