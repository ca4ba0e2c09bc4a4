package io.weir.policy;

/** Amounts of bytes as people write them. */
public final class ByteSize {
    /** The greatest amount: 2^47 bytes, the addresses a process has. */
    public static final long MAX = 1L << 47;
    private static final String EXAMPLE = "4MiB (4 · 2^20 bytes) or 4MB (4 · 10^6 bytes)";
    private static final String[] PREFIXES = {"", "Ki", "Mi", "Gi", "Ti"};

    private ByteSize() {
    }

    /**
     * Reads {@code 4MiB}, {@code 4MB}, {@code 1.5GiB}, {@code 512B}.
     *
     * @return bytes, 0 to {@link #MAX}
     * @throws IllegalArgumentException with one line for the person who wrote it
     */
    public static long parse(final String text) {
        final Quantity quantity = Quantity.of(text, EXAMPLE);
        switch (quantity.unit()) {
            case "B" -> { }
            case "" -> {
                if (quantity.prefix().isEmpty()) {
                    throw new IllegalArgumentException("'" + text + "' has no unit: write " + quantity.in("B"));
                }
                throw quantity.isBinary()
                    ? RateParser.unknownUnit(text, quantity, quantity.in("B"))
                    : RateParser.ambiguous(text, quantity.in("B") + " (powers of 1000)",
                        quantity.in("iB") + " (powers of 1024)");
            }
            case "b", "bit" -> throw RateParser.ambiguous(text, quantity.in("B"), quantity.in("iB"));
            case "B/s", "bit/s", "bps" -> throw new IllegalArgumentException(
                "'" + text + "' is a rate and no amount: write it like " + EXAMPLE);
            default -> throw RateParser.unknownUnit(text, quantity, EXAMPLE);
        }
        return quantity.toLong(1, 0, MAX, "B");
    }

    /** Bytes for people, in powers of 1024 with at most two decimals: {@code 1.5GiB}. */
    public static String format(final long bytes) {
        int power = 0;
        while (power < PREFIXES.length - 1 && bytes >= 1L << (10 * (power + 1))) {
            power++;
        }
        final long unit = 1L << (10 * power);
        final long hundredths = bytes % unit * 100 / unit;
        final String fraction = hundredths == 0 ? ""
            : hundredths % 10 == 0 ? "." + hundredths / 10
            : (hundredths < 10 ? ".0" : ".") + hundredths;
        return bytes / unit + fraction + PREFIXES[power] + "B";
    }
}
