package io.weir.router.overlay;

import io.weir.router.datapath.DataPath;
import io.weir.router.datapath.ServedTotals;
import io.weir.router.overlay.message.ForgetQpDecoder;
import io.weir.router.overlay.message.MessageHeaderDecoder;
import io.weir.router.overlay.message.ReportServedDecoder;
import io.weir.router.overlay.message.ResolveQpDecoder;
import io.weir.router.overlay.message.ResolveRkeyDecoder;
import io.weir.router.overlay.message.ResolvedQpDecoder;
import io.weir.router.overlay.message.ResolvedRkeyDecoder;
import io.weir.router.overlay.message.ServedReportedDecoder;
import io.weir.router.rnic.Keys;
import io.weir.router.rnic.RnicInfo;
import io.weir.router.tenant.Networks;
import io.weir.router.tenant.Qp;
import io.weir.router.tenant.VirtualDevice;
import io.weir.shm.linux.LinuxException;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import org.agrona.concurrent.UnsafeBuffer;

/** Decodes peers' messages: answers their questions from this host's names, hands their answers to who asked. */
final class PeerAdapter {
    private final Networks networks;
    private final DataPath dataPath;
    private final RnicInfo rail;
    private final int railIndex;
    private final PeerProxy proxy;
    private final Resolutions resolutions;
    private final ServedReports reports;
    private final ServedBooks books = new ServedBooks();
    private final boolean servesUntold;
    private final long[] totals = new long[ServedTotals.LENGTH];
    private final long[] acknowledged = new long[ServedTotals.LENGTH];
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ResolveQpDecoder resolveQp = new ResolveQpDecoder();
    private final ForgetQpDecoder forgetQp = new ForgetQpDecoder();
    private final ResolvedQpDecoder resolvedQp = new ResolvedQpDecoder();
    private final ResolveRkeyDecoder resolveRkey = new ResolveRkeyDecoder();
    private final ResolvedRkeyDecoder resolvedRkey = new ResolvedRkeyDecoder();
    private final ReportServedDecoder reportServed = new ReportServedDecoder();
    private final ServedReportedDecoder servedReported = new ServedReportedDecoder();

    PeerAdapter(final Networks networks, final DataPath dataPath, final int railIndex, final PeerProxy proxy,
                final Resolutions resolutions, final ServedReports reports) {
        this.networks = networks;
        this.dataPath = dataPath;
        rail = dataPath.rnics().get(railIndex).info();
        this.railIndex = railIndex;
        this.proxy = proxy;
        this.resolutions = resolutions;
        this.reports = reports;
        servesUntold = !dataPath.rnics().get(railIndex).tellsServed();
    }

