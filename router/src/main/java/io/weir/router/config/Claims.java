package io.weir.router.config;

import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** What only one may have, and where who has it says so. */
final class Claims {
    private record Claim(String among, Object value) {
    }

    private final Map<Claim, Mark> taken = new HashMap<>();
    private final Problems problems;

    Claims(final Problems problems) {
        this.problems = problems;
    }

    /** Notes a problem if somebody has it already; null is nothing to have. */
    void claim(final String kind, final Object value, final Node at) {
        claim(kind, kind, value, at);
    }

    /** The same where several kinds take from one set of values. */
    void claim(final String among, final String kind, final Object value, final Node at) {
        if (value == null) {
            return;
        }
        final Mark mark = at.getStartMark().orElseThrow();
        final Mark first = taken.putIfAbsent(new Claim(among, value), mark);
        if (first != null) {
            final int line = first.getLine() + 1;
            problems.add(at, kind + " '" + value + "' is taken in "
                + (first.getName().equals(mark.getName()) ? "line " + line : first.getName() + ":" + line)
                + ": choose another");
        }
    }
}
