package io.weir.router.rnic.verbs;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Protection domains, regions and address handles of a device. When it is gone all of them are given back, whether
 * their owners are done with them or not: the kernel waits for that.
 */
final class DeviceObjects {
    /** Something that can be given back more than once. */
    interface Member {
        /** 0, or an error number. */
        int giveBack();
    }

    private final Set<Member> members = new LinkedHashSet<>();

    void add(final Member made) {
        members.add(made);
    }

    /** Gives one back: 0, or an error number. */
    int giveBack(final Member member) {
        final int errno = member.giveBack();
        if (errno == 0) {
            members.remove(member);
        }
        return errno;
    }

    /** The newest first: a domain goes after what is in it. */
    void giveBackAll() {
        List.copyOf(members).reversed().forEach(this::giveBack);
        members.clear();
    }
}
