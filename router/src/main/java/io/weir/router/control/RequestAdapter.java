package io.weir.router.control;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.weir.router.tenant.AhRequest;
import io.weir.router.tenant.QpAttributes;
import io.weir.router.tenant.QpRequest;
import io.weir.router.tenant.VerbException;
import io.weir.shm.ObjectKind;
import io.weir.shm.control.AllocatePdDecoder;
import io.weir.shm.control.CreateAhDecoder;
import io.weir.shm.control.CreateChannelDecoder;
import io.weir.shm.control.CreateCqDecoder;
import io.weir.shm.control.CreateQpDecoder;
import io.weir.shm.control.CreateSrqDecoder;
import io.weir.shm.control.DestroyDecoder;
import io.weir.shm.control.MessageHeaderDecoder;
import io.weir.shm.control.ModifyQpDecoder;
import io.weir.shm.control.ModifySrqDecoder;
import io.weir.shm.control.QueryDeviceDecoder;
import io.weir.shm.control.QueryQpDecoder;
import io.weir.shm.control.RegisterMrDecoder;
import io.weir.shm.linux.LinuxException;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Decodes a control verb, has it done, and replies. The message is private memory, its content a tenant's: what is no
 * message of the schema costs the session, what is a message gets a reply.
 */
final class RequestAdapter {
    private static final int CORRELATION_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int SHORTEST = CORRELATION_OFFSET + Long.BYTES;

    private final VerbExecutor verbs;
    private final ReplyProxy replies;
    private final EventLog log;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final DestroyDecoder destroy = new DestroyDecoder();
    private final RegisterMrDecoder registerMr = new RegisterMrDecoder();
    private final CreateCqDecoder createCq = new CreateCqDecoder();
    private final CreateSrqDecoder createSrq = new CreateSrqDecoder();
    private final ModifySrqDecoder modifySrq = new ModifySrqDecoder();
    private final CreateQpDecoder createQp = new CreateQpDecoder();
    private final CreateAhDecoder createAh = new CreateAhDecoder();
    private final ModifyQpDecoder modifyQp = new ModifyQpDecoder();
    private final QueryQpDecoder queryQp = new QueryQpDecoder();

    RequestAdapter(final VerbExecutor verbs, final ReplyProxy replies, final EventLog log) {
        this.verbs = verbs;
        this.replies = replies;
        this.log = log;
    }

