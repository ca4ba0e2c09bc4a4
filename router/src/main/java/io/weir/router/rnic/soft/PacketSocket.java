package io.weir.router.rnic.soft;

/**
 * Where packets come from and go to: a UDP socket, or a network made up by a test. Datagrams are received in batches
 * that stay valid until the next {@link #receive}; those to be sent are gathered from memory that must stay as it is
 * until {@link #flush} has sent them or {@link #discard} has dropped them.
 */
interface PacketSocket extends AutoCloseable {
    /** Bytes of scratch memory that each packet to be sent has for its headers. */
    int HEADER_SPACE = 64;
    /** And behind them, for a copy of its payload and the trailer. */
    int COPY_SPACE = 4096 + 64;
    /** Largest IP identification that {@link #begin} gives, for receivers that are one of us. */
    int MAX_SEGMENT_INDEX = 63;

    /** Own IPv4 address, 127.0.0.1 being 0x7F000001. */
    int address();

    int port();

    /** Readable when there is something to receive; -1 if it has none. */
    int fd();

    /** Receives what is there, up to a bound; answers how many datagrams. */
    int receive();

    /** Whether there may be more than {@link #receive} gave. */
    boolean mayHaveMore();

    long data(int index);

    int length(int index);

    int sourceAddress(int index);

    int sourcePort(int index);

    /** The IP header's type of service: DSCP and ECN. */
    int trafficClass(int index);

    /** The IP header's time to live. */
    int hopLimit(int index);

    /** Whether one more packet can be begun before a flush. */
    boolean hasRoom();

    /**
     * Begins a packet of a given length to where a route leads; of the route, nothing is kept.
     *
     * @return its scratch memory, {@link #HEADER_SPACE} + {@link #COPY_SPACE} bytes
     */
    long begin(Route route, int length);

    /** The IP identification that the packet just begun will have. */
    int identification();

    /** Adds bytes to the packet begun. */
    void add(long address, int length);

    /** How many pieces may still be added to the packet begun. */
    int piecesLeft();

    /** Sends what was begun; what the kernel has no room for stays for the next time. Answers whether none is left. */
    boolean flush();

    /** Drops what is not sent. */
    void discard();

    /** Datagrams that could not be sent for another reason than want of room. */
    long errors();

    @Override
    void close();
}
