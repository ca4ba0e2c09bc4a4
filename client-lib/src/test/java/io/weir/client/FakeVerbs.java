package io.weir.client;

import io.weir.shm.CompletionQueueDescriptor;
import io.weir.shm.ObjectKind;
import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.ReceiveQueueDescriptor;
import io.weir.shm.SendQueueDescriptor;
import io.weir.shm.attach.AttachCompletionChannel;
import io.weir.shm.control.AllocatePdDecoder;
import io.weir.shm.control.CqReplyEncoder;
import io.weir.shm.control.CreateAhDecoder;
import io.weir.shm.control.CreateChannelDecoder;
import io.weir.shm.control.CreateCqDecoder;
import io.weir.shm.control.CreateQpDecoder;
import io.weir.shm.control.CreateSrqDecoder;
import io.weir.shm.control.DestroyDecoder;
import io.weir.shm.control.DeviceReplyEncoder;
import io.weir.shm.control.DoneEncoder;
import io.weir.shm.control.FailedEncoder;
import io.weir.shm.control.MessageHeaderDecoder;
import io.weir.shm.control.MessageHeaderEncoder;
import io.weir.shm.control.ModifyQpDecoder;
import io.weir.shm.control.MrReplyEncoder;
import io.weir.shm.control.QpAttributesReplyEncoder;
import io.weir.shm.control.QpReplyEncoder;
import io.weir.shm.control.QueryDeviceDecoder;
import io.weir.shm.control.QueryQpDecoder;
import io.weir.shm.control.RegisterMrDecoder;
import io.weir.shm.control.SrqReplyEncoder;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.UnixSocket;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Answers every control verb and keeps the rings that it laid out, to be read and written by tests. */
final class FakeVerbs {
    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

    final Map<Integer, FakeCq> cqs = new HashMap<>();
    final Map<Integer, FakeQueue> sendQueues = new HashMap<>();
    final Map<Integer, FakeQueue> receiveQueues = new HashMap<>();
    final Map<Integer, Integer> channels = new HashMap<>();
    final List<String> destroyed = new ArrayList<>();
    int failErrno;
    String failText = "";
    boolean sendDescriptors = true;
    int registeredAccess;
    long registeredAddress;
    long registeredLength;
    int modifiedMask;
    int modifiedState;
    long modifiedGidLow;
    long wayGidLow;
    int wayTrafficClass;
    int sqSigAll;
    private final FakeRouter router;
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[1024]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private int nextOffset = QueueSegmentDescriptor.RINGS_OFFSET;
    private int nextHandle = 1;
    private int nextDoorbell = 70;

    FakeVerbs(final FakeRouter router) {
        this.router = router;
    }

    void handle(final DirectBuffer buffer, final int offset) {
        final MessageHeaderDecoder h = new MessageHeaderDecoder().wrap(buffer, offset);
        final long id = buffer.getLong(offset + MessageHeaderDecoder.ENCODED_LENGTH, ByteOrder.LITTLE_ENDIAN);
        if (failErrno != 0) {
            final FailedEncoder failed = new FailedEncoder().wrapAndApplyHeader(out, 0, header).correlationId(id);
            failed.errno(failErrno).text(failText);
            failErrno = 0;
            reply(failed.encodedLength());
            return;
        }
        switch (h.templateId()) {
            case QueryDeviceDecoder.TEMPLATE_ID -> device(id);
            case AllocatePdDecoder.TEMPLATE_ID -> done(id, nextHandle++);
            case CreateChannelDecoder.TEMPLATE_ID -> channel(id);
            case DestroyDecoder.TEMPLATE_ID -> destroy(id, new DestroyDecoder().wrapAndApplyHeader(buffer, offset, h));
            case RegisterMrDecoder.TEMPLATE_ID -> mr(id, new RegisterMrDecoder().wrapAndApplyHeader(buffer, offset, h));
            case CreateCqDecoder.TEMPLATE_ID -> cq(id, new CreateCqDecoder().wrapAndApplyHeader(buffer, offset, h));
            case CreateSrqDecoder.TEMPLATE_ID -> srq(id, new CreateSrqDecoder().wrapAndApplyHeader(buffer, offset, h));
            case CreateQpDecoder.TEMPLATE_ID -> qp(id, new CreateQpDecoder().wrapAndApplyHeader(buffer, offset, h));
            case CreateAhDecoder.TEMPLATE_ID -> ah(id, new CreateAhDecoder().wrapAndApplyHeader(buffer, offset, h));
            case ModifyQpDecoder.TEMPLATE_ID -> modify(id, new ModifyQpDecoder().wrapAndApplyHeader(buffer, offset, h));
            case QueryQpDecoder.TEMPLATE_ID -> query(id);
            default -> done(id, 0);
        }
    }

