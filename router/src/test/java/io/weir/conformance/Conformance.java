package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.QpAttributes;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.WcStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What queue pairs do, whatever RNIC carries them. Each test has two fresh parties, reliable connected unless it makes
 * others of them, not yet connected.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.weir.conformance.FabricKind#chosen")
abstract class Conformance {
    @Parameter
    FabricKind kind;

    Fabric fabric;
    Party left;
    Party right;

    @BeforeEach
    void openParties() {
        fabric = kind.fabric();
        fabric.rouse();
        left = new Party(fabric, fabric.left());
        right = new Party(fabric, fabric.right());
    }

    @AfterEach
    void closeParties() {
        left.close();
        right.close();
        fabric.drainEvents();
    }

    /** Both to RTS. */
    void connect() {
        connect(left.rtsAttributes(), right.rtsAttributes());
    }

    void connect(final QpAttributes leftRts, final QpAttributes rightRts) {
        connectReady(AccessFlags.ALL);
        left.qp.modify(leftRts);
        right.qp.modify(rightRts);
    }

    /** Both to RTR. */
    void connectReady(final int rightAccess) {
        left.qp.modify(left.initAttributes(AccessFlags.ALL));
        right.qp.modify(right.initAttributes(rightAccess));
        left.qp.modify(left.rtrAttributes(right));
        right.qp.modify(right.rtrAttributes(left));
    }

    static void assertStatus(final WorkCompletion completion, final WcStatus status, final long wrId) {
        assertThat(completion.status()).as("%s", completion).isEqualTo(status);
        assertThat(completion.wrId()).as("%s", completion).isEqualTo(wrId);
    }

    static void assertSuccess(final WorkCompletion completion, final long wrId) {
        assertStatus(completion, WcStatus.SUCCESS, wrId);
    }
}
