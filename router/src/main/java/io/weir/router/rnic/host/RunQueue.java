package io.weir.router.rnic.host;

/** Who has work, first come first served, each at most once. Links live in the members, so nothing is allocated. */
public final class RunQueue<M extends RunQueue.Member> {
    private Member first;
    private Member last;
    private int size;

    /** What can be queued, in one queue at a time. */
    public abstract static class Member {
        private Member next;
        private boolean queued;
    }

    /** Appends a member, unless it is queued already. */
    public void add(final M member) {
        final Member link = member;
        if (link.queued) {
            return;
        }
        link.queued = true;
        if (last == null) {
            first = link;
        } else {
            last.next = link;
        }
        last = link;
        size++;
    }

    /** Takes the first, or null. */
    @SuppressWarnings("unchecked")
    public M poll() {
        final Member member = first;
        if (member == null) {
            return null;
        }
        first = member.next;
        if (first == null) {
            last = null;
        }
        member.next = null;
        member.queued = false;
        size--;
        return (M) member;
    }

    /** How many are queued. */
    public int size() {
        return size;
    }
}