    private void device(final long id) {
        final DeviceReplyEncoder reply = new DeviceReplyEncoder().wrapAndApplyHeader(out, 0, header);
        reply.correlationId(id).maxQp(100).maxQpWr(4096).maxSge(16).maxInline(256).maxCq(50).maxCqe(8192).maxMr(40)
            .maxPd(30).maxSrq(20).maxSrqWr(1024).maxSrqSge(8).maxRdAtomic(16).portCount(1)
            .portState(PortAttributes.ACTIVE).activeMtu(5).maxMrSize(1L << 40).maxMessageSize(1L << 31).memoryLimit(0);
        final byte[] gid = Gid.parse("10.1.0.7").toBytes();
        for (int i = 0; i < gid.length; i++) {
            reply.gid(i, (short) (gid[i] & 0xff));
        }
        reply.name("weir0");
        reply(reply.encodedLength());
    }

    private void channel(final long id) {
        final int handle = nextHandle++;
        if (sendDescriptors) {
            final int[] pair = UnixSocket.pair();
            router.socket().trySend(new AttachCompletionChannel(handle), pair[1]);
            Fd.close(pair[1]);
            channels.put(handle, pair[0]);
        }
        done(id, handle);
    }

    private void destroy(final long id, final DestroyDecoder request) {
        destroyed.add(ObjectKind.of(request.kind()) + " " + request.handle());
        done(id, 0);
    }

    private void mr(final long id, final RegisterMrDecoder request) {
        registeredAccess = request.access();
        registeredAddress = request.address();
        registeredLength = request.length();
        final int handle = nextHandle++;
        final MrReplyEncoder reply = new MrReplyEncoder().wrapAndApplyHeader(out, 0, header);
        reply(reply.correlationId(id).handle(handle).lkey(0x1000 + handle).rkey(0x2000 + handle).encodedLength());
    }

    private void cq(final long id, final CreateCqDecoder request) {
        final int depth = powerOfTwo(request.cqe());
        final int offset = allocate(CompletionQueueDescriptor.ringLength(depth));
        final int handle = nextHandle++;
        cqs.put(handle, new FakeCq(view(offset, CompletionQueueDescriptor.ringLength(depth)), depth, handle,
            channels.getOrDefault(request.channel(), Fd.NONE)));
        final CqReplyEncoder reply = new CqReplyEncoder().wrapAndApplyHeader(out, 0, header);
        reply(reply.correlationId(id).handle(handle).ringOffset(offset).depth(depth).encodedLength());
    }

    private void srq(final long id, final CreateSrqDecoder request) {
        final int handle = nextHandle++;
        final int doorbell = nextDoorbell++;
        final int depth = powerOfTwo(request.maxWr());
        final int offset = receiveQueue(handle, doorbell, depth, request.maxSge());
        final SrqReplyEncoder reply = new SrqReplyEncoder().wrapAndApplyHeader(out, 0, header);
        reply(reply.correlationId(id).handle(handle).ringOffset(offset).depth(depth).maxSge(request.maxSge())
            .doorbell(doorbell).encodedLength());
    }

