package io.weir.router.rnic.local;

import io.weir.router.rnic.RcErrorSuite;
import io.weir.router.rnic.RcSuite;
import io.weir.router.rnic.RnicFabric;
import io.weir.router.rnic.UcSuite;
import io.weir.router.rnic.UdSuite;
import java.util.Random;
import org.junit.jupiter.api.Nested;

class LocalRnicTest {
    @Nested
    class Rc extends RcSuite {
        Rc() {
            super(OneHost::new);
        }
    }

    @Nested
    class RcErrors extends RcErrorSuite {
        RcErrors() {
            super(OneHost::new);
        }
    }

    @Nested
    class Uc extends UcSuite {
        Uc() {
            super(OneHost::new);
        }
    }

    @Nested
    class Ud extends UdSuite {
        Ud() {
            super(OneHost::new);
        }
    }

    private static final class OneHost extends RnicFabric {
        OneHost() {
            rnicA = new LocalRnic(new Random(1));
            rnicB = rnicA;
        }

        @Override
        protected void step() {
            if (rnicA.poll(nowNs) == 0) {
                final long next = rnicA.nextDeadlineNs();
                nowNs = next == Long.MAX_VALUE || next <= nowNs ? nowNs + 100_000 : next;
            } else {
                nowNs++;
            }
        }
    }
}
