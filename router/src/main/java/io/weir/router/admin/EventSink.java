package io.weir.router.admin;

import java.util.function.Consumer;

/** Where a router writes what happens, one line an event. Any thread. */
@FunctionalInterface
public interface EventSink {
    /**
     * One happened.
     *
     * @param atMs    when, ms since 1970
     * @param kind    as {@link Event#kind}
     * @param subject as {@link Event#subject}
     * @param text    for people: one line
     */
    void write(long atMs, String kind, String subject, String text);

    /** For what was just seen. */
    default void write(final String kind, final String subject, final String text) {
        write(System.currentTimeMillis(), kind, subject, text);
    }

    /** One that keeps the text alone. */
    static EventSink ofText(final Consumer<String> lines) {
        return (atMs, kind, subject, text) -> lines.accept(text);
    }
}