    /**
     * A whole message; whether more are likely to follow soon. Reports come as long as there is traffic, and may wait.
     * Throws what a malformed one makes the decoders throw.
     */
    boolean onMessage(final UnsafeBuffer message) {
        header.wrap(message, 0);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
            throw new IllegalArgumentException("message of schema " + header.schemaId());
        }
        switch (header.templateId()) {
            case ResolveQpDecoder.TEMPLATE_ID -> onResolveQp(message);
            case ResolvedQpDecoder.TEMPLATE_ID -> {
                resolvedQp.wrapAndApplyHeader(message, 0, header);
                resolutions.onQp(resolvedQp.correlationId(), resolvedQp.errno(), resolvedQp.address(),
                    resolvedQp.port(), resolvedQp.qpNum());
            }
            case ResolveRkeyDecoder.TEMPLATE_ID -> onResolveRkey(message);
            case ResolvedRkeyDecoder.TEMPLATE_ID -> {
                resolvedRkey.wrapAndApplyHeader(message, 0, header);
                resolutions.onRkey(resolvedRkey.correlationId(),
                    resolvedRkey.errno() == 0 ? resolvedRkey.rkey() : Keys.INVALID,
                    resolvedRkey.servesUntold() != 0);
            }
            case ForgetQpDecoder.TEMPLATE_ID -> {
                forgetQp.wrapAndApplyHeader(message, 0, header);
                dataPath.forgetQp(forgetQp.address(), forgetQp.physicalQpNum());
            }
            case ReportServedDecoder.TEMPLATE_ID -> onReportServed(message);
            case ServedReportedDecoder.TEMPLATE_ID -> onServedReported(message);
            default -> throw new IllegalArgumentException("message of template " + header.templateId());
        }
        return header.templateId() != ReportServedDecoder.TEMPLATE_ID
            && header.templateId() != ServedReportedDecoder.TEMPLATE_ID;
    }

    private void onResolveQp(final UnsafeBuffer message) {
        resolveQp.wrapAndApplyHeader(message, 0, header);
        final long correlationId = resolveQp.correlationId();
        final int number = resolveQp.qpNum();
        final Gid gid = Gid.read(message, resolveQp.offset() + ResolveQpDecoder.gidEncodingOffset());
        final Gid askerGid = Gid.read(message, resolveQp.offset() + ResolveQpDecoder.askerGidEncodingOffset());
        final int askerNumber = resolveQp.askerQpNum();
        final int askerPhysicalNumber = resolveQp.askerPhysicalQpNum();
        final int askerAddress = resolveQp.askerAddress();
        final int type = resolveQp.qpType();
        final String network = resolveQp.network();
        final VirtualDevice device = networks.find(network, gid);
        final String peer = resolveQp.replyTo();
        final Qp qp = device == null ? null : device.queuePair(number);
        if (qp != null && askerPhysicalNumber != 0) {
            dataPath.introduceQp(askerAddress, askerPhysicalNumber, network, askerGid, askerNumber);
        }
        if (qp == null || qp.type().value() != type) {
            proxy.resolvedQp(peer, correlationId, Errno.ENOENT, 0, 0, 0);
        } else {
            tellPhysicalNumber(peer, correlationId, qp);
        }
    }

    /** Made when it is first asked for, which a rail that is gone refuses. */
    private void tellPhysicalNumber(final String peer, final long correlationId, final Qp qp) {
        final int number;
        try {
            number = qp.data().physicalNumber(railIndex);
        } catch (final LinuxException refusal) {
            proxy.resolvedQp(peer, correlationId, refusal.errno(), 0, 0, 0);
            return;
        }
        proxy.resolvedQp(peer, correlationId, 0, rail.address(), rail.port(), number);
    }

    private void onResolveRkey(final UnsafeBuffer message) {
        resolveRkey.wrapAndApplyHeader(message, 0, header);
        final long correlationId = resolveRkey.correlationId();
        final int rkey = resolveRkey.rkey();
        final Gid gid = Gid.read(message, resolveRkey.offset() + ResolveRkeyDecoder.gidEncodingOffset());
        final VirtualDevice device = networks.find(resolveRkey.network(), gid);
        final String peer = resolveRkey.replyTo();
        final int physical = device == null ? Keys.INVALID : device.data().physicalRkey(railIndex, rkey);
        proxy.resolvedRkey(peer, correlationId, physical == Keys.INVALID ? Errno.ENOENT : 0, physical,
            servesUntold);
    }

    private void onReportServed(final UnsafeBuffer message) {
        reportServed.wrapAndApplyHeader(message, 0, header);
        final long incarnation = reportServed.incarnation();
        final Gid gid = Gid.read(message, reportServed.offset() + ReportServedDecoder.gidEncodingOffset());
        for (int i = 0; i < totals.length; i++) {
            totals[i] = reportServed.totals(i);
            acknowledged[i] = reportServed.acknowledged(i);
        }
        final String network = reportServed.network();
        final String peer = reportServed.replyTo();
        final VirtualDevice device = networks.find(network, gid);
        if (device != null && servesUntold) {
            books.onReport(peer, network, gid, incarnation, totals, acknowledged,
                (opcode, messages, bytes) -> dataPath.served(device.data(), opcode, messages, bytes));
        }
        proxy.servedReported(peer, network, gid, incarnation, totals);
    }

    private void onServedReported(final UnsafeBuffer message) {
        servedReported.wrapAndApplyHeader(message, 0, header);
        final Gid gid = Gid.read(message, servedReported.offset() + ServedReportedDecoder.gidEncodingOffset());
        for (int i = 0; i < totals.length; i++) {
            totals[i] = servedReported.totals(i);
        }
        final long incarnation = servedReported.incarnation();
        reports.onAcknowledged(servedReported.network(), gid, incarnation, totals);
    }
}
