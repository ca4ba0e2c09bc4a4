package io.weir.router.rnic;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.TestEndpoint.Sent;
import io.weir.verbs.WcStatus;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** For queue pairs whose packets may be lost: what must arrive is sent again until it does. */
abstract class UnreliableFixture extends RnicFixture {
    private static final int TRIES = 1_000;
    private static final long QUIET_NS = 1_000_000;

    UnreliableFixture(final Supplier<RnicFabric> fabrics) {
        super(fabrics);
    }

    /** Lets pass what is on its way. */
    final void settle() {
        final long start = nowNs();
        until(() -> nowNs() - start > QUIET_NS);
    }

    /** Posts a request, until what it is for has come about. */
    final void postUntil(final TestEndpoint sender, final SendWr wr, final BooleanSupplier arrived) {
        for (int i = 0; !arrived.getAsBoolean(); i++) {
            assertThat(i).as("tries").isLessThan(TRIES);
            postOnce(sender, wr);
        }
    }

    /** Posts a request and waits for its completion, which is SUCCESS whatever becomes of it. */
    final void postOnce(final TestEndpoint sender, final SendWr wr) {
        final int before = sender.sent.size();
        sender.post(wr);
        until(() -> sender.sent.size() > before);
        assertThat(sender.sent.getLast()).isEqualTo(new Sent(wr.id, WcStatus.SUCCESS));
        settle();
    }
}
