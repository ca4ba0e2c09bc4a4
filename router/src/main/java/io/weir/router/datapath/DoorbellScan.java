package io.weir.router.datapath;

import java.util.ArrayList;

/**
 * Looks at the doorbells of all sessions: in every duty cycle at those that rang lately. Who is idle costs no look: it
 * is told, as if the router slept, that it must wake it by its descriptor, and {@link #wake} is called when it did; so
 * many idle tenants do not slow the busy ones down. Where nobody looks at descriptors (a data path that is driven by
 * hand) the idle are looked at too: at all if nobody else rang, else at some of them, in turn. Allocates only in {@link
 * #add}.
 */
final class DoorbellScan {
    /** So often in vain, and a session is idle. */
    private static final int PATIENCE = 1024;
    /** Each is a look at a line that is in no cache: few, as a duty cycle may be no longer than a copy of 64 KiB. */
    private static final int IDLE_PER_SCAN = 2;

    private final ArrayList<Doorbells> busy = new ArrayList<>();
    private final ArrayList<Doorbells> idle = new ArrayList<>();
    /** Those who wake the router. */
    private final ArrayList<Doorbells> parked = new ArrayList<>();
    private boolean parks;
    private boolean sleeping;
    private int next;

    /** From now on somebody calls {@link #wake}. */
    void parkTheIdle() {
        parks = true;
    }

    void add(final Doorbells doorbells) {
        busy.add(doorbells);
        doorbells.showSleeping(sleeping);
        final int all = busy.size() + idle.size() + parked.size();
        busy.ensureCapacity(all);
        idle.ensureCapacity(all);
        parked.ensureCapacity(all);
    }

    void remove(final Doorbells doorbells) {
        busy.remove(doorbells);
        idle.remove(doorbells);
        parked.remove(doorbells);
    }

    /** How many sessions rang lately. */
    int busySessions() {
        return busy.size();
    }

    /** Whether there are some who wake the router. */
    boolean hasParked() {
        return !parked.isEmpty();
    }

    /** A session wrote to its descriptor; of no effect if it need not have. */
    void wake(final Doorbells doorbells) {
        final int index = parked.indexOf(doorbells);
        if (index >= 0) {
            doorbells.showSleeping(false);
            move(parked, index, busy);
        }
    }

    /** In case that a session rang, and its process came not so far as to write to its descriptor. */
    void wakeIfRung(final Doorbells doorbells) {
        if (doorbells.isRung()) {
            wake(doorbells);
        }
    }

    /** Serves who rang, of each session so many at most; how much that was. */
    int scan(final int most) {
        int work = 0;
        for (int i = busy.size() - 1; i >= 0; i--) {
            final Doorbells doorbells = busy.get(i);
            final int served = doorbells.scan(most);
            work += served;
            if (doorbells.isQuietFor(served == 0, PATIENCE)) {
                rest(i);
            }
        }
        for (int left = work == 0 ? idle.size() : Math.min(idle.size(), IDLE_PER_SCAN); left > 0; left--) {
            next = next == 0 || next > idle.size() ? idle.size() - 1 : next - 1;
            final int served = idle.get(next).scan(most);
            if (served > 0) {
                work += served;
                move(idle, next, busy);
            }
        }
        return work;
    }

    private void rest(final int index) {
        if (!parks) {
            move(busy, index, idle);
        } else if (busy.get(index).park()) {
            move(busy, index, parked);
        }
    }

    /** Tells all who need not wake the router that from now on they must, or need not again. */
    void showSleeping(final boolean show) {
        sleeping = show;
        showSleeping(busy, show);
        showSleeping(idle, show);
    }

    private static void showSleeping(final ArrayList<Doorbells> some, final boolean show) {
        for (int i = 0; i < some.size(); i++) {
            some.get(i).showSleeping(show);
        }
    }

    /** Whether somebody rang who need not wake the router; for the last look before sleeping. */
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
