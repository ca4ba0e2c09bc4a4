package io.weir.router.overlay;

import io.weir.router.datapath.QpQuestion;
import io.weir.router.overlay.message.ForgetQpEncoder;
import io.weir.router.overlay.message.MessageHeaderEncoder;
import io.weir.router.overlay.message.ReportServedEncoder;
import io.weir.router.overlay.message.ResolveQpEncoder;
import io.weir.router.overlay.message.ResolveRkeyEncoder;
import io.weir.router.overlay.message.ResolvedQpEncoder;
import io.weir.router.overlay.message.ResolvedRkeyEncoder;
import io.weir.router.overlay.message.ServedReportedEncoder;
import io.weir.verbs.Gid;
import io.weir.verbs.QpType;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes messages to peers and sends them; false: the peer does not listen now. */
final class PeerProxy {
    private static final int CAPACITY = 1024;
    private static final Gid NO_GID = new Gid(0, 0);

    private final PeerTransport transport;
    private final String replyTo;
    private final int railAddress;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[CAPACITY]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ResolveQpEncoder resolveQp = new ResolveQpEncoder();
    private final ForgetQpEncoder forgetQp = new ForgetQpEncoder();
    private final ResolvedQpEncoder resolvedQp = new ResolvedQpEncoder();
    private final ResolveRkeyEncoder resolveRkey = new ResolveRkeyEncoder();
    private final ResolvedRkeyEncoder resolvedRkey = new ResolvedRkeyEncoder();
    private final ReportServedEncoder reportServed = new ReportServedEncoder();
    private final ServedReportedEncoder servedReported = new ServedReportedEncoder();

    /**
     * Sends over a transport.
     *
     * @param replyTo     this host's name, as its peers' configurations have it
     * @param railAddress IPv4 address that this host's packets come from
     */
    PeerProxy(final PeerTransport transport, final String replyTo, final int railAddress) {
        this.transport = transport;
        this.replyTo = replyTo;
        this.railAddress = railAddress;
    }

    /**
     * Asks for a queue pair.
     *
     * @param asker the datagram queue pair that asks, or null
     */
    boolean resolveQp(final PeerDevice device, final long correlationId, final int number, final QpType type,
                      final QpQuestion asker) {
        resolveQp.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).qpNum(number)
            .qpType(type.value()).askerAddress(railAddress)
            .askerQpNum(asker == null ? 0 : asker.askerQpNumber())
            .askerPhysicalQpNum(asker == null ? 0 : asker.askerPhysicalNumber());
        (asker == null ? NO_GID : asker.askerGid())
            .write(buffer, resolveQp.offset() + ResolveQpEncoder.askerGidEncodingOffset());
        device.gid().write(buffer, resolveQp.offset() + ResolveQpEncoder.gidEncodingOffset());
        resolveQp.network(device.network()).replyTo(replyTo);
        return send(device.peer(), resolveQp.encodedLength());
    }

    boolean resolvedQp(final String peer, final long correlationId, final int errno, final int address, final int port,
                       final int number) {
        resolvedQp.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).errno(errno)
            .address(address).port(port).qpNum(number);
        return send(peer, resolvedQp.encodedLength());
    }

    boolean forgetQp(final String peer, final int physicalNumber) {
        forgetQp.wrapAndApplyHeader(buffer, 0, header).physicalQpNum(physicalNumber).address(railAddress);
        return send(peer, forgetQp.encodedLength());
    }

    boolean resolveRkey(final PeerDevice device, final long correlationId, final int rkey) {
        resolveRkey.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).rkey(rkey);
        device.gid().write(buffer, resolveRkey.offset() + ResolveRkeyEncoder.gidEncodingOffset());
        resolveRkey.network(device.network()).replyTo(replyTo);
        return send(device.peer(), resolveRkey.encodedLength());
    }

    boolean resolvedRkey(final String peer, final long correlationId, final int errno, final int rkey,
                         final boolean servesUntold) {
        resolvedRkey.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).errno(errno).rkey(rkey)
            .servesUntold(servesUntold ? 1 : 0);
        return send(peer, resolvedRkey.encodedLength());
    }

    boolean reportServed(final PeerDevice device, final long incarnation, final long[] totals,
                         final long[] acknowledged) {
        reportServed.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation);
        for (int i = 0; i < totals.length; i++) {
            reportServed.totals(i, totals[i]);
            reportServed.acknowledged(i, acknowledged[i]);
        }
        device.gid().write(buffer, reportServed.offset() + ReportServedEncoder.gidEncodingOffset());
        reportServed.network(device.network()).replyTo(replyTo);
        return send(device.peer(), reportServed.encodedLength());
    }

    boolean servedReported(final String peer, final String network, final Gid gid, final long incarnation,
                           final long[] totals) {
        servedReported.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation);
        for (int i = 0; i < totals.length; i++) {
            servedReported.totals(i, totals[i]);
        }
        gid.write(buffer, servedReported.offset() + ServedReportedEncoder.gidEncodingOffset());
        servedReported.network(network);
        return send(peer, servedReported.encodedLength());
    }

    private boolean send(final String peer, final int length) {
        return transport.offer(peer, buffer, MessageHeaderEncoder.ENCODED_LENGTH + length);
    }
}