    void onRequest(final ControlSession session, final UnsafeBuffer message, final int length) {
        if (length < SHORTEST) {
            session.offend("control message of " + length + " bytes");
            return;
        }
        header.wrap(message, 0);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
            session.offend("control message of schema " + header.schemaId());
            return;
        }
        final long id = message.getLong(CORRELATION_OFFSET, LITTLE_ENDIAN);
        try {
            dispatch(session, id, message, length);
        } catch (final VerbException refusal) {
            replies.failed(session, id, refusal.errno(), refusal.getMessage());
        } catch (final LinuxException refusal) {
            replies.failed(session, id, refusal.errno(), refusal.getMessage());
        } catch (final RuntimeException bug) {
            log.limited("failure request", session.tenant().name(),
                "internal error in a verb of " + session + ": " + bug);
            replies.failed(session, id, Errno.EIO, "internal error of the router: " + bug);
        }
    }

    private void dispatch(final ControlSession session, final long id, final UnsafeBuffer message, final int length) {
        final int version = header.version();
        switch (header.templateId()) {
            case QueryDeviceDecoder.TEMPLATE_ID -> verbs.queryDevice(session, id);
            case AllocatePdDecoder.TEMPLATE_ID -> verbs.allocatePd(session, id);
            case DestroyDecoder.TEMPLATE_ID -> {
                destroy.wrap(message, block(length, DestroyDecoder.BLOCK_LENGTH), header.blockLength(), version);
                final ObjectKind kind = ObjectKind.of(destroy.kind());
                if (kind == null) {
                    throw VerbException.invalid("there is no kind " + destroy.kind() + " of handles");
                }
                verbs.destroy(session, id, kind, destroy.handle());
            }
            case RegisterMrDecoder.TEMPLATE_ID -> {
                registerMr.wrap(message, block(length, RegisterMrDecoder.BLOCK_LENGTH), header.blockLength(), version);
                verbs.registerMr(session, id, registerMr.pd(), registerMr.access(), registerMr.address(),
                    registerMr.length());
            }
            case CreateChannelDecoder.TEMPLATE_ID -> verbs.createChannel(session, id);
            case CreateCqDecoder.TEMPLATE_ID -> {
                createCq.wrap(message, block(length, CreateCqDecoder.BLOCK_LENGTH), header.blockLength(), version);
                verbs.createCq(session, id, createCq.cqe(), createCq.channel());
            }
            case CreateSrqDecoder.TEMPLATE_ID -> {
                createSrq.wrap(message, block(length, CreateSrqDecoder.BLOCK_LENGTH), header.blockLength(), version);
                verbs.createSrq(session, id, createSrq.pd(), createSrq.maxWr(), createSrq.maxSge(),
                    createSrq.srqLimit());
            }
            case ModifySrqDecoder.TEMPLATE_ID -> {
                modifySrq.wrap(message, block(length, ModifySrqDecoder.BLOCK_LENGTH), header.blockLength(), version);
                verbs.modifySrq(session, id, modifySrq.srq(), modifySrq.srqLimit());
            }
            case CreateQpDecoder.TEMPLATE_ID -> {
                createQp.wrap(message, block(length, CreateQpDecoder.BLOCK_LENGTH), header.blockLength(), version);
                verbs.createQp(session, id, new QpRequest(createQp.pd(), createQp.qpType(), createQp.sendCq(),
                    createQp.recvCq(), createQp.srq(), createQp.maxSendWr(), createQp.maxRecvWr(),
                    createQp.maxSendSge(), createQp.maxRecvSge(), createQp.maxInline(), createQp.sqSigAll() != 0));
            }
            case ModifyQpDecoder.TEMPLATE_ID -> {
                final int block = block(length, ModifyQpDecoder.BLOCK_LENGTH);
                modifyQp.wrap(message, block, header.blockLength(), version);
                verbs.modifyQp(session, id, modifyQp.qpNum(), attributes(message, block));
            }
            case QueryQpDecoder.TEMPLATE_ID -> {
                queryQp.wrap(message, block(length, QueryQpDecoder.BLOCK_LENGTH), header.blockLength(), version);
                verbs.queryQp(session, id, queryQp.qpNum());
            }
            case CreateAhDecoder.TEMPLATE_ID -> {
                final int block = block(length, CreateAhDecoder.BLOCK_LENGTH);
                createAh.wrap(message, block, header.blockLength(), version);
                verbs.createAh(session, id, createAh.pd(), new AhRequest(
                    Gid.read(message, block + CreateAhDecoder.dgidEncodingOffset()), createAh.portNum(),
                    createAh.sgidIndex(), createAh.trafficClass(), createAh.hopLimit()));
            }
            default -> throw VerbException.unsupported("there is no verb " + header.templateId());
        }
    }

    private QpAttributes attributes(final UnsafeBuffer message, final int block) {
        final QpAttributes attributes = new QpAttributes();
        attributes.mask = modifyQp.mask();
        attributes.state = modifyQp.qpState();
        attributes.currentState = modifyQp.curQpState();
        attributes.access = modifyQp.access();
        attributes.pathMtu = modifyQp.pathMtu();
        attributes.destQpNumber = modifyQp.destQpNum();
        attributes.rqPsn = modifyQp.rqPsn();
        attributes.sqPsn = modifyQp.sqPsn();
        attributes.minRnrTimer = modifyQp.minRnrTimer();
        attributes.maxReadAtomic = modifyQp.maxRdAtomic();
        attributes.maxDestReadAtomic = modifyQp.maxDestRdAtomic();
        attributes.timeout = modifyQp.timeout();
        attributes.retryCount = modifyQp.retryCount();
        attributes.rnrRetry = modifyQp.rnrRetry();
        attributes.qkey = modifyQp.qkey();
        attributes.port = modifyQp.portNum();
        attributes.pkeyIndex = modifyQp.pkeyIndex();
        attributes.sgidIndex = modifyQp.sgidIndex();
        attributes.trafficClass = modifyQp.trafficClass();
        attributes.serviceLevel = modifyQp.serviceLevel();
        attributes.dgid = Gid.read(message, block + ModifyQpDecoder.dgidEncodingOffset());
        return attributes;
    }

    /** Where the block begins, which is wholly there. */
    private int block(final int length, final int expected) {
        if (header.blockLength() < expected || MessageHeaderDecoder.ENCODED_LENGTH + expected > length) {
            throw new VerbException(Errno.EPROTO, "verb " + header.templateId() + " has a block of "
                + header.blockLength() + " bytes in a message of " + length + ", not " + expected);
        }
        return MessageHeaderDecoder.ENCODED_LENGTH;
    }
}
