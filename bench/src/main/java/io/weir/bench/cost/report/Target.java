package io.weir.bench.cost.report;

import java.util.Locale;

/**
 * What a figure, or a ratio of two, is wanted to be.
 *
 * @param what    is measured
 * @param value   that was seen
 * @param unit    of value and bound; empty for a ratio
 * @param atLeast whether the bound is the least, else the most
 * @param bound   of the value
 * @param beside  what it is compared with, with that one's figure in the same run; empty if there is none
 */
record Target(String what, double value, String unit, boolean atLeast, double bound, String beside) {
    boolean isMet() {
        // what nothing was seen of makes no ratio
        return Double.isFinite(value) && (atLeast ? value >= bound : value <= bound);
    }

    String wanted() {
        return (atLeast ? "at least " : "at most ") + Findings.number(bound) + (unit.isEmpty() ? "" : " " + unit);
    }

    String verdict() {
        return isMet() ? "good" : "SHORT";
    }

    String seen() {
        return String.format(Locale.ROOT, "%s%s", Findings.number(value), unit.isEmpty() ? "" : " " + unit);
    }
}
