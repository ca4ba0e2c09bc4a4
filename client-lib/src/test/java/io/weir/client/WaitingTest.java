package io.weir.client;

import static io.weir.client.VirtualDeviceTest.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.shm.CompletionQueueDescriptor;
import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.linux.Eventfd;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Errno;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waits that sleep in the kernel, with the router on another thread. */
final class WaitingTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    private Path directory;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private FakeRouter router;
    private VirtualDevice device;
    private CompletionChannel channel;
    private CompletionQueue cq;
    private FakeCq fakeCq;
    private volatile boolean running = true;
    private Future<?> routerThread;

    @BeforeEach
    void start() {
        router = new FakeRouter(directory);
        routerThread = threads.submit(this::runRouter);
        device = VirtualDevice.open(directory);
        channel = device.createCompChannel();
        cq = device.createCq(8, channel);
        fakeCq = router.verbs.cqs.get(cq.number());
    }

    @AfterEach
    void stop() throws ExecutionException, InterruptedException {
        device.closeAll();
        running = false;
        routerThread.get();
        threads.shutdown();
        router.close();
    }

    @Test
    void shouldWakeTheWaiterWhenACompletionComes() throws ExecutionException, InterruptedException, TimeoutException {
        final WorkCompletion wc = new WorkCompletion();
        final Future<Boolean> waiter = threads.submit(() -> cq.await(wc, -1));
        while (fakeCq.armed() == CompletionQueueDescriptor.NOT_ARMED) {
            Thread.onSpinWait();
        }
        fakeCq.complete(42);
        assertThat(waiter.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(wc.wrId()).isEqualTo(42);
    }

    @Test
    void shouldGiveTheEventToTheWaiterWhenAnotherThreadReadsTheSocket()
        throws ExecutionException, InterruptedException, TimeoutException {
        for (int i = 0; i < 200; i++) {
            final Future<AsyncEvent> waiter = threads.submit(() -> device.getAsyncEvent(5 * SECOND_NS));
            final Future<CompletionQueue> other = threads.submit(() -> channel.getCqEvent(SECOND_NS / 1000));
            router.sendEvent(AsyncEventType.CQ_ERR, cq.number());
            assertThat(device.isAlive()).isTrue();
            assertThat(waiter.get(5, TimeUnit.SECONDS).element()).isSameAs(cq);
            assertThat(other.get(5, TimeUnit.SECONDS)).isNull();
        }
    }

    @Test
    void shouldEndEveryWaitWithinASecondWhenTheRouterDies() throws InterruptedException, ExecutionException {
        final CompletionQueue polled = device.createCq(8);
        final Future<?> onChannel = threads.submit(() -> assertErrno(Errno.ENODEV, () -> channel.getCqEvent(-1)));
        final Future<?> parked = threads.submit(
            () -> assertErrno(Errno.ENODEV, () -> polled.await(new WorkCompletion(), -1)));
        final Future<AsyncEvent> onEvents = threads.submit(() -> device.getAsyncEvent(-1));
        running = false;
        routerThread.get();
        // nobody answers any more
        final Future<?> inAVerb = threads.submit(() -> assertErrno(Errno.ENODEV, device::allocPd));
        final long startNs = System.nanoTime();
        router.die();
        assertThat(onEvents.get().type()).isEqualTo(AsyncEventType.DEVICE_FATAL);
        onChannel.get();
        parked.get();
        inAVerb.get();
        assertThat(System.nanoTime() - startNs).isLessThan(SECOND_NS);
    }

    @Test
    void shouldRefuseToCloseWhatAThreadWaitsOn() throws InterruptedException, ExecutionException {
        final Future<CompletionQueue> waiter = threads.submit(() -> channel.getCqEvent(-1));
        cq.requestNotify(false);
        final CompletionChannel idle = device.createCompChannel();
        idle.close();
        fakeCq.complete(1);
        assertThat(waiter.get()).isSameAs(cq);
        final CompletionChannel other = device.createCompChannel();
        final CompletionQueue second = device.createCq(8, other);
        device.createCq(8, other);
        assertErrno(Errno.EINVAL, () -> second.await(new WorkCompletion(), -1));
    }

    @Test
    void shouldWakeTheRouterWhenItSleepsThroughAVerb() {
        router.segment.putIntVolatile(QueueSegmentDescriptor.CONTROL_SLEEP_OFFSET, 1);
        device.allocPd();
        assertThat(router.segment.getIntVolatile(QueueSegmentDescriptor.CONTROL_SLEEP_OFFSET)).isZero();
        assertThat(Eventfd.drain(router.controlFd)).isOne();
    }

    private void runRouter() {
        while (running) {
            router.work();
            Thread.onSpinWait();
        }
    }
}
