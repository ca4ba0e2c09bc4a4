package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.QpAttributes;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.VerbsException;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpAttributeMask;
import io.weir.verbs.QpState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The state machine (IBTA volume 1, section 10.3.1) and the attributes that each transition needs (table 91). */
class StateConformanceTest extends Conformance {
    private void bring(final QpState state) {
        if (state == QpState.RESET) {
            return;
        }
        left.qp.modify(left.initAttributes(AccessFlags.ALL));
        if (state == QpState.ERR) {
            left.qp.toError();
        }
        if (state == QpState.INIT || state == QpState.ERR) {
            return;
        }
        right.qp.modify(right.initAttributes(AccessFlags.ALL));
        left.qp.modify(left.rtrAttributes(right));
        if (state != QpState.RTR) {
            left.qp.modify(left.rtsAttributes());
        }
        if (state == QpState.SQD) {
            left.qp.modify(new QpAttributes().state(QpState.SQD));
        }
    }

    private void assertInvalid(final QpAttributes attributes) {
        final QpState before = left.qp.query().state();
        assertThatThrownBy(() -> left.qp.modify(attributes))
            .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
        assertThat(left.qp.query().state()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET", "INIT", "RTR", "RTS", "SQD", "ERR"})
    void shouldTellItsStateWhenAsked(final QpState state) {
        bring(state);

        assertThat(left.qp.query().state()).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({
        "RESET, RTR", "RESET, RTS", "RESET, SQD", "INIT, RTS", "INIT, SQD", "RTR, INIT", "RTR, SQD", "RTS, INIT",
            "RTS, RTR",
        "SQD, INIT", "SQD, RTR", "ERR, INIT", "ERR, RTR", "ERR, RTS", "ERR, SQD"
    })
    void shouldRefuseTheTransitionWhenTheStateMachineHasNone(final QpState from, final QpState to) {
        bring(from);

        assertInvalid(switch (to) {
            case INIT -> left.initAttributes(AccessFlags.ALL);
            case RTR -> left.rtrAttributes(right);
            case RTS -> left.rtsAttributes();
            default -> new QpAttributes().state(to);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET", "INIT", "RTR", "RTS", "SQD", "ERR"})
    void shouldGoToErrorAndResetFromEverywhere(final QpState state) {
        bring(state);
        left.qp.toError();
        assertThat(left.qp.query().state()).isEqualTo(QpState.ERR);
        left.qp.toReset();
        assertThat(left.qp.query().state()).isEqualTo(QpState.RESET);
    }

    @ParameterizedTest
    @ValueSource(ints = {QpAttributeMask.PKEY_INDEX, QpAttributeMask.PORT, QpAttributeMask.ACCESS_FLAGS})
    void shouldRefuseInitWhenAnAttributeIsMissing(final int missing) {
        final QpAttributes attributes = left.initAttributes(AccessFlags.ALL);

        assertThatThrownBy(() -> left.qp.modify(attributes, attributes.mask() & ~missing))
            .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    }

    @Test
    void shouldKeepWhatTheAddressVectorAsksForWithinItsBounds() {
        bring(QpState.INIT);
        assertInvalid(left.rtrAttributes(right).trafficClass(256));
        assertInvalid(left.rtrAttributes(right).serviceLevel(16));
        left.qp.modify(left.rtrAttributes(right).trafficClass(184).serviceLevel(5));
        assertThat(left.qp.query().trafficClass()).isEqualTo(184);
        assertThat(left.qp.query().serviceLevel()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {
        QpAttributeMask.AV, QpAttributeMask.PATH_MTU, QpAttributeMask.DEST_QPN, QpAttributeMask.RQ_PSN,
        QpAttributeMask.MAX_DEST_RD_ATOMIC, QpAttributeMask.MIN_RNR_TIMER
    })
    void shouldRefuseRtrWhenAnAttributeIsMissing(final int missing) {
        bring(QpState.INIT);
        final QpAttributes attributes = left.rtrAttributes(right);

        assertThatThrownBy(() -> left.qp.modify(attributes, attributes.mask() & ~missing))
            .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
        assertThat(left.qp.query().state()).isEqualTo(QpState.INIT);
    }

    @ParameterizedTest
    @ValueSource(ints = {
        QpAttributeMask.TIMEOUT, QpAttributeMask.RETRY_CNT, QpAttributeMask.RNR_RETRY, QpAttributeMask.SQ_PSN,
        QpAttributeMask.MAX_QP_RD_ATOMIC
    })
    void shouldRefuseRtsWhenAnAttributeIsMissing(final int missing) {
        bring(QpState.RTR);
        final QpAttributes attributes = left.rtsAttributes();

        assertThatThrownBy(() -> left.qp.modify(attributes, attributes.mask() & ~missing))
            .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
        assertThat(left.qp.query().state()).isEqualTo(QpState.RTR);
    }

    @Test
    void shouldRefuseValuesWhenTheyAreOutOfRange() {
        bring(QpState.INIT);
        assertInvalid(left.rtrAttributes(right).minRnrTimer(32));
        assertInvalid(left.rtrAttributes(right).rqPsn(1 << 24));
        assertInvalid(left.rtrAttributes(right).destGid(right.device.gid(), 1));
        left.qp.modify(left.rtrAttributes(right));
        assertInvalid(left.rtsAttributes().timeout(32));
        assertInvalid(left.rtsAttributes().retryCount(8));
        assertInvalid(left.rtsAttributes().rnrRetry(8));
        assertInvalid(left.rtsAttributes().sqPsn(-1));
    }

    @Test
    void shouldTellItsAttributesWhenAsked() {
        connect();
        final QpAttributes attributes = left.qp.query();

        assertThat(attributes.state()).isEqualTo(QpState.RTS);
        assertThat(attributes.accessFlags()).isEqualTo(AccessFlags.ALL);
        assertThat(attributes.pathMtu()).isEqualTo(left.device.queryPort(1).activeMtu());
        assertThat(attributes.destQpNumber()).isEqualTo(right.qp.qpNumber());
        assertThat(attributes.destGid()).isEqualTo(right.device.gid());
        assertThat(attributes.timeout()).isEqualTo(14);
        assertThat(attributes.retryCount()).isEqualTo(7);
        assertThat(attributes.rnrRetry()).isEqualTo(7);
        assertThat(attributes.maxRdAtomic()).isEqualTo(4);
        assertThat(attributes.maxDestRdAtomic()).isEqualTo(4);
        assertThat(attributes.minRnrTimer()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET", "INIT", "RTR"})
    void shouldRefuseSendsWhenItMayNotSendYet(final QpState state) {
        bring(state);

        assertThat(left.qp.postSend(left.request(Opcode.SEND, 1, 0, 1))).isEqualTo(Errno.EINVAL);
    }

    @Test
    void shouldRefuseReceivesWhenInReset() {
        assertThat(left.qp.postRecv(new ReceiveWorkRequest().sge(left.region, 0, 1))).isEqualTo(Errno.EINVAL);
    }

    @Test
    void shouldReceiveWhenOnlyReadyToReceive() {
        connectReady(AccessFlags.ALL);
        left.qp.modify(left.rtsAttributes());
        final byte[] payload = left.fill(0, 100, 1);
        right.receive(1, 0, 100);
        left.post(left.request(Opcode.SEND, 2, 0, 100));

        assertSuccess(right.received(), 1);
        assertSuccess(left.sent(), 2);
        assertThat(right.read(0, 100)).isEqualTo(payload);
    }

    @Test
    void shouldHoldBackWhatIsPostedWhenDrainedUntilReadyAgain() {
        connect();
        left.qp.modify(new QpAttributes().state(QpState.SQD));
        right.receive(1, 0, 100);
        left.post(left.request(Opcode.SEND, 2, 0, 100));
        left.assertQuiet(left.sendCq);
        left.qp.modify(new QpAttributes().state(QpState.RTS));

        assertSuccess(right.received(), 1);
        assertSuccess(left.sent(), 2);
    }

    @Test
    void shouldRefuseThePeerWhenItIsOnAnotherNetwork() {
        bring(QpState.INIT);
        try (Party stranger = new Party(fabric, fabric.stranger())) {
            assertThatThrownBy(() -> left.qp.modify(left.rtrAttributes(stranger).destGid(fabric.elsewhere())))
                .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno())
                    .isIn(Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.EACCES));
        }
        assertThat(left.qp.query().state()).isEqualTo(QpState.INIT);
    }
}
