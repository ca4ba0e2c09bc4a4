package io.weir.router.overlay;

import io.weir.router.datapath.DataPath;
import io.weir.router.datapath.QpQuestion;
import io.weir.router.rnic.Keys;
import io.weir.verbs.Errno;
import io.weir.verbs.QpType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Questions to peers that wait for their answers. Each is asked again until it is answered or its time is over; each
 * gets exactly one answer.
 */
final class Resolutions {
    /** How long a peer may take, its restart included. */
    static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
    /** Likewise, while datagrams wait, which may be lost anyway. */
    private static final long DATAGRAM_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long REPEAT_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final PeerProxy proxy;
    private final DataPath dataPath;
    private final ServedReports reports;
    private final Long2ObjectHashMap<Question> waiting = new Long2ObjectHashMap<>();
    private final List<Question> due = new ArrayList<>();
    private long lastCorrelationId;
    private long lastPollNs;

    Resolutions(final PeerProxy proxy, final DataPath dataPath, final ServedReports reports) {
        this.proxy = proxy;
        this.dataPath = dataPath;
        this.reports = reports;
    }

    void askQp(final PeerDevice device, final int number, final QpType type, final QpAnswer answer, final long nowNs) {
        ask(new Question(++lastCorrelationId, device, number, type, answer, null, nowNs + TIMEOUT_NS), nowNs);
    }

    /** For a datagram queue pair of the data path. */
    void askQp(final QpQuestion asked, final long nowNs) {
        final QpAnswer answer = (errno, address, port, number) -> dataPath.qpResolved(asked, errno, number);
        ask(new Question(++lastCorrelationId, (PeerDevice) asked.device(), asked.qpNumber(), QpType.UD, answer, asked,
            nowNs + DATAGRAM_TIMEOUT_NS), nowNs);
    }

    void askRkey(final PeerDevice device, final int rkey, final long nowNs) {
        ask(new Question(++lastCorrelationId, device, rkey, null, null, null, nowNs + TIMEOUT_NS), nowNs);
    }

    /** An answer; one that nobody waits for any more is passed over. */
    void onQp(final long correlationId, final int errno, final int address, final int port, final int number) {
        final Question question = waiting.get(correlationId);
        if (question != null && question.answer != null) {
            waiting.remove(correlationId);
            question.answer.onAnswer(errno, address, port, number);
        }
    }

    /** An answer; one that nobody waits for any more is passed over. */
    void onRkey(final long correlationId, final int rkey, final boolean servesUntold) {
        final Question question = waiting.get(correlationId);
        if (question != null && question.answer == null) {
            waiting.remove(correlationId);
            if (servesUntold) {
                reports.begin(question.device, lastPollNs);
            }
            dataPath.rkeyResolved(question.device, question.number, rkey);
        }
    }

    /** Asks again what is due, gives up what is over. */
    int poll(final long nowNs) {
        lastPollNs = nowNs;
        if (waiting.isEmpty()) {
            return 0;
        }
        for (final Question question : waiting.values()) {
            if (nowNs - question.nextNs >= 0) {
                due.add(question);
            }
        }
        for (final Question question : due) {
            if (nowNs - question.deadlineNs >= 0) {
                giveUp(question);
            } else {
                send(question, nowNs);
            }
        }
        final int work = due.size();
        due.clear();
        return work;
    }

    /** Whether anything waits. */
    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    private void ask(final Question question, final long nowNs) {
        waiting.put(question.correlationId, question);
        send(question, nowNs);
    }

    private void send(final Question question, final long nowNs) {
        final boolean sent = question.answer != null
            ? proxy.resolveQp(question.device, question.correlationId, question.number, question.type, question.asker)
            : proxy.resolveRkey(question.device, question.correlationId, question.number);
        question.nextNs = nowNs + (sent ? REPEAT_NS : RETRY_NS);
    }

    private void giveUp(final Question question) {
        waiting.remove(question.correlationId);
        if (question.answer != null) {
            question.answer.onAnswer(Errno.EHOSTUNREACH, 0, 0, 0);
        } else {
            dataPath.rkeyResolved(question.device, question.number, Keys.INVALID);
        }
    }

    private static final class Question {
        private final long correlationId;
        private final PeerDevice device;
        private final int number;
        private final QpType type;
        private final QpAnswer answer;
        private final QpQuestion asker;
        private final long deadlineNs;
        private long nextNs;

        Question(final long correlationId, final PeerDevice device, final int number, final QpType type,
                 final QpAnswer answer, final QpQuestion asker, final long deadlineNs) {
            this.correlationId = correlationId;
            this.device = device;
            this.number = number;
            this.type = type;
            this.answer = answer;
            this.asker = asker;
            this.deadlineNs = deadlineNs;
        }
    }
}
