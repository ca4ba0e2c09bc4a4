package io.weir.router.overlay;

import io.weir.router.overlay.message.MessageHeaderEncoder;
import io.weir.router.overlay.message.ResolveQpEncoder;
import io.weir.router.overlay.message.ResolveRkeyEncoder;
import io.weir.router.overlay.message.ResolvedQpEncoder;
import io.weir.router.overlay.message.ResolvedRkeyEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes messages to peers and sends them; false: the peer does not listen now. */
final class PeerProxy {
    private static final int CAPACITY = 1024;

    private final PeerTransport transport;
    private final String replyTo;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[CAPACITY]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ResolveQpEncoder resolveQp = new ResolveQpEncoder();
    private final ResolvedQpEncoder resolvedQp = new ResolvedQpEncoder();
    private final ResolveRkeyEncoder resolveRkey = new ResolveRkeyEncoder();
    private final ResolvedRkeyEncoder resolvedRkey = new ResolvedRkeyEncoder();

    /**
     * Sends over a transport.
     *
     * @param replyTo this host's name, as its peers' configurations have it
     */
    PeerProxy(final PeerTransport transport, final String replyTo) {
        this.transport = transport;
        this.replyTo = replyTo;
    }

    boolean resolveQp(final PeerDevice device, final long correlationId, final int number) {
        resolveQp.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).qpNum(number);
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

    boolean resolveRkey(final PeerDevice device, final long correlationId, final int rkey) {
        resolveRkey.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).rkey(rkey);
        device.gid().write(buffer, resolveRkey.offset() + ResolveRkeyEncoder.gidEncodingOffset());
        resolveRkey.network(device.network()).replyTo(replyTo);
        return send(device.peer(), resolveRkey.encodedLength());
    }

    boolean resolvedRkey(final String peer, final long correlationId, final int errno, final int rkey) {
        resolvedRkey.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).errno(errno).rkey(rkey);
        return send(peer, resolvedRkey.encodedLength());
    }

    private boolean send(final String peer, final int length) {
        return transport.offer(peer, buffer, MessageHeaderEncoder.ENCODED_LENGTH + length);
    }
}
