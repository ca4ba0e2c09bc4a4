package io.weir.router.rnic;

import io.weir.router.rnic.TestEndpoint.Sent;
import io.weir.verbs.QpType;
import io.weir.verbs.WcStatus;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;

/** A reliable connected queue pair on each RNIC. */
abstract class RcFixture extends RnicFixture {
    TestEndpoint a;
    TestEndpoint b;

    RcFixture(final Supplier<RnicFabric> fabrics) {
        super(fabrics);
    }

    @BeforeEach
    void openQueuePairs() {
        a = endpointOnA(QpType.RC, 1);
        b = endpointOnB(QpType.RC, 2);
    }

    final void connect() {
        connect(a, b);
    }

    final void untilSent(final int count) {
        until(() -> a.sent.size() == count);
    }

    static Sent ok(final long id) {
        return new Sent(id, WcStatus.SUCCESS);
    }
}
