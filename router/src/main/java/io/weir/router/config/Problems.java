package io.weir.router.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong with one file, so that a person can mend it in one go. */
final class Problems {
    private record Problem(int line, int column, String text) {
    }

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    Problems(final String file) {
        this.file = file;
    }

    void add(final Node at, final String text) {
        add(at.getStartMark().orElse(null), text);
    }

    void add(final Mark at, final String text) {
        found.add(new Problem(at == null ? 1 : at.getLine() + 1, at == null ? 1 : at.getColumn() + 1, text));
    }

    void throwIfAny() throws ConfigException {
        if (!found.isEmpty()) {
            throw new ConfigException(found.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .map(problem -> file + ":" + problem.line + ":" + problem.column + ": " + problem.text.strip())
                .distinct()
                .toList());
        }
    }
}
