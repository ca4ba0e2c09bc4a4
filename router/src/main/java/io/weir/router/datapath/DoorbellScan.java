package io.weir.router.datapath;

import java.util.ArrayList;

/**
 * Looks at the doorbells of all sessions: in every duty cycle at those that rang lately, and at the others all if that
 * found nothing, else some of them, in turn: many idle tenants do not slow the busy ones down. Allocates only in {@link
 * #add}.
 */
final class DoorbellScan {
    /** So often in vain, and a session is idle. */
    private static final int PATIENCE = 1024;
    /** Each is a look at a line that is in no cache: few, as a duty cycle may be no longer than a copy of 64 KiB. */
    private static final int IDLE_PER_SCAN = 2;

    private final ArrayList<Doorbells> busy = new ArrayList<>();
    private final ArrayList<Doorbells> idle = new ArrayList<>();
    private int next;

    void add(final Doorbells doorbells) {
        busy.add(doorbells);
        busy.ensureCapacity(busy.size() + idle.size());
        idle.ensureCapacity(busy.size() + idle.size());
    }

    void remove(final Doorbells doorbells) {
        busy.remove(doorbells);
        idle.remove(doorbells);
    }

    /** Serves who rang; how much that was. */
    int scan() {
        int work = 0;
        for (int i = busy.size() - 1; i >= 0; i--) {
            final Doorbells doorbells = busy.get(i);
            final int served = doorbells.scan();
            work += served;
            if (doorbells.isQuietFor(served == 0, PATIENCE)) {
                move(busy, i, idle);
            }
        }
        for (int left = work == 0 ? idle.size() : Math.min(idle.size(), IDLE_PER_SCAN); left > 0; left--) {
            next = next == 0 || next > idle.size() ? idle.size() - 1 : next - 1;
            final int served = idle.get(next).scan();
            if (served > 0) {
                work += served;
                move(idle, next, busy);
            }
        }
        return work;
    }

    /** Whether somebody rang; for the last look before sleeping. */
    boolean isRung() {
        return isRung(busy) || isRung(idle);
    }

    private static boolean isRung(final ArrayList<Doorbells> some) {
        for (int i = 0; i < some.size(); i++) {
            if (some.get(i).isRung()) {
                return true;
            }
        }
        return false;
    }

    /** The last takes the place of the one that goes. */
    private static void move(final ArrayList<Doorbells> from, final int index, final ArrayList<Doorbells> to) {
        final Doorbells moved = from.get(index);
        final Doorbells last = from.removeLast();
        if (index < from.size()) {
            from.set(index, last);
        }
        moved.isQuietFor(false, PATIENCE);
        to.add(moved);
    }
}
