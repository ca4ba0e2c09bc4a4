package io.weir.policy;

/** Reads rates, and refuses what could mean two things by naming both. */
final class RateParser {
    private static final String BITS_EXAMPLE = "10Gbit (bits per second) or 1GB/s (bytes per second)";
    private static final String OPERATIONS_EXAMPLE = "2M/s (operations per second)";

    private RateParser() {
    }

    static Rate parseBits(final String text) {
        if (text.strip().equals("unlimited")) {
            return Rate.unlimited(Rate.Unit.BITS);
        }
        final Quantity quantity = Quantity.of(text, BITS_EXAMPLE);
        final long bits = switch (quantity.unit()) {
            case "bit", "bit/s", "bits", "bits/s", "bps" -> 1;
            case "B/s" -> 8;
            case "" -> throw ambiguous(text, quantity.in("bit") + " (bits per second)",
                quantity.in("B/s") + " (bytes per second)");
            case "b", "b/s", "Bps" -> throw ambiguous(text, quantity.in("bit"), quantity.in("B/s"));
            case "/s", "op/s", "ops", "ops/s" -> throw new IllegalArgumentException(
                "'" + text + "' counts operations where bytes are limited: write it like " + BITS_EXAMPLE);
            case "B" -> throw new IllegalArgumentException(
                "'" + text + "' is an amount and no rate: write " + quantity.in("B/s"));
            default -> throw unknownUnit(text, quantity, BITS_EXAMPLE);
        };
        return Rate.ofBits(quantity.toLong(bits, 1, Rate.MAX_PER_SECOND, "bit/s"));
    }

    static Rate parseOperations(final String text) {
        if (text.strip().equals("unlimited")) {
            return Rate.unlimited(Rate.Unit.OPERATIONS);
        }
        final Quantity quantity = Quantity.of(text, OPERATIONS_EXAMPLE);
        switch (quantity.unit()) {
            case "/s", "op/s", "ops", "ops/s" -> { }
            case "" -> throw ambiguous(text, quantity.in("/s") + " (operations per second)",
                quantity.in("bit/s") + " (bits per second, which is not what this limits)");
            case "bit", "bit/s", "bits", "bits/s", "bps", "B/s", "B" -> throw new IllegalArgumentException(
                "'" + text + "' counts bytes where operations are limited: write it like " + OPERATIONS_EXAMPLE);
            default -> throw unknownUnit(text, quantity, OPERATIONS_EXAMPLE);
        }
        return Rate.ofOperations(quantity.toLong(1, 1, Rate.MAX_PER_SECOND, "/s"));
    }

    static IllegalArgumentException ambiguous(final String text, final String one, final String other) {
        return new IllegalArgumentException("'" + text + "' could mean two things: write " + one + " or " + other);
    }

    static IllegalArgumentException unknownUnit(final String text, final Quantity quantity, final String example) {
        return new IllegalArgumentException(
            "'" + text + "' has the unknown unit '" + quantity.unit() + "': write it like " + example);
    }
}
