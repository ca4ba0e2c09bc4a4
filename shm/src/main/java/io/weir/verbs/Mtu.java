package io.weir.verbs;

/**
 * Path MTUs ({@code ibv_mtu}).
 */
public enum Mtu {
    MTU_256(1),
    MTU_512(2),
    MTU_1024(3),
    MTU_2048(4),
    MTU_4096(5);

    private static final Mtu[] BY_VALUE = new Mtu[6];

    static {
        for (final Mtu constant : values()) {
            BY_VALUE[constant.value] = constant;
        }
    }

    private final int value;

    Mtu(final int value) {
        this.value = value;
    }

    /** Its number in {@code <infiniband/verbs.h>}, as it stands in the rings and the control messages. */
    public int value() {
        return value;
    }

    /** The constant with this number, or null if there is none: the number may come from a hostile side. */
    public static Mtu of(final int value) {
        return value >= 0 && value < BY_VALUE.length ? BY_VALUE[value] : null;
    }

    /** Payload bytes of one packet. */
    public int bytes() {
        return 128 << value;
    }
}
