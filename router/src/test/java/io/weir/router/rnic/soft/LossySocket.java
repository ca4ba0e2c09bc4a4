package io.weir.router.rnic.soft;

/** A socket that loses one in so many of the packets that come; allocates nothing. */
final class LossySocket extends ForwardingSocket {
    private static final int MAX_BATCH = 4_096;

    private final int period;
    private final int[] kept = new int[MAX_BATCH];
    private int untilLoss;
    long lost;

    LossySocket(final PacketSocket socket, final int period) {
        super(socket);
        this.period = period;
        untilLoss = period;
    }

    @Override
    public int receive() {
        final int count = super.receive();
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
        return index > 0 && kept[index] == kept[index - 1] + 1 && super.follows(kept[index]);
    }

    @Override
    public long data(final int index) {
        return super.data(kept[index]);
    }

    @Override
    public int length(final int index) {
        return super.length(kept[index]);
    }

    @Override
    public int sourceAddress(final int index) {
        return super.sourceAddress(kept[index]);
    }

    @Override
    public int sourcePort(final int index) {
        return super.sourcePort(kept[index]);
    }

    @Override
    public int trafficClass(final int index) {
        return super.trafficClass(kept[index]);
    }

    @Override
    public int hopLimit(final int index) {
        return super.hopLimit(kept[index]);
    }
}
