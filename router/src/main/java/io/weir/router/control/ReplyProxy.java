package io.weir.router.control;

import io.weir.router.tenant.Cq;
import io.weir.router.tenant.Mr;
import io.weir.router.tenant.Qp;
import io.weir.router.tenant.QpAttributes;
import io.weir.router.tenant.QpLayout;
import io.weir.router.tenant.Srq;
import io.weir.router.tenant.SrqLayout;
import io.weir.shm.control.CqReplyEncoder;
import io.weir.shm.control.DeviceReplyEncoder;
import io.weir.shm.control.DoneEncoder;
import io.weir.shm.control.FailedEncoder;
import io.weir.shm.control.MessageHeaderEncoder;
import io.weir.shm.control.MrReplyEncoder;
import io.weir.shm.control.QpAttributesReplyEncoder;
import io.weir.shm.control.QpReplyEncoder;
import io.weir.shm.control.SrqReplyEncoder;
import io.weir.verbs.QpState;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes replies and sends them. */
final class ReplyProxy {
    private static final int MAX_TEXT = 512;
    private static final int CAPACITY = 1024;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[CAPACITY]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final FailedEncoder failed = new FailedEncoder();
    private final DoneEncoder done = new DoneEncoder();
    private final DeviceReplyEncoder device = new DeviceReplyEncoder();
    private final MrReplyEncoder mr = new MrReplyEncoder();
    private final CqReplyEncoder cq = new CqReplyEncoder();
    private final SrqReplyEncoder srq = new SrqReplyEncoder();
    private final QpReplyEncoder qp = new QpReplyEncoder();
    private final QpAttributesReplyEncoder attributes = new QpAttributesReplyEncoder();

    void failed(final ControlSession session, final long correlationId, final int errno, final String text) {
        final byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        failed.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).errno(errno)
            .putText(ascii, 0, Math.min(ascii.length, MAX_TEXT));
        send(session, failed.encodedLength());
    }

    void done(final ControlSession session, final long correlationId, final int handle) {
        done.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).handle(handle);
        send(session, done.encodedLength());
    }

    void device(final ControlSession session, final long correlationId, final DeviceAttributes limits) {
        device.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId);
        limits.encode(device, session.tenant());
        session.tenant().device().gid().write(buffer, device.offset() + DeviceReplyEncoder.gidEncodingOffset());
        send(session, device.encodedLength());
    }

    void mr(final ControlSession session, final long correlationId, final Mr made) {
        mr.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId)
            .handle(made.handle()).lkey(made.lkey()).rkey(made.rkey());
        send(session, mr.encodedLength());
    }

    void cq(final ControlSession session, final long correlationId, final Cq made) {
        cq.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId)
            .handle(made.handle()).ringOffset(made.offset()).depth(made.depth());
        send(session, cq.encodedLength());
    }

    void srq(final ControlSession session, final long correlationId, final Srq made) {
        final SrqLayout layout = made.layout();
        srq.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).handle(made.handle())
            .ringOffset(layout.ring().offset()).depth(layout.depth()).maxSge(layout.maxSge())
            .doorbell(layout.doorbell());
        send(session, srq.encodedLength());
    }

    void qp(final ControlSession session, final long correlationId, final Qp made) {
        final QpLayout layout = made.layout();
        qp.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).qpNum(made.handle())
            .doorbell(layout.doorbell())
            .sqOffset(layout.sq().offset()).sqDepth(layout.sqDepth())
            .maxSendSge(layout.maxSendSge()).maxInline(layout.maxInline())
            .rqOffset(layout.rqOffset()).rqDepth(layout.rqDepth()).maxRecvSge(layout.maxRecvSge());
        send(session, qp.encodedLength());
    }

    void attributes(final ControlSession session, final long correlationId, final Qp queried) {
        final QpAttributes now = queried.attributes();
        final QpState state = queried.state();
        attributes.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).qpNum(queried.handle())
            .qpState(state.value()).access(now.access).pathMtu(now.pathMtu).destQpNum(now.destQpNumber)
            .rqPsn(now.rqPsn).sqPsn(now.sqPsn).minRnrTimer(now.minRnrTimer).maxRdAtomic(now.maxReadAtomic)
            .maxDestRdAtomic(now.maxDestReadAtomic).timeout(now.timeout).retryCount(now.retryCount)
            .rnrRetry(now.rnrRetry).sqDraining((short) 0).qkey(now.qkey)
            .trafficClass(now.trafficClass).serviceLevel(now.serviceLevel);
        now.dgid.write(buffer, attributes.offset() + QpAttributesReplyEncoder.dgidEncodingOffset());
        send(session, attributes.encodedLength());
    }

    private void send(final ControlSession session, final int length) {
        session.reply(buffer, MessageHeaderEncoder.ENCODED_LENGTH + length);
    }
}
