package io.weir.bench.fault;

/** Who is there: the left and the near one on one host, the right one on the other. */
enum FaultTenant {
    LEFT, NEAR, RIGHT;

    String ip() {
        return "10.1.0." + (ordinal() + 1);
    }

    @Override
    public String toString() {
        return switch (this) {
            case LEFT -> "left";
            case NEAR -> "near";
            case RIGHT -> "right";
        };
    }
}
