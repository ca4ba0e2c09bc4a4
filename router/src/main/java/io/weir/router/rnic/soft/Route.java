package io.weir.router.rnic.soft;

import io.weir.router.rnic.AhAttributes;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.WireMeter;

/** Where packets go and how they are marked: the fields of an address handle and of the BTH that belong to a peer. */
final class Route {
    /** ECT(0): routers on the way may mark it instead of dropping it (RFC 3168). */
    static final int DEFAULT_TRAFFIC_CLASS = 0x02;
    /** What Linux gives to packets of its own. */
    static final int DEFAULT_HOP_LIMIT = 64;

    int address;
    int port;
    int qpNumber;
    int pkey;
    int trafficClass = DEFAULT_TRAFFIC_CLASS;
    int hopLimit = DEFAULT_HOP_LIMIT;
    /** Of {@link UdpFlows}. */
    int flow;
    /** Whose packets they are. */
    WireMeter wire = new WireMeter();

    /** To the peer of a connected queue pair. */
    void connect(final int ownNumber, final RtrAttributes attributes) {
        address = attributes.address();
        port = attributes.port();
        qpNumber = attributes.qpNumber();
        pkey = attributes.pkey();
        flow = UdpFlows.of(ownNumber, qpNumber);
    }

    /** To whom a datagram goes. */
    void lead(final int ownNumber, final AhAttributes handle, final int remoteQpn) {
        address = handle.address();
        port = handle.port();
        trafficClass = handle.trafficClass();
        hopLimit = handle.hopLimit() == 0 ? DEFAULT_HOP_LIMIT : handle.hopLimit();
        qpNumber = remoteQpn;
        flow = UdpFlows.of(ownNumber, remoteQpn);
    }
}
