package io.weir.client;

import io.weir.shm.ObjectKind;
import io.weir.verbs.Errno;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Something that was made and wants to be closed: it knows what it uses and what uses it, so that closing in the wrong
 * order is refused with a reason and leaves everything usable. State is guarded by the session's lock.
 */
abstract class Handle implements AutoCloseable {
    private static final int NAMES_SHOWN = 4;

    final Session session;
    private final ObjectKind kind;
    private final int number;
    private final Handle[] uses;
    private final Set<Handle> users = new LinkedHashSet<>();
    // the router may have destroyed it without our hearing of it
    private boolean uncertain;
    private volatile boolean closed;

    /**
     * Called with the session's lock held.
     *
     * @param kind   what the router knows it as, or null if the router does not know it
     * @param number its handle, or queue pair number
     * @param uses   what must not be closed before it; nulls are passed over
     */
    Handle(final Session session, final ObjectKind kind, final int number, final Handle... uses) {
        this.session = session;
        this.kind = kind;
        this.number = number;
        this.uses = uses;
    }

    /** What it is, {@code "queue pair"}. */
    abstract String noun();

    /** Which one, {@code "0x1a2b"}. */
    abstract String name();

    /** Gives up what this process holds for it. */
    void release() {
    }

    /**
     * Refuses with EBUSY if it can not be closed for a reason of its own; what it took for that, {@link #settle} gives
     * back.
     */
    void checkIdle() {
    }

    /** Closing has succeeded or not. */
    void settle() {
    }

    /** Whether it was closed. */
    public final boolean isClosed() {
        return closed;
    }

    /**
     * Destroys it. A second time does nothing; so does the router if it is gone, because it took everything with it.
     *
     * @throws VerbsException EBUSY naming what still uses it; it then stays as it was
     */
    @Override
    public void close() {
        session.lock.lock();
        try {
            if (closed) {
                return;
            }
            if (!users.isEmpty()) {
                throw new VerbsException(Errno.EBUSY, "close " + this, "in use by " + describe(users));
            }
            checkIdle();
            try {
                destroy();
                closed = true;
                release();
            } finally {
                settle();
            }
            for (final Handle used : uses) {
                if (used != null) {
                    used.users.remove(this);
                }
            }
            session.forget(this);
        } finally {
            session.lock.unlock();
        }
    }

    private void destroy() {
        if (kind == null) {
            return;
        }
        try {
            session.destroy(kind, number, "close " + this);
        } catch (final VerbsException thrown) {
            final boolean unknown = thrown.errno() == Errno.EINVAL || thrown.errno() == Errno.ENOENT;
            if (!unknown || !uncertain) {
                uncertain |= thrown.errno() == Errno.ETIMEDOUT;
                throw thrown;
            }
        }
    }

    /** Refuses with EINVAL if it was closed; the session's lock is held. */
    final void checkOpen(final String verb) {
        if (closed) {
            throw new VerbsException(Errno.EINVAL, verb, this + " is closed");
        }
    }

    /** Makes it known to what it uses and to the session: the last thing that creation does. */
    final void register() {
        for (final Handle used : uses) {
            if (used != null) {
                used.users.add(this);
            }
        }
        session.remember(this);
    }

    final ObjectKind kind() {
        return kind;
    }

    final int number() {
        return number;
    }

    final int userCount() {
        return users.size();
    }

    @Override
    public String toString() {
        return noun() + " " + name();
    }

    /** {@code "2 memory regions (lkey 0x1, lkey 0x2), 1 queue pair (0x1a2b)"}. */
    static String describe(final Iterable<? extends Handle> handles) {
        final Map<String, StringJoiner> names = new LinkedHashMap<>();
        final Map<String, Integer> counts = new LinkedHashMap<>();
        for (final Handle handle : handles) {
            final int count = counts.merge(handle.noun(), 1, Integer::sum);
            final StringJoiner joiner = names.computeIfAbsent(handle.noun(), noun -> new StringJoiner(", "));
            if (count <= NAMES_SHOWN) {
                joiner.add(handle.name());
            } else if (count == NAMES_SHOWN + 1) {
                joiner.add("…");
            }
        }
        final StringJoiner text = new StringJoiner(", ");
        counts.forEach((noun, count) ->
            text.add(count + " " + (count == 1 ? noun : plural(noun)) + " (" + names.get(noun) + ")"));
        return text.toString();
    }

    private static String plural(final String noun) {
        return noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    }
}
