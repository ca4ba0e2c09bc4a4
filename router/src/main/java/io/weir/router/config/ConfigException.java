package io.weir.router.config;

import java.io.Serial;
import java.util.List;

/**
 * A configuration that is refused, with every reason: one line each, {@code file:line:column: what, and what to do}.
 */
public final class ConfigException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final String[] problems;

    ConfigException(final List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = problems.toArray(String[]::new);
    }

    /** The lines, in the order of the file. */
    public List<String> problems() {
        return List.of(problems);
    }
}
