package io.weir.router.datapath;

import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.verbs.QpState;

/** How the control path reaches a queue pair: each call hops to the data-path thread and waits for it. */
final class QueuePairProxy implements DataQp {
    private final Session session;
    private final QueuePair queuePair;

    QueuePairProxy(final Session session, final QueuePair queuePair) {
        this.session = session;
        this.queuePair = queuePair;
    }

    QueuePair queuePair() {
        return queuePair;
    }

    @Override
    public int qpNumber() {
        return queuePair.qpNumber();
    }

    @Override
    public QpState state() {
        return queuePair.state();
    }

    @Override
    public int physicalNumber(final int rnicIndex) {
        return session.tasks().call(() -> queuePair.physicalNumber(rnicIndex));
    }

    @Override
    public void toInit() {
        session.tasks().run(queuePair::init);
    }

    @Override
    public void mark(final int trafficClass, final int serviceLevel) {
        session.tasks().run(() -> queuePair.connection().mark(trafficClass, serviceLevel));
    }

    @Override
    public int toRtr(final int rnicIndex, final RtrAttributes attributes, final RemoteKeys remote) {
        return session.tasks().call(() -> queuePair.bind(rnicIndex, attributes, remote));
    }

    @Override
    public int toRtr(final RtrAttributes attributes) {
        return session.tasks().call(() -> queuePair.bindEverywhere(attributes));
    }

    @Override
    public int toRts(final RtsAttributes attributes) {
        return session.tasks().call(() -> queuePair.startSending(attributes));
    }

    @Override
    public void toSqd() {
        session.tasks().run(queuePair::drain);
    }

    @Override
    public void toError() {
        session.tasks().run(queuePair::enterError);
    }

    @Override
    public void toReset() {
        session.tasks().run(queuePair::reset);
    }

    @Override
    public void destroy() {
        session.tasks().run(() -> session.destroy(queuePair));
    }
}
