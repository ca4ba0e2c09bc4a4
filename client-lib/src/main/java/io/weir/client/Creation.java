package io.weir.client;

import io.weir.shm.CompletionQueueDescriptor;
import io.weir.shm.ObjectKind;
import io.weir.shm.ReceiveQueueDescriptor;
import io.weir.shm.SendQueueDescriptor;
import io.weir.shm.control.AllocatePdEncoder;
import io.weir.shm.control.CqReplyDecoder;
import io.weir.shm.control.CreateAhEncoder;
import io.weir.shm.control.CreateChannelEncoder;
import io.weir.shm.control.CreateCqEncoder;
import io.weir.shm.control.CreateQpEncoder;
import io.weir.shm.control.CreateSrqEncoder;
import io.weir.shm.control.DoneDecoder;
import io.weir.shm.control.MessageHeaderEncoder;
import io.weir.shm.control.ModifySrqEncoder;
import io.weir.shm.control.MrReplyDecoder;
import io.weir.shm.control.QpReplyDecoder;
import io.weir.shm.control.RegisterMrEncoder;
import io.weir.shm.control.SrqReplyDecoder;
import io.weir.shm.linux.Fd;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.UnsafeBuffer;

/** The verbs that make things: what is asked of the router, and what its reply becomes. */
final class Creation {
    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

    private Creation() {
    }

