package io.weir.router.rnic.soft;

/** A socket that does all as the one behind it, but what is overridden. */
abstract class ForwardingSocket implements PacketSocket {
    private final PacketSocket socket;

    ForwardingSocket(final PacketSocket socket) {
        this.socket = socket;
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
    public int receive() {
        return socket.receive();
    }

    @Override
    public boolean mayHaveMore() {
        return socket.mayHaveMore();
    }

    @Override
    public long data(final int index) {
        return socket.data(index);
    }

    @Override
    public int length(final int index) {
        return socket.length(index);
    }

    @Override
    public boolean follows(final int index) {
        return socket.follows(index);
    }

    @Override
    public int sourceAddress(final int index) {
        return socket.sourceAddress(index);
    }

    @Override
    public int sourcePort(final int index) {
        return socket.sourcePort(index);
    }

    @Override
    public int trafficClass(final int index) {
        return socket.trafficClass(index);
    }

    @Override
    public int hopLimit(final int index) {
        return socket.hopLimit(index);
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
