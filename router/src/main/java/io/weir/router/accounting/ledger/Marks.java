package io.weir.router.accounting.ledger;

/** What is to be known of an interval; bits, as they stand in the ledger. */
public final class Marks {
    /** The wall clock was set meanwhile: its times are not as far apart as the interval was long. */
    public static final int CLOCK_STEPPED = 1;
    /** It begins with what an earlier router counted and had not booked when it ended. */
    public static final int RECOVERED = 2;
    /** Intervals before it could not be booked when they ended, and are in it. */
    public static final int LATE = 4;
    /** A counter was less than booked, as after a loss of power; nothing was booked of it. */
    public static final int WENT_BACK = 8;

    private Marks() {
    }

    /** For people. */
    public static String describe(final int marks) {
        final StringBuilder text = new StringBuilder();
        append(text, marks, CLOCK_STEPPED, "clock stepped");
        append(text, marks, RECOVERED, "recovered");
        append(text, marks, LATE, "late");
        append(text, marks, WENT_BACK, "went back");
        return text.toString();
    }

    private static void append(final StringBuilder text, final int marks, final int mark, final String name) {
        if ((marks & mark) != 0) {
            text.append(text.isEmpty() ? "" : ", ").append(name);
        }
    }
}
