package io.weir.router.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.policy.TenantLimits;
import io.weir.router.datapath.TestTenant.Buffer;
import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.linux.Eventfd;
import io.weir.shm.linux.Fd;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The data path on its own thread: control calls, sleeping and being woken. */
@Timeout(30)
class DataPathThreadTest {
    private final TestHost host = TestHost.onRealClock();
    private final int doorbellFd = Eventfd.create();
    private final int otherDoorbellFd = Eventfd.create();
    private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
    private final DataPathThread thread = new DataPathThread(host.agent, errors::add);

    @AfterEach
    void closed() {
        thread.close();
        host.closeCounters();
        Fd.close(doorbellFd);
        Fd.close(otherDoorbellFd);
        assertThat(errors).isEmpty();
    }

    private TestTenant tenant(final String name) {
        return new TestTenant(host, host.device(name, 1, TenantLimits.NONE), doorbellFd);
    }

    private static void ring(final TestTenant tenant, final int fd) {
        if (tenant.segment.compareAndSetInt(QueueSegmentDescriptor.DATA_SLEEP_OFFSET, 1, 0)) {
            Eventfd.signal(fd);
        }
    }

    private static void awaitAsleep(final TestTenant tenant) {
        while (tenant.segment.getIntVolatile(QueueSegmentDescriptor.DATA_SLEEP_OFFSET) == 0) {
            LockSupport.parkNanos(100_000);
        }
    }

    @Test
    void shouldWakeForADoorbellWhenAsleep() {
        final TestTenant alice = tenant("alice");
        final Cq cq = alice.cq(64);
        final Qp a = alice.qp(cq, 16);
        final Qp b = alice.qp(cq, 16);
        TestTenant.connect(a, b);
        final Buffer buffer = alice.buffer(4096);
        for (int i = 0; i < 20; i++) {
            awaitAsleep(alice);
            a.write(i, buffer, 0, buffer.sge(64, 64));
            ring(alice, doorbellFd);
            while (cq.drain() == 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldHearWhoWasIdleWhileSomebodyElseKeepsItAwake() {
        final TestTenant busy = tenant("busy");
        final Cq busyCq = busy.cq(64);
        final Qp writer = busy.qp(busyCq, 16);
        TestTenant.connect(writer, busy.qp(busyCq, 16));
        final Buffer source = busy.buffer(4096);
        final Runnable work = () -> {
            writer.write(1, source, 0, source.sge(64, 64));
            ring(busy, doorbellFd);
            while (busyCq.drain() == 0) {
                Thread.onSpinWait();
            }
        };
        final TestTenant idle = new TestTenant(host, host.device("idle", 1, TenantLimits.NONE), otherDoorbellFd);
        final Cq cq = idle.cq(64);
        final Qp qp = idle.qp(cq, 16);
        TestTenant.connect(qp, idle.qp(cq, 16));
        final Buffer buffer = idle.buffer(4096);
        for (int i = 0; i < 20; i++) {
            while (idle.segment.getIntVolatile(QueueSegmentDescriptor.DATA_SLEEP_OFFSET) == 0) {
                work.run();
            }
            qp.write(i, buffer, 0, buffer.sge(64, 64));
            ring(idle, otherDoorbellFd);
            while (cq.drain() == 0) {
                work.run();
            }
        }
    }

    @Test
    void shouldRunControlCallsWhenAsleepAndCarryExceptionsBack() {
        final TestTenant alice = tenant("alice");
        for (int i = 0; i < 20; i++) {
            awaitAsleep(alice);
            alice.session.allocatePd();
        }
        assertThatThrownBy(() -> alice.session.createCq(1, 8192, 3, null))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("power of two");
        alice.session.close();
        assertThatThrownBy(alice.session::allocatePd).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRunCallsOnTheCallersThreadWhileItSleeps() {
        final TestTenant alice = tenant("alice");
        final ControlTasks tasks = host.agent.tasks();
        awaitAsleep(alice);
        while (!tasks.call(() -> tasks.call(Thread::currentThread)).equals(Thread.currentThread())) {
            awaitAsleep(alice);
        }
        // what begins meanwhile sees it asleep, too
        final int bobsFd = Eventfd.create();
        final TestTenant bob = new TestTenant(host, host.device("bob", 1, TenantLimits.NONE), bobsFd);
        final Cq cq = bob.cq(64);
        final Qp a = bob.qp(cq, 16);
        final Qp b = bob.qp(cq, 16);
        TestTenant.connect(a, b);
        final Buffer buffer = bob.buffer(4096);
        a.write(1, buffer, 0, buffer.sge(64, 64));
        if (bob.segment.compareAndSetInt(QueueSegmentDescriptor.DATA_SLEEP_OFFSET, 1, 0)) {
            Eventfd.signal(bobsFd);
        }
        while (cq.drain() == 0) {
            Thread.onSpinWait();
        }
        bob.session.close();
        Fd.close(bobsFd);
    }

    @Test
    void shouldRunOneCallAtATimeWhoeverRunsIt() throws InterruptedException {
        final TestTenant alice = tenant("alice");
        final ControlTasks tasks = host.agent.tasks();
        final int[] calls = new int[1];
        final Thread[] callers = new Thread[3];
        for (int i = 0; i < callers.length; i++) {
            callers[i] = Thread.ofPlatform().start(() -> {
                for (int call = 0; call < 2000; call++) {
                    tasks.run(() -> calls[0]++);
                    if (call % 500 == 0) {
                        awaitAsleep(alice);
                    }
                }
            });
        }
        for (final Thread caller : callers) {
            caller.join();
        }
        assertThat(tasks.call(() -> calls[0])).isEqualTo(callers.length * 2000);
    }

    @Test
    void shouldWakeUpForWhatACallLeavesToDo() {
        final TestTenant alice = tenant("alice");
        final Cq cq = alice.cq(256);
        final Qp a = alice.qp(cq, 128);
        final Qp b = alice.qp(cq, 16);
        TestTenant.connect(a, b);
        final Buffer buffer = alice.buffer(4096);
        final int posted = 100;
        for (int i = 0; i < posted; i++) {
            a.receives.post(i, buffer.sge(0, 64));
        }
        awaitAsleep(alice);
        a.dataQp().toError();
        int flushed = 0;
        while (flushed < posted) {
            flushed += cq.poll().size();
        }
    }

    @Test
    void shouldUseNoProcessorTimeWhenIdle() {
        final TestTenant alice = tenant("alice");
        awaitAsleep(alice);
        final long cyclesBefore = host.clockReads();
        final long start = System.nanoTime();
        while (System.nanoTime() - start < 200_000_000) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(host.clockReads() - cyclesBefore).isLessThan(100);
    }

    @Test
    void shouldRunCallsOnTheCallerWhenTheThreadHasEnded() {
        thread.close();
        assertThat(host.agent.drain(0)).isTrue();
    }
}
