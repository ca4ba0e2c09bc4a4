package io.weir.router.overlay;

import io.weir.router.datapath.ServedTotals;
import io.weir.verbs.Gid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tells other hosts what their devices' rails served for this one, where those do not know it themselves. Told are
 * totals, again until they are acknowledged, so that a report may be lost, repeated or late.
 */
final class ServedReports {
    /** Each costs both routers some hundred microseconds, and nobody waits for it. */
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long REPEAT_NS = TimeUnit.MILLISECONDS.toNanos(300);

    private final PeerProxy proxy;
    private final long incarnation;
    private final List<Account> accounts = new ArrayList<>();

    /**
     * Nobody asked yet.
     *
     * @param incarnation of this router: differs from that of any earlier one
     */
    ServedReports(final PeerProxy proxy, final long incarnation) {
        this.proxy = proxy;
        this.incarnation = incarnation;
    }

    private static final class Account {
        private final PeerDevice device;
        private final long[] now = new long[ServedTotals.LENGTH];
        private final long[] sent = new long[ServedTotals.LENGTH];
        private final long[] acknowledged = new long[ServedTotals.LENGTH];
        private long sentNs;

        Account(final PeerDevice device, final long nowNs) {
            this.device = device;
            sentNs = nowNs - REPEAT_NS;
        }
    }

    /** A device's router wants to know from now on. */
    void begin(final PeerDevice device, final long nowNs) {
        for (final Account account : accounts) {
            if (account.device.equals(device)) {
                return;
            }
        }
        accounts.add(new Account(device, nowNs));
    }

    /** Tells what is new, and again what was not acknowledged. */
    int poll(final long nowNs) {
        int work = 0;
        for (int i = 0; i < accounts.size(); i++) {
            final Account account = accounts.get(i);
            account.device.served().copyTo(account.now);
            if (Arrays.equals(account.now, account.acknowledged)) {
                continue;
            }
            final long waitNs = Arrays.equals(account.now, account.sent) ? REPEAT_NS : INTERVAL_NS;
            if (nowNs - account.sentNs >= waitNs
                && proxy.reportServed(account.device, incarnation, account.now, account.acknowledged)) {
                account.sentNs = nowNs;
                System.arraycopy(account.now, 0, account.sent, 0, account.now.length);
                work++;
            }
        }
        return work;
    }

    /** A device's router has booked totals of this one. */
    void onAcknowledged(final String network, final Gid gid, final long ofIncarnation, final long[] totals) {
        for (final Account account : accounts) {
            if (ofIncarnation == incarnation && account.device.network().equals(network)
                && account.device.gid().equals(gid)) {
                for (int i = 0; i < totals.length; i++) {
                    account.acknowledged[i] = Math.max(account.acknowledged[i], totals[i]);
                }
            }
        }
    }
}
