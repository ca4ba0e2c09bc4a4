package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.AddressHandle;
import io.weir.client.SendWorkRequest;
import io.weir.client.VerbsException;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import org.junit.jupiter.api.BeforeEach;

/** A datagram queue pair on the left and one on the right, and the way from one to the other. */
abstract class UdConformance extends Conformance {
    static final int QKEY = 0x1122_3344;
    static final int GRH = AddressHandle.GRH_LENGTH;

    AddressHandle toRight;

    @BeforeEach
    void openDatagrams() {
        left.replaceQp(left.init().type(QpType.UD));
        right.replaceQp(right.init().type(QpType.UD));
        left.qp.openDatagrams(QKEY);
        right.qp.openDatagrams(QKEY);
        toRight = left.own(left.pd.createAh(right.device.gid()));
    }

    final SendWorkRequest datagram(final long wrId, final long length) {
        return left.request(Opcode.SEND, wrId, 0, length).to(toRight, right.qp.qpNumber(), QKEY);
    }

    final void assertArrives() {
        final byte[] payload = left.fill(0, 64, 77);
        right.receive(1000, 1 << 20, GRH + 64);
        left.post(datagram(1001, 64));

        assertSuccess(left.sent(), 1001);
        assertSuccess(right.received(), 1000);
        assertThat(right.read((1 << 20) + GRH, 64)).isEqualTo(payload);
        assertThat(left.qp.query().state()).isEqualTo(QpState.RTS);
        assertThat(right.qp.query().state()).isEqualTo(QpState.RTS);
    }

    /** That what the sender thinks it sent comes to nothing. */
    final void assertLost(final SendWorkRequest request) {
        left.post(request.wrId(500));
        assertSuccess(left.sent(), 500);
        right.assertQuiet(right.recvCq);
    }

    static void assertErrno(final int errno, final Runnable verb) {
        assertThatThrownBy(verb::run)
            .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }
}
