package io.weir.router.datapath;

import io.weir.policy.Rate;
import io.weir.policy.TenantPolicy;
import io.weir.router.rnic.Rnic;
import io.weir.verbs.Gid;
import io.weir.verbs.WcOpcode;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The data path, as the control path sees it. Callable from the control thread; each call hops to the data-path thread
 * and waits.
 */
public interface DataPath {
    /** The RNICs, same-host memory first. */
    List<Rnic> rnics();

    /** A tenant's virtual device on this host: its lane through scheduler and limiter, its names, its counters. */
    DataDevice addDevice(DeviceSpec spec);

    /** The tenant's policy changed: it holds from the next piece on, and what is queued stays queued. */
    void changeDevice(DataDevice device, TenantPolicy policy);

    /** Bits per second that the RNIC carries in each direction, which devices share by their policies. */
    void changeCapacity(int rnicIndex, Rate capacity);

    /** Gives a device's lane and names up; {@link IllegalStateException} while it has a session. */
    void removeDevice(DataDevice device);

    /** An attached process of the tenant. */
    DataSession openSession(
        DataDevice device, int sessionId, UnsafeBuffer queueSegment, int doorbellFd, SessionEvents events);

    /**
     * The answer to {@link RemoteDevice#request}: a physical rkey, or {@link io.weir.router.rnic.Keys#INVALID}; resumes
     * who waited for it.
     */
    void rkeyResolved(RemoteDevice device, int virtualRkey, int physicalRkey);

    /**
     * The answer to a question of a datagram queue pair; resumes it if it waited.
     *
     * @param errno 0, ENOENT if there is no such queue pair, or why nobody knows
     */
    void qpResolved(QpQuestion question, int errno, int physicalNumber);

    /**
     * Another host's router says whose datagrams come under a physical name.
     *
     * @param address IPv4 address of its rail
     */
    void introduceQp(int address, int physicalNumber, String network, Gid gid, int qpNumber);

    /** Another host's router says that this physical name is nobody's any more. */
    void forgetQp(int address, int physicalNumber);

    /** Peers' one-sided operations that its RNIC served without telling: the peers' router tells. */
    void served(DataDevice device, WcOpcode opcode, long messages, long bytes);

    /**
     * Counts up to now what is counted now and then, and has {@code copy} run before anything else is counted.
     */
    void cut(Runnable copy);

    /**
     * Stops taking new work requests and waits until nothing is in flight, for {@code timeoutNs} at most; true when
     * drained. Driven by hand it runs duty cycles itself; on a clock that stands still, only 0 makes sense.
     */
    boolean drain(long timeoutNs);
}
