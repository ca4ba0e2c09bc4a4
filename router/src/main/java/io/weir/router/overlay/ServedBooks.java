package io.weir.router.overlay;

import io.weir.router.datapath.ServedTotals;
import io.weir.verbs.Gid;
import java.util.HashMap;
import java.util.Map;

/**
 * What other hosts told that this host's rail served for them: each byte is booked once, however often it is told. When
 * this router is new, what an earlier one acknowledged is in the books already.
 */
final class ServedBooks {
    /** Whose totals: of a host's tenants together, at a device here. */
    private record Key(String host, String network, Gid gid) {
    }

    private record Entry(long incarnation, long[] booked) {
    }

    private final Map<Key, Entry> entries = new HashMap<>();

    /**
     * Takes totals.
     *
     * @param incarnation  of the host's router: its totals began at 0 with that
     * @param acknowledged what of the totals it knows to be booked
     * @param visitor      takes what is new
     */
    void onReport(final String host, final String network, final Gid gid, final long incarnation, final long[] totals,
                  final long[] acknowledged, final ServedTotals.Visitor visitor) {
        final Key key = new Key(host, network, gid);
        Entry entry = entries.get(key);
        if (entry == null || entry.incarnation != incarnation) {
            entry = new Entry(incarnation, acknowledged.clone());
            entries.put(key, entry);
        }
        ServedTotals.forEachGrown(entry.booked, totals, visitor);
        for (int i = 0; i < totals.length; i++) {
            entry.booked[i] = Math.max(entry.booked[i], totals[i]);
        }
    }
}
