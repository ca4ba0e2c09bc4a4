package io.weir.router.control;

import io.weir.router.datapath.AhSpec;
import io.weir.router.tenant.AhRequest;
import io.weir.router.tenant.Channel;
import io.weir.router.tenant.Qp;
import io.weir.router.tenant.QpAttributes;
import io.weir.router.tenant.QpRequest;
import io.weir.router.tenant.Srq;
import io.weir.router.tenant.VerbException;
import io.weir.shm.ObjectKind;
import io.weir.shm.attach.AttachCompletionChannel;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.UnixSocket;
import io.weir.verbs.Errno;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;

/** The control verbs: each has its session do the work, and replies. What is refused is thrown. */
final class VerbExecutor {
    private final DeviceAttributes device;
    private final Connector connector;
    private final ReplyProxy replies;

    VerbExecutor(final DeviceAttributes device, final Connector connector, final ReplyProxy replies) {
        this.device = device;
        this.connector = connector;
        this.replies = replies;
    }

    void queryDevice(final ControlSession session, final long id) {
        replies.device(session, id, device);
    }

    void allocatePd(final ControlSession session, final long id) {
        replies.done(session, id, session.session().allocatePd().handle());
    }

    void destroy(final ControlSession session, final long id, final ObjectKind kind, final int handle) {
        session.session().destroy(kind, handle);
        replies.done(session, id, handle);
    }

    void registerMr(final ControlSession session, final long id, final int pd, final int access, final long address,
                    final long length) {
        replies.mr(session, id, session.session().registerMr(pd, access, address, length));
    }

    void createChannel(final ControlSession session, final long id) {
        final int[] ends = UnixSocket.pair();
        try {
            final Channel channel = session.session().createChannel(ends[0]);
            ends[0] = Fd.NONE;
            final int sent = session.socket().trySend(new AttachCompletionChannel(channel.handle()), ends[1]);
            if (sent < 0) {
                session.session().destroy(ObjectKind.CHANNEL, channel.handle());
                throw new VerbException(-sent, "the channel's descriptor cannot be sent: " + Errno.name(-sent));
            }
            replies.done(session, id, channel.handle());
        } finally {
            Fd.close(ends[0]);
            Fd.close(ends[1]);
        }
    }

    void createCq(final ControlSession session, final long id, final int cqe, final int channel) {
        replies.cq(session, id, session.session().createCq(cqe, channel));
    }

    void createSrq(final ControlSession session, final long id, final int pd, final int maxWr, final int maxSge,
                   final int limit) {
        replies.srq(session, id, session.session().createSrq(pd, maxWr, maxSge, limit));
    }

    void modifySrq(final ControlSession session, final long id, final int handle, final int limit) {
        final Srq srq = session.session().srq(handle);
        srq.arm(limit);
        replies.done(session, id, handle);
    }

    void createQp(final ControlSession session, final long id, final QpRequest request) {
        replies.qp(session, id, session.session().createQp(request, device.activeMtu().bytes()));
    }

    void createAh(final ControlSession session, final long id, final int pd, final AhRequest request) {
        request.check();
        final AhSpec way = connector.way(session.tenant(), request);
        replies.done(session, id, session.session().createAh(pd, way).handle());
    }

    void modifyQp(final ControlSession session, final long id, final int number, final QpAttributes changes) {
        final Qp qp = session.session().queuePair(number);
        final QpState to = qp.check(changes, device.maxReadAtomic(), device.activeMtu());
        if (to == QpState.RTR && qp.type() == QpType.UD) {
            qp.toRtr(changes);
            replies.done(session, id, number);
        } else if (to == QpState.RTR) {
            connector.connect(session, id, qp, changes);
        } else {
            qp.move(to, changes);
            replies.done(session, id, number);
        }
    }

    void queryQp(final ControlSession session, final long id, final int number) {
        replies.attributes(session, id, session.session().queuePair(number));
    }
}
