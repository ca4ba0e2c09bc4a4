package io.weir.bench.process;

import java.util.List;

/** A process ended that should not have, said that it failed, or said nothing for too long. */
public final class ChildFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> tail;

    ChildFailedException(final Child child, final String what) {
        super(child.name() + " " + what);
        tail = child.tail();
    }

    /** The last lines the process wrote. */
    public List<String> tail() {
        return tail == null ? List.of() : tail;
    }
}
