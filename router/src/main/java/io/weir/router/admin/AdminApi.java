package io.weir.router.admin;

import io.weir.router.accounting.UsageSnapshot;
import io.weir.router.accounting.ledger.LedgerStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What a router says of itself. Called on the admin thread; an exception's message is the answer's error. */
public interface AdminApi {
    /** What it serves. */
    RouterStatus status() throws IOException;

    /** What its tenants hold: every session, and every verbs object of theirs. */
    List<Resource> resources() throws IOException;

    /** What its tenants used. */
    UsageSnapshot usage() throws IOException;

    /** How the ledger stands; {@code closeInterval}: once all that was counted until now is booked. */
    default LedgerStatus ledger(final boolean closeInterval) throws IOException {
        throw new IOException("this router keeps no ledger");
    }

    /** Which policies are in force, and where each number comes from. */
    default PolicyReport policy() throws IOException {
        throw new IOException("this router's policies do not change");
    }

    /**
     * Sets limits of a tenant by hand, at once.
     *
     * @param changes by key, as {@link io.weir.policy.PolicyEdit} takes them
     * @return the generation that is in force then
     */
    default long setLimits(final String tenant, final Map<String, String> changes) throws IOException {
        throw new IOException("this router's policies do not change");
    }

    /** What the files say of a tenant holds again; the generation that is in force then. */
    default long clearLimits(final String tenant) throws IOException {
        throw new IOException("this router's policies do not change");
    }

    /** All that moves. */
    Activity activity() throws IOException;

    /** Its events with a higher number than that. */
    EventPage events(long after) throws IOException;
}
