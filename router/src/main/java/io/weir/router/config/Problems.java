package io.weir.router.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong with a file and those it names, so that a person can mend them in one go. */
final class Problems {
    private record Problem(String file, int line, int column, String text) {
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
        found.add(at == null ? new Problem(file, 1, 1, text)
            : new Problem(at.getName(), at.getLine() + 1, at.getColumn() + 1, text));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    void throwIfAny() throws ConfigException {
        if (!found.isEmpty()) {
            throw new ConfigException(found.stream()
                .sorted(Comparator.comparing((Problem problem) -> !problem.file.equals(file))
                    .thenComparing(Problem::file).thenComparingInt(Problem::line).thenComparingInt(Problem::column))
                .map(problem -> problem.file + ":" + problem.line + ":" + problem.column + ": " + problem.text.strip())
                .distinct()
                .toList());
        }
    }
}
