package io.weir.router.datapath;

import io.weir.verbs.Gid;

/**
 * Which physical queue pair a virtual one of another host is, asked for a datagram queue pair of this host: the names
 * of the one that asks go along, so that the other host can say whom its datagrams come from. Constant once asked.
 */
public interface QpQuestion {
    /** Whose queue pair it is. */
    RemoteDevice device();

    /** Its virtual number. */
    int qpNumber();

    /** The virtual number of the queue pair that asks. */
    int askerQpNumber();

    /** The physical number of the queue pair that asks, on the RNIC that reaches the device. */
    int askerPhysicalNumber();

    /** The GID of the device that asks, which is on the same network. */
    Gid askerGid();
}
