package io.weir.router.config;

import io.weir.policy.ByteSize;
import io.weir.policy.Rate;
import io.weir.policy.TenantLimits;
import io.weir.policy.TenantPolicy;
import io.weir.policy.TenantQuota;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads one entry of {@code tenants}. */
final class TenantReader {
    private static final int MAX_QUOTA = 1 << 24;

    private final int ownUid;
    private final Set<String> externalNetworks;
    private final Problems problems;

    TenantReader(final int ownUid, final Set<String> externalNetworks, final Problems problems) {
        this.ownUid = ownUid;
        this.externalNetworks = externalNetworks;
        this.problems = problems;
    }

    /** The tenant, or null if there is a problem with it. */
    TenantPolicy read(final Section section) {
        final String name = section.require("name", "acme", TenantPolicy::parseName);
        final List<Integer> uids = section.unsignedInts("uid");
        final List<Integer> gids = section.unsignedInts("gid");
        final DeviceAddress device = readOwnDevice(section);
        final TenantLimits limits = readLimits(section.section("limit"));
        final int weight = section.integer("weight", 1, TenantPolicy.MAX_WEIGHT, 1);
        final Long memory = section.get("memory", TenantReader::parseMemory, TenantQuota.DEFAULT.memoryBytes());
        final TenantQuota quota =
            readQuota(section.section("quota"), memory == null ? TenantQuota.DEFAULT.memoryBytes() : memory);
        section.finish();
        if (name == null || device == null) {
            return null;
        }
        final boolean everybodyIsNamed = section.has("uid") || section.has("gid");
        final Set<Integer> allowed = everybodyIsNamed ? new HashSet<>(uids) : Set.of(ownUid);
        return new TenantPolicy(
            name, allowed, new HashSet<>(gids), device.network(), device.address(), limits, weight, quota);
    }

    private DeviceAddress readOwnDevice(final Section section) {
        final String network = section.get("network", text -> text, null);
        if (network == null || !externalNetworks.contains(network)) {
            return readDevice(section);
        }
        if (section.get("ip", text -> text, null) != null) {
            problems.add(section.at("ip"), "'ip' on the external network '" + network
                + "', where a tenant has the address of the rail: leave it out");
        }
        return new DeviceAddress(network, TenantPolicy.RAIL_ADDRESS);
    }

    /** The keys {@code network} and {@code ip}, or null if there is a problem with them. */
    static DeviceAddress readDevice(final Section section) {
        final String network = section.require("network", "blue", TenantPolicy::parseName);
        final Integer address = section.require("ip", "10.1.0.1", Endpoint::parseHostAddress);
        return network == null || address == null ? null : new DeviceAddress(network, address);
    }

    private static TenantLimits readLimits(final Section section) {
        if (section == null) {
            return TenantLimits.NONE;
        }
        final TenantLimits none = TenantLimits.NONE;
        final Rate egress = section.get("egress", Rate::parseBits, none.egress());
        final Rate ingress = section.get("ingress", Rate::parseBits, none.ingress());
        final Rate operations = section.get("operations", Rate::parseOperations, none.operations());
        final Long burst = section.get("burst", TenantReader::parseBurst, TenantLimits.DEFAULT_BURST);
        section.finish();
        return egress == null || ingress == null || operations == null || burst == null
            ? none : new TenantLimits(egress, ingress, operations, burst);
    }

    private static TenantQuota readQuota(final Section section, final long memory) {
        final TenantQuota usual = TenantQuota.DEFAULT;
        if (section == null) {
            return new TenantQuota(memory, usual.sessions(), usual.qps(), usual.cqs(), usual.srqs(), usual.pds(),
                usual.mrs(), usual.channels(), usual.ahs());
        }
        final TenantQuota quota = new TenantQuota(memory,
            section.integer("sessions", 0, MAX_QUOTA, usual.sessions()),
            section.integer("qps", 0, MAX_QUOTA, usual.qps()),
            section.integer("cqs", 0, MAX_QUOTA, usual.cqs()),
            section.integer("srqs", 0, MAX_QUOTA, usual.srqs()),
            section.integer("pds", 0, MAX_QUOTA, usual.pds()),
            section.integer("mrs", 0, MAX_QUOTA, usual.mrs()),
            section.integer("channels", 0, MAX_QUOTA, usual.channels()),
            section.integer("ahs", 0, MAX_QUOTA, usual.ahs()));
        section.finish();
        return quota;
    }

    private static Long parseMemory(final String text) {
        final long bytes = ByteSize.parse(text);
        if (bytes < TenantQuota.MIN_MEMORY_BYTES) {
            throw new IllegalArgumentException("'" + text + "' is too small: write "
                + ByteSize.format(TenantQuota.MIN_MEMORY_BYTES) + " or more");
        }
        return bytes;
    }

    private static Long parseBurst(final String text) {
        final long bytes = ByteSize.parse(text);
        if (bytes < 1) {
            throw new IllegalArgumentException("'" + text + "' is too small: write 1B or more");
        }
        return bytes;
    }
}
