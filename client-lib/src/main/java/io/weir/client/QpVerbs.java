package io.weir.client;

import io.weir.shm.control.DoneDecoder;
import io.weir.shm.control.MessageHeaderEncoder;
import io.weir.shm.control.ModifyQpEncoder;
import io.weir.shm.control.QpAttributesReplyDecoder;
import io.weir.shm.control.QueryQpEncoder;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.Mtu;
import io.weir.verbs.QpAttributeMask;
import io.weir.verbs.QpState;

/** Modify and query of a queue pair. */
final class QpVerbs {
    private QpVerbs() {
    }

    static void modify(final QueuePair qp, final QpAttributes attributes, final int mask) {
        final String verb = "modify " + qp + (attributes.state() == null ? "" : " to " + attributes.state());
        Creation.locked(qp.session, () -> {
            qp.checkOpen(verb);
            checkPresent(attributes, mask, verb);
            qp.session.call(verb, (buffer, id) -> {
                final ModifyQpEncoder encoder = new ModifyQpEncoder();
                encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                    .correlationId(id).qpNum(qp.number()).mask(mask);
                encode(attributes, encoder);
                return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
            }, new Reply<>(DoneDecoder.TEMPLATE_ID, (buffer, offset, header) -> true));
            if ((mask & QpAttributeMask.STATE) != 0) {
                qp.enter(attributes.state());
            }
            return true;
        });
    }

    static QpAttributes query(final QueuePair qp) {
        final String verb = "query " + qp;
        return Creation.locked(qp.session, () -> {
            qp.checkOpen(verb);
            final QpAttributes result = qp.session.call(verb, (buffer, id) -> {
                final QueryQpEncoder encoder = new QueryQpEncoder();
                encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).correlationId(id).qpNum(qp.number());
                return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
            }, new Reply<>(QpAttributesReplyDecoder.TEMPLATE_ID, (buffer, offset, header) ->
                decode(new QpAttributesReplyDecoder().wrapAndApplyHeader(buffer, offset, header))));
            if (result.state() == null) {
                throw new VerbsException(Errno.EPROTO, verb, "the router named a state that there is not");
            }
            qp.enter(result.state());
            return result;
        });
    }

    private static void encode(final QpAttributes attributes, final ModifyQpEncoder encoder) {
        encoder
            .qpState(attributes.state() == null ? 0 : attributes.state().value())
            .curQpState(attributes.curState() == null ? 0 : attributes.curState().value())
            .access(attributes.accessFlags())
            .pathMtu(attributes.pathMtu() == null ? 0 : attributes.pathMtu().value())
            .destQpNum(attributes.destQpNumber()).rqPsn(attributes.rqPsn()).sqPsn(attributes.sqPsn())
            .minRnrTimer(attributes.minRnrTimer())
            .maxRdAtomic(attributes.maxRdAtomic()).maxDestRdAtomic(attributes.maxDestRdAtomic())
            .timeout(attributes.timeout()).retryCount(attributes.retryCount()).rnrRetry(attributes.rnrRetry())
            .qkey(attributes.qkey()).portNum(attributes.port()).pkeyIndex(attributes.pkeyIndex())
            .sgidIndex(attributes.sgidIndex())
            .trafficClass(attributes.trafficClass()).serviceLevel(attributes.serviceLevel());
        for (int i = 0; i < Gid.LENGTH; i++) {
            encoder.dgid(i, attributes.destGid() == null ? 0 : (short) (attributes.destGid().at(i) & 0xff));
        }
    }

    private static QpAttributes decode(final QpAttributesReplyDecoder reply) {
        final byte[] gid = new byte[Gid.LENGTH];
        for (int i = 0; i < Gid.LENGTH; i++) {
            gid[i] = (byte) reply.dgid(i);
        }
        return new QpAttributes()
            .state(QpState.of(reply.qpState())).curState(QpState.of(reply.qpState()))
            .accessFlags(reply.access()).pathMtu(Mtu.of(reply.pathMtu())).destQpNumber(reply.destQpNum())
            .rqPsn(reply.rqPsn()).sqPsn(reply.sqPsn()).minRnrTimer(reply.minRnrTimer())
            .maxRdAtomic(reply.maxRdAtomic()).maxDestRdAtomic(reply.maxDestRdAtomic())
            .timeout(reply.timeout()).retryCount(reply.retryCount()).rnrRetry(reply.rnrRetry())
            .qkey(reply.qkey()).destGid(Gid.of(gid))
            .trafficClass(reply.trafficClass()).serviceLevel(reply.serviceLevel()).sqDraining(reply.sqDraining() != 0);
    }

    private static void checkPresent(final QpAttributes attributes, final int mask, final String verb) {
        if (lacks(mask, QpAttributeMask.STATE, attributes.state())
            || lacks(mask, QpAttributeMask.CUR_STATE, attributes.curState())
            || lacks(mask, QpAttributeMask.PATH_MTU, attributes.pathMtu())
            || lacks(mask, QpAttributeMask.AV, attributes.destGid())) {
            throw new VerbsException(Errno.EINVAL, verb, "the mask names an attribute that is not set");
        }
    }

    private static boolean lacks(final int mask, final int bit, final Object value) {
        return (mask & bit) != 0 && value == null;
    }
}
