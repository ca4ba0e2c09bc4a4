package io.weir.router.datapath;

import io.weir.router.rnic.Rnic;
import java.util.List;

/** What the data path does with all RNICs, in their order. */
record RnicDuty(List<Rnic> rnics) {
    /** Has them go on; how much was done. */
    int poll(final long nowNs) {
        int work = 0;
        for (int i = 0; i < rnics.size(); i++) {
            work += rnics.get(i).poll(nowNs);
        }
        return work;
    }

    /** Has them wake the thread for what comes from now on; whether something has come. */
    boolean prepareToSleep() {
        boolean work = false;
        for (int i = 0; i < rnics.size(); i++) {
            work |= rnics.get(i).prepareToSleep();
        }
        return work;
    }

    /** When one of them wants to go on, but not after {@code latestNs}. */
    long nextDeadlineNs(final long latestNs) {
        long deadlineNs = latestNs;
        for (int i = 0; i < rnics.size(); i++) {
            deadlineNs = Math.min(deadlineNs, rnics.get(i).nextDeadlineNs());
        }
        return deadlineNs;
    }
}