    private void qp(final long id, final CreateQpDecoder request) {
        final int number = 0x1000 + nextHandle++;
        final int doorbell = nextDoorbell++;
        sqSigAll = request.sqSigAll();
        final int sqDepth = powerOfTwo(request.maxSendWr());
        final int stride = SendQueueDescriptor.stride(request.maxSendSge(), request.maxInline());
        final long sqLength = SendQueueDescriptor.ringLength(sqDepth, stride);
        final int sqOffset = allocate(sqLength);
        sendQueues.put(number, new FakeQueue(view(sqOffset, sqLength), sqDepth, stride, doorbell));
        final boolean shared = request.srq() != 0;
        final int rqDepth = shared ? 0 : powerOfTwo(request.maxRecvWr());
        final int rqOffset = shared ? 0 : receiveQueue(number, doorbell, rqDepth, request.maxRecvSge());
        final QpReplyEncoder reply = new QpReplyEncoder().wrapAndApplyHeader(out, 0, header);
        reply(reply.correlationId(id).qpNum(number).doorbell(doorbell).sqOffset(sqOffset).sqDepth(sqDepth)
            .maxSendSge(request.maxSendSge()).maxInline(request.maxInline()).rqOffset(rqOffset).rqDepth(rqDepth)
            .maxRecvSge(request.maxRecvSge()).encodedLength());
    }

    private int receiveQueue(final int handle, final int doorbell, final int depth, final int maxSge) {
        final int stride = ReceiveQueueDescriptor.stride(maxSge);
        final long length = ReceiveQueueDescriptor.ringLength(depth, stride);
        final int offset = allocate(length);
        receiveQueues.put(handle, new FakeQueue(view(offset, length), depth, stride, doorbell));
        return offset;
    }

    private void ah(final long id, final CreateAhDecoder request) {
        wayGidLow = 0;
        for (int i = 8; i < Gid.LENGTH; i++) {
            wayGidLow = wayGidLow << 8 | request.dgid(i);
        }
        wayTrafficClass = request.trafficClass();
        done(id, nextHandle++);
    }

    private void modify(final long id, final ModifyQpDecoder request) {
        modifiedMask = request.mask();
        modifiedState = request.qpState();
        modifiedGidLow = 0;
        for (int i = 8; i < Gid.LENGTH; i++) {
            modifiedGidLow = modifiedGidLow << 8 | request.dgid(i);
        }
        done(id, 0);
    }

    private void query(final long id) {
        final QpAttributesReplyEncoder reply = new QpAttributesReplyEncoder().wrapAndApplyHeader(out, 0, header);
        reply.correlationId(id).qpNum(1).qpState(6).access(7).pathMtu(5).destQpNum(9).rqPsn(1).sqPsn(2).minRnrTimer(3)
            .maxRdAtomic(4).maxDestRdAtomic(5).timeout(6).retryCount(7).rnrRetry(1).sqDraining((short) 1);
        final byte[] gid = Gid.parse("10.1.0.9").toBytes();
        for (int i = 0; i < gid.length; i++) {
            reply.dgid(i, (short) (gid[i] & 0xff));
        }
        reply(reply.encodedLength());
    }

    private void done(final long id, final int handle) {
        reply(new DoneEncoder().wrapAndApplyHeader(out, 0, header).correlationId(id).handle(handle).encodedLength());
    }

    private void reply(final int bodyLength) {
        router.reply(out, HEADER + bodyLength);
    }

    private int allocate(final long length) {
        final int offset = nextOffset;
        nextOffset += (int) ((length + 4095) & ~4095L);
        return offset;
    }

    private UnsafeBuffer view(final int offset, final long length) {
        return new UnsafeBuffer(router.segment, offset, (int) length);
    }

    private static int powerOfTwo(final int count) {
        if (count <= 0) {
            throw new VerbsException(Errno.EINVAL, "test", "count " + count);
        }
        return count == 1 ? 1 : Integer.highestOneBit(count - 1) << 1;
    }
}
