package io.weir.client;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * How a virtual device is opened and how its verbs wait.
 *
 * @param processName      what the router's logs and listings call this process
 * @param attachTimeoutNs  the longest that opening may take
 * @param controlTimeoutNs the longest that a control verb may take; then it fails with ETIMEDOUT
 * @param idleStrategy     called again and again wherever a verb waits, with no lock of the library needed by another
 *                         device; it may run the router's agents, which makes a whole system run on one thread
 *                         ({@link InvokingIdleStrategy}). Null: spin, yield, sleep in the kernel.
 * @param clock            measures the timeouts
 */
public record DeviceOptions(
    String processName, long attachTimeoutNs, long controlTimeoutNs, IdleStrategy idleStrategy, NanoClock clock) {

    private static final DeviceOptions DEFAULTS = new DeviceOptions(
        "pid " + ProcessHandle.current().pid(), TimeUnit.SECONDS.toNanos(5), TimeUnit.SECONDS.toNanos(10), null,
        SystemNanoClock.INSTANCE);

    public DeviceOptions {
        Objects.requireNonNull(processName, "processName");
        Objects.requireNonNull(clock, "clock");
        requirePositive(attachTimeoutNs, "attachTimeoutNs");
        requirePositive(controlTimeoutNs, "controlTimeoutNs");
    }

    /** This process's id as its name; 5 s to attach, 10 s for a control verb; waits in the kernel. */
    public static DeviceOptions defaults() {
        return DEFAULTS;
    }

    /** These options with another process name. */
    public DeviceOptions withProcessName(final String name) {
        return new DeviceOptions(name, attachTimeoutNs, controlTimeoutNs, idleStrategy, clock);
    }

    /** These options with another attach timeout. */
    public DeviceOptions withAttachTimeout(final long timeoutNs) {
        return new DeviceOptions(processName, timeoutNs, controlTimeoutNs, idleStrategy, clock);
    }

    /** These options with another control timeout. */
    public DeviceOptions withControlTimeout(final long timeoutNs) {
        return new DeviceOptions(processName, attachTimeoutNs, timeoutNs, idleStrategy, clock);
    }

    /** These options with another way of waiting. */
    public DeviceOptions withIdleStrategy(final IdleStrategy strategy) {
        return new DeviceOptions(processName, attachTimeoutNs, controlTimeoutNs, strategy, clock);
    }

    /** These options with another clock. */
    public DeviceOptions withClock(final NanoClock nanoClock) {
        return new DeviceOptions(processName, attachTimeoutNs, controlTimeoutNs, idleStrategy, nanoClock);
    }

    private static void requirePositive(final long value, final String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }
}
