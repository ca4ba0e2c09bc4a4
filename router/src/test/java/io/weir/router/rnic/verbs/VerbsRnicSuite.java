package io.weir.router.rnic.verbs;

import io.weir.router.rnic.RcErrorSuite;
import io.weir.router.rnic.RcSuite;
import io.weir.router.rnic.RnicFabric;
import io.weir.router.rnic.TestEndpoint.Parameters;
import io.weir.router.rnic.UcSuite;
import io.weir.router.rnic.UdSuite;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;

/**
 * Over an RDMA device of this machine, with itself, by the real clock. The system property weir.verbs.device names the
 * device. Its name keeps it from Maven, which would have to skip it: {@code bench/guest/conformance} runs it.
 */
class VerbsRnicSuite {
    @Nested
    class Rc extends RcSuite {
        Rc() {
            super(OneDevice::new);
        }
    }

    @Nested
    class RcErrors extends RcErrorSuite {
        RcErrors() {
            super(OneDevice::new);
        }
    }

    @Nested
    class Uc extends UcSuite {
        Uc() {
            super(OneDevice::new);
        }
    }

    @Nested
    class Ud extends UdSuite {
        Ud() {
            super(OneDevice::new);
        }
    }

    private static final class OneDevice extends RnicFabric {
        private static final String DEVICE = "weir.verbs.device";
        private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

        OneDevice() {
            nowNs = System.nanoTime();
            rnicA = VerbsRnic.open(System.getProperty(DEVICE), 1, -1);
            rnicB = VerbsRnic.open(System.getProperty(DEVICE), 1, -1);
        }

        @Override
        protected void step() {
            nowNs = System.nanoTime();
            rnicA.poll(nowNs);
            rnicB.poll(nowNs);
        }

        @Override
        protected Parameters parameters() {
            final Parameters parameters = new Parameters();
            parameters.timeout = 14;
            return parameters;
        }

        @Override
        protected boolean tellsAll() {
            return false;
        }

        @Override
        protected boolean asksForUnalignedAtomics() {
            return false;
        }

        @Override
        protected boolean dropsWhatDoesNotFit() {
            return false;
        }

        @Override
        protected boolean takesPieces() {
            return false;
        }

        @Override
        protected long patienceNs() {
            return PATIENCE_NS;
        }
    }
}
