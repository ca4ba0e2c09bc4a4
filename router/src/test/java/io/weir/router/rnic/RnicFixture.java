package io.weir.router.rnic;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.TestEndpoint.Parameters;
import io.weir.router.rnic.TestEndpoint.Served;
import io.weir.verbs.QpType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the suites stand on: a fabric, and endpoints on its two RNICs. */
abstract class RnicFixture {
    static final int REGION = 1 << 20;
    static final int MTU = 1024;

    Rnic rnicA;
    Rnic rnicB;
    Parameters toA;
    Parameters toB;
    private final List<TestEndpoint> endpoints = new ArrayList<>();
    private final Supplier<RnicFabric> fabrics;
    private RnicFabric fabric;
    private long openedNs;

    /** Over a fabric of its own for each test. */
    RnicFixture(final Supplier<RnicFabric> fabrics) {
        this.fabrics = fabrics;
    }

    @BeforeEach
    void openFabric() {
        fabric = fabrics.get();
        openedNs = fabric.nowNs;
        rnicA = fabric.rnicA;
        rnicB = fabric.rnicB;
        toA = fabric.parameters();
        toB = fabric.parameters();
    }

    @AfterEach
    void closeFabric() {
        fabric.close();
    }

    /** On RNIC A, its memory in one piece and full of a seed's noise. */
    final TestEndpoint endpointOnA(final QpType type, final long seed) {
        return endpoint(rnicA, type, 0x7f00_0000_1000L, 0, seed);
    }

    /** On RNIC B, its memory in pieces if that may be. */
    final TestEndpoint endpointOnB(final QpType type, final long seed) {
        return endpoint(rnicB, type, 0x7a00_0000_3000L, fabric.takesPieces() ? 512 : 0, seed);
    }

    private TestEndpoint endpoint(final Rnic rnic, final QpType type, final long iova, final int pieceLength,
                                  final long seed) {
        final TestEndpoint endpoint = new TestEndpoint(rnic, type, iova, REGION, pieceLength, 64);
        final byte[] bytes = new byte[REGION];
        new Random(seed).nextBytes(bytes);
        endpoint.memory.put(0, bytes);
        endpoints.add(endpoint);
        return endpoint;
    }

    final void connect(final TestEndpoint onA, final TestEndpoint onB) {
        onA.toRtr(onB, toA);
        onB.toRtr(onA, toB);
        onA.toRts(toA);
        onB.toRts(toB);
    }

    final long nowNs() {
        return fabric.nowNs;
    }

    final boolean tellsAll() {
        return fabric.tellsAll();
    }

    final boolean asksForUnalignedAtomics() {
        return fabric.asksForUnalignedAtomics();
    }

    final boolean dropsWhatDoesNotFit() {
        return fabric.dropsWhatDoesNotFit();
    }

    /** What was served at an endpoint, as far as the RNIC tells. */
    final void assertServed(final TestEndpoint endpoint, final Served... served) {
        assertThat(endpoint.served).containsExactly(tellsAll() ? served : new Served[0]);
    }

    /** What the RNIC says of a message that was sent like that. */
    final boolean solicited(final boolean asSent) {
        return asSent || !tellsAll();
    }

    final void until(final BooleanSupplier done) {
        for (int i = 0; !done.getAsBoolean(); i++) {
            assertThat(i).as("steps; %s", endpoints).isLessThan(2_000_000);
            assertThat(nowNs() - openedNs).as("patience; %s", endpoints).isLessThan(fabric.patienceNs());
            fabric.step();
        }
    }
}
