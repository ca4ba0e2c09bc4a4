package io.weir.router.tenant;

import io.weir.shm.ObjectKind;
import io.weir.verbs.Errno;
import java.util.LinkedHashSet;
import java.util.Set;

/** Something a session made: it has a handle, uses other resources, and cannot be destroyed while it is used. */
public abstract class Resource {
    private static final int NAMED_USERS = 3;

    private final ObjectKind kind;
    private final int handle;
    private final Set<Resource> users = new LinkedHashSet<>();
    private final Set<Resource> used = new LinkedHashSet<>();

    Resource(final ObjectKind kind, final int handle) {
        this.kind = kind;
        this.handle = handle;
    }

    /** What it is. */
    public final ObjectKind kind() {
        return kind;
    }

    /** Its handle in the session; for a queue pair its virtual number. */
    public final int handle() {
        return handle;
    }

    /** From now on {@code other} cannot be destroyed before this one; null is passed over. */
    final void use(final Resource other) {
        if (other != null) {
            used.add(other);
            other.users.add(this);
        }
    }

    /** Gives up what it uses. */
    final void letGo() {
        used.forEach(other -> other.users.remove(this));
        used.clear();
    }

    /** Throws EBUSY, naming the users, if there are any. */
    final void requireUnused() {
        if (!users.isEmpty()) {
            final StringBuilder text = new StringBuilder(this + " is used by ");
            int named = 0;
            for (final Resource user : users) {
                if (named == NAMED_USERS) {
                    text.append(" and ").append(users.size() - named).append(" more");
                    break;
                }
                text.append(named++ == 0 ? "" : ", ").append(user);
            }
            throw new VerbException(Errno.EBUSY, text.toString());
        }
    }

    /** Takes it off the data path and gives back what it has in the segments. Called once. */
    abstract void destroy();

    /** Its session is closed and the data path forgot it: gives back what the process alone has. Called once. */
    void release() {
    }

    @Override
    public String toString() {
        return kind + " " + handle;
    }
}
