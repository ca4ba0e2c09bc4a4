package io.weir.client;

import io.weir.shm.control.DeviceReplyDecoder;
import io.weir.shm.control.MessageHeaderEncoder;
import io.weir.shm.control.QueryDeviceEncoder;
import io.weir.verbs.Gid;
import io.weir.verbs.Mtu;

/** What the router says of the device and of its port. */
record DeviceQuery(DeviceAttributes device, PortAttributes port) {
    static DeviceQuery ask(final Session session) {
        return Creation.locked(session, () -> session.call("query device", (buffer, id) -> {
            final QueryDeviceEncoder encoder = new QueryDeviceEncoder();
            encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).correlationId(id);
            return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        }, new Reply<>(DeviceReplyDecoder.TEMPLATE_ID, (buffer, offset, header) ->
            decode(new DeviceReplyDecoder().wrapAndApplyHeader(buffer, offset, header)))));
    }

    private static DeviceQuery decode(final DeviceReplyDecoder reply) {
        final byte[] gid = new byte[Gid.LENGTH];
        for (int i = 0; i < Gid.LENGTH; i++) {
            gid[i] = (byte) reply.gid(i);
        }
        final PortAttributes port = new PortAttributes(
            reply.portState(), Mtu.of(reply.activeMtu()), reply.maxMessageSize(), Gid.of(gid));
        final DeviceAttributes device = new DeviceAttributes(
            reply.name(), reply.maxQp(), reply.maxQpWr(), reply.maxSge(), reply.maxInline(), reply.maxCq(),
            reply.maxCqe(), reply.maxMr(),
            reply.maxMrSize(), reply.maxPd(), reply.maxSrq(), reply.maxSrqWr(), reply.maxSrqSge(),
            reply.maxRdAtomic(), reply.maxMessageSize(), reply.memoryLimit(), reply.portCount());
        return new DeviceQuery(device, port);
    }
}
