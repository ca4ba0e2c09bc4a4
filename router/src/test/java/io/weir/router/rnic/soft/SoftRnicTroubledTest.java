package io.weir.router.rnic.soft;

/** The same over a network that loses, repeats, delays and corrupts one packet in ten each. */
class SoftRnicTroubledTest extends SoftRnicTest {
    private static final long SEED = 42;

    @Override
    TestNetwork newNetwork() {
        return new TestNetwork(SEED, 0.1, () -> nowNs);
    }
}
