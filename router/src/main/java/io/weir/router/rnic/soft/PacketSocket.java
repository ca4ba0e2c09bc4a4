package io.weir.router.rnic.soft;

/**
 * Where packets come from and go to: a UDP socket, or a network made up by a test. Datagrams are received in batches
 * that stay valid until the next {@link #receive}; those to be sent are gathered from memory that must stay as it is
 * until {@link #flush} has sent them or {@link #discard} has dropped them.
 */
interface PacketSocket extends AutoCloseable {
    /**
     * Bytes of scratch memory that each packet to be sent has, for its headers, a short payload and the trailer. What
     * is put at its very end may lie directly before the next packet's, and then be one piece with it.
     */
    int SCRATCH_SPACE = 640;
    /** Bytes of memory that each packet has besides, for a copy of a long payload and the trailer. */
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

    /** Whether it came joined to the datagram before it, from one source, with the next IP identification. */
    boolean follows(int index);

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
     * @return its scratch memory, {@link #SCRATCH_SPACE} bytes
     */
    long begin(Route route, int length);

    /** {@link #COPY_SPACE} bytes of memory of the packet begun. */
    long copySpace();

    /** The UDP port that the packet begun leaves by: its flow's, which is not the one where packets are received. */
    int begunPort();

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
