package io.weir.policy;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number with an SI or binary prefix and a unit as somebody wrote it: {@code 1.5 GiB/s} is 1.5, {@code Gi}, {@code
 * B/s}.
 *
 * @param number digits, with a decimal point perhaps
 * @param prefix "", k, K, M, G, T, or with an i for powers of 1024
 * @param unit   the rest
 */
record Quantity(String number, String prefix, String unit) {
    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([kKMGT]i?)?([A-Za-z/]*)");
    private static final Map<String, Long> FACTORS = Map.of(
        "", 1L,
        "k", 1_000L, "K", 1_000L, "M", 1_000_000L, "G", 1_000_000_000L, "T", 1_000_000_000_000L);
    private static final Map<String, Integer> SHIFTS = Map.of("ki", 10, "Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40);

    static Quantity of(final String text, final String expected) {
        final Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no number with a unit: write it like " + expected);
        }
        final String prefix = matcher.group(2);
        return new Quantity(matcher.group(1), prefix == null ? "" : prefix, matcher.group(3));
    }

    /** Number and prefix, without the unit. */
    String head() {
        return number + prefix;
    }

    /** The same amount in another unit, to suggest it. */
    String in(final String otherUnit) {
        return number + prefix + otherUnit;
    }

    boolean isBinary() {
        return prefix.endsWith("i");
    }

    /** Number times prefix times {@code perUnit}; must be a whole number within the bounds. */
    long toLong(final long perUnit, final long min, final long max, final String boundUnit) {
        final BigDecimal factor = isBinary()
            ? BigDecimal.valueOf(1L << SHIFTS.get(prefix)) : BigDecimal.valueOf(FACTORS.get(prefix));
        final BigDecimal value = new BigDecimal(number).multiply(factor).multiply(BigDecimal.valueOf(perUnit));
        if (value.compareTo(BigDecimal.valueOf(min)) < 0 || value.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw new IllegalArgumentException(
                "'" + head() + unit + "' is out of bounds: from " + min + boundUnit + " to " + max + boundUnit);
        }
        if (value.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException(
                "'" + head() + unit + "' is no whole number of " + boundUnit + ": write a multiple of 1" + boundUnit);
        }
        return value.longValueExact();
    }
}
