package io.weir.bench.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a person sees while it runs: steps as they are taken, and below them one line for each tenant, renewed in place
 * on a terminal, once a second elsewhere.
 */
final class Screen {
    private static final long TERMINAL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PLAIN_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";
    /** A line that wraps would take two rows, and the way back up would end too low. */
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";

    private final PrintStream out;
    private final boolean inPlace;
    private final Map<String, String> lines = new LinkedHashMap<>();
    private long nextNs;
    private int shown;

    /** On that stream; {@code terminal}: it understands cursor movements. */
    Screen(final PrintStream out, final boolean terminal) {
        this.out = out;
        inPlace = terminal;
    }

    /** Whether standard output is a terminal that understands cursor movements. */
    static boolean isTerminal() {
        final String term = System.getenv("TERM");
        return System.console() != null && System.console().isTerminal() && term != null && !term.equals("dumb");
    }

    /** One line that stays. */
    void say(final String text) {
        wipe();
        out.println(text);
        draw();
    }

    /** The present line of a tenant. */
    void update(final String tenant, final String text, final long nowNs) {
        lines.put(tenant, text);
        if (nowNs - nextNs >= 0) {
            nextNs = nowNs + (inPlace ? TERMINAL_INTERVAL_NS : PLAIN_INTERVAL_NS);
            wipe();
            draw();
            if (!inPlace) {
                lines.values().forEach(line -> out.println("  " + line));
            }
            out.flush();
        }
    }

    /** Takes the tenants' lines away: what follows stands alone. */
    void finish() {
        wipe();
        lines.clear();
        out.flush();
    }

    private void wipe() {
        if (shown > 0) {
            out.printf(UP_AND_CLEAR, shown);
            shown = 0;
        }
    }

    private void draw() {
        if (inPlace) {
            final List<String> now = new ArrayList<>(lines.values());
            now.forEach(line -> out.println(NO_WRAP + "  " + line + WRAP));
            shown = now.size();
        }
        out.flush();
    }
}