    static ProtectionDomain protectionDomain(final Session session) {
        return locked(session, () -> {
            final int handle = session.call("allocate protection domain", (buffer, id) -> {
                final AllocatePdEncoder encoder = new AllocatePdEncoder();
                encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).correlationId(id);
                return HEADER + encoder.encodedLength();
            }, handleReply());
            final ProtectionDomain pd = new ProtectionDomain(session, handle);
            pd.register();
            return pd;
        });
    }

    static MemoryRegion memoryRegion(final ProtectionDomain pd, final MemorySegment piece, final int access) {
        final Session session = pd.session;
        final String verb = "register memory";
        return locked(session, () -> {
            pd.checkOpen(verb);
            final SharedMemory memory = findMemory(session, piece, verb);
            final long address = piece.address();
            final long length = piece.byteSize();
            final MemoryRegion region = session.call(verb, (buffer, id) -> {
                final RegisterMrEncoder encoder = new RegisterMrEncoder();
                encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                    .correlationId(id).pd(pd.number()).access(access).address(address).length(length);
                return HEADER + encoder.encodedLength();
            }, new Reply<>(MrReplyDecoder.TEMPLATE_ID, (buffer, offset, header) -> {
                final MrReplyDecoder reply = new MrReplyDecoder().wrapAndApplyHeader(buffer, offset, header);
                return new MemoryRegion(
                    pd, memory, address, length, access, reply.handle(), reply.lkey(), reply.rkey());
            }));
            region.register();
            return region;
        });
    }

    static CompletionChannel completionChannel(final Session session) {
        final String verb = "create completion channel";
        return locked(session, () -> {
            final int handle = session.call(verb, (buffer, id) -> {
                final CreateChannelEncoder encoder = new CreateChannelEncoder();
                encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).correlationId(id);
                return HEADER + encoder.encodedLength();
            }, handleReply());
            final int fd = session.link().takeChannelFd(handle);
            if (fd == Fd.NONE) {
                session.destroy(ObjectKind.CHANNEL, handle, verb);
                throw new VerbsException(Errno.EPROTO, verb, "its descriptor did not come over the attach socket");
            }
            final CompletionChannel channel = new CompletionChannel(session, handle, fd);
            channel.register();
            return channel;
        });
    }

    static CompletionQueue completionQueue(final Session session, final int cqe, final CompletionChannel channel) {
        final String verb = "create completion queue";
        return locked(session, () -> {
            if (channel != null) {
                checkSession(channel, session, verb);
            }
            final int channelHandle = channel == null ? 0 : channel.number();
            final CompletionQueue cq = session.call(verb, (buffer, id) -> {
                final CreateCqEncoder encoder = new CreateCqEncoder();
                encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                    .correlationId(id).cqe(cqe).channel(channelHandle);
                return HEADER + encoder.encodedLength();
            }, new Reply<>(CqReplyDecoder.TEMPLATE_ID, (buffer, offset, header) -> {
                final CqReplyDecoder reply = new CqReplyDecoder().wrapAndApplyHeader(buffer, offset, header);
                final int depth = depth(reply.depth(), verb);
                final UnsafeBuffer ring =
                    session.ring(verb, reply.ringOffset(), CompletionQueueDescriptor.ringLength(depth));
                return new CompletionQueue(session, reply.handle(), new CompletionRing(ring, depth), depth, channel);
            }));
            cq.register();
            return cq;
        });
    }

    static SharedReceiveQueue sharedReceiveQueue(final ProtectionDomain pd, final int maxWr, final int maxSge) {
        final Session session = pd.session;
        final String verb = "create shared receive queue";
        return locked(session, () -> {
            pd.checkOpen(verb);
            final SharedReceiveQueue srq = session.call(verb, (buffer, id) -> {
                final CreateSrqEncoder encoder = new CreateSrqEncoder();
                encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                    .correlationId(id).pd(pd.number()).maxWr(maxWr).maxSge(maxSge).srqLimit(0);
                return HEADER + encoder.encodedLength();
            }, new Reply<>(SrqReplyDecoder.TEMPLATE_ID, (buffer, offset, header) -> {
                final SrqReplyDecoder reply = new SrqReplyDecoder().wrapAndApplyHeader(buffer, offset, header);
                final int depth = depth(reply.depth(), verb);
                final ReceiveRing ring = receiveRing(session, verb, reply.ringOffset(), depth, reply.maxSge());
                return new SharedReceiveQueue(pd, reply.handle(), reply.doorbell(), ring, depth, reply.maxSge());
            }));
            srq.register();
            return srq;
        });
    }

    static void armSharedReceiveQueue(final SharedReceiveQueue srq, final int limit) {
        final String verb = "modify " + srq;
        locked(srq.session, () -> {
            srq.checkOpen(verb);
            return srq.session.call(verb, (buffer, id) -> {
                final ModifySrqEncoder encoder = new ModifySrqEncoder();
                encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                    .correlationId(id).srq(srq.number()).srqLimit(limit);
                return HEADER + encoder.encodedLength();
            }, handleReply());
        });
    }

    static QueuePair queuePair(final ProtectionDomain pd, final QpInitAttributes init) {
        final Session session = pd.session;
        final String verb = "create queue pair";
        return locked(session, () -> {
            pd.checkOpen(verb);
            check(init, session, verb);
            final QueuePair qp = session.call(verb, (buffer, id) -> {
                final CreateQpEncoder encoder = new CreateQpEncoder();
                encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                    .correlationId(id).pd(pd.number()).qpType(init.type.value())
                    .sendCq(init.sendCq.number()).recvCq(init.recvCq.number())
                    .srq(init.srq == null ? 0 : init.srq.number())
                    .maxSendWr(init.maxSendWr).maxRecvWr(init.maxRecvWr)
                    .maxSendSge(init.maxSendSge).maxRecvSge(init.maxRecvSge)
                    .maxInline(init.maxInline).sqSigAll((short) (init.sqSigAll ? 1 : 0));
                return HEADER + encoder.encodedLength();
            }, new Reply<>(QpReplyDecoder.TEMPLATE_ID, (buffer, offset, header) ->
                queuePair(pd, init, new QpReplyDecoder().wrapAndApplyHeader(buffer, offset, header), verb)));
            qp.register();
            return qp;
        });
    }

    static AddressHandle addressHandle(final ProtectionDomain pd, final AhAttributes attributes) {
        final Session session = pd.session;
        final String verb = "create address handle";
        return locked(session, () -> {
            pd.checkOpen(verb);
            if (attributes.destGid() == null) {
                throw new VerbsException(Errno.EINVAL, verb, "destGid must be set");
            }
            final int handle = session.call(verb, (buffer, id) -> {
                final CreateAhEncoder encoder = new CreateAhEncoder();
                encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                    .correlationId(id).pd(pd.number()).portNum(attributes.port()).sgidIndex(attributes.sgidIndex())
                    .trafficClass(attributes.trafficClass()).hopLimit(attributes.hopLimit());
                for (int i = 0; i < Gid.LENGTH; i++) {
                    encoder.dgid(i, (short) (attributes.destGid().at(i) & 0xff));
                }
                return HEADER + encoder.encodedLength();
            }, handleReply());
            final AddressHandle made = new AddressHandle(pd, handle, attributes);
            made.register();
            return made;
        });
    }

    private static QueuePair queuePair(
        final ProtectionDomain pd, final QpInitAttributes init, final QpReplyDecoder reply, final String verb) {
        final Session session = pd.session;
        final int sqDepth = depth(reply.sqDepth(), verb);
        final int stride = SendQueueDescriptor.stride(reply.maxSendSge(), reply.maxInline());
        final UnsafeBuffer sq = session.ring(verb, reply.sqOffset(), SendQueueDescriptor.ringLength(sqDepth, stride));
        final SendRing sendRing =
            new SendRing(
            sq, session.memoryMap(), init.type, session.maxDatagram(), sqDepth, reply.maxSendSge(), reply.maxInline());
        final int rqDepth = init.srq == null ? depth(reply.rqDepth(), verb) : 0;
        final ReceiveRing receiveRing = init.srq == null
            ? receiveRing(session, verb, reply.rqOffset(), rqDepth, reply.maxRecvSge()) : null;
        final QueuePair.Granted granted = new QueuePair.Granted(
            sqDepth, rqDepth, reply.maxSendSge(), reply.maxRecvSge(), reply.maxInline());
        return new QueuePair(pd, init, reply.qpNum(), reply.doorbell(), sendRing, receiveRing, granted);
    }

    private static ReceiveRing receiveRing(
        final Session session, final String verb, final int offset, final int depth, final int maxSge) {
        final long length = ReceiveQueueDescriptor.ringLength(depth, ReceiveQueueDescriptor.stride(maxSge));
        return new ReceiveRing(session.ring(verb, offset, length), depth, maxSge);
    }

    private static void check(final QpInitAttributes init, final Session session, final String verb) {
        if (init.type == null || init.sendCq == null || init.recvCq == null) {
            throw new VerbsException(Errno.EINVAL, verb, "type, sendCq and recvCq must be set");
        }
        checkSession(init.sendCq, session, verb);
        checkSession(init.recvCq, session, verb);
        if (init.srq != null) {
            checkSession(init.srq, session, verb);
        }
    }

    private static void checkSession(final Handle handle, final Session session, final String verb) {
        if (handle.session != session) {
            throw new VerbsException(Errno.EINVAL, verb, handle + " belongs to another device");
        }
        handle.checkOpen(verb);
    }

    private static SharedMemory findMemory(final Session session, final MemorySegment piece, final String verb) {
        if (piece.isNative()) {
            for (final Handle handle : session.open()) {
                if (handle instanceof final SharedMemory memory && memory.contains(piece.address(), piece.byteSize())) {
                    return memory;
                }
            }
        }
        throw new VerbsException(Errno.EINVAL, verb,
            "memory must lie in one allocation of this device: get it by VirtualDevice.allocate");
    }

    /** Ring arithmetic needs a power of two. */
    private static int depth(final int depth, final String verb) {
        if (Integer.bitCount(depth) != 1 || depth < 0) {
            throw new VerbsException(
                Errno.EPROTO, verb, "the router granted a depth of " + depth + ", no power of two");
        }
        return depth;
    }

    static Reply<Integer> handleReply() {
        return new Reply<>(DoneDecoder.TEMPLATE_ID, (buffer, offset, header) ->
            new DoneDecoder().wrapAndApplyHeader(buffer, offset, header).handle());
    }

    interface Verb<T> {
        T run();
    }

    static <T> T locked(final Session session, final Verb<T> verb) {
        session.lock.lock();
        try {
            return verb.run();
        } finally {
            session.lock.unlock();
        }
    }
}
