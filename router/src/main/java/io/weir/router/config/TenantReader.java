package io.weir.router.config;

import io.weir.policy.Ipv4Prefix;
import io.weir.policy.Mode;
import io.weir.policy.OperationCosts;
import io.weir.policy.QpClasses;
import io.weir.policy.Reach;
import io.weir.policy.ServiceClass;
import io.weir.policy.TenantLimits;
import io.weir.policy.TenantPolicy;
import io.weir.policy.TenantQuota;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one entry of {@code tenants}. */
final class TenantReader {
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
        final TenantLimits limits = LimitsReader.read(section, problems);
        final ServiceClass service = section.get("class", ServiceClass::parse, ServiceClass.NORMAL);
        final QpClasses classes = readClasses(section.section("classes"));
        final OperationCosts costs = readCosts(section.section("costs"));
        final Mode mode = section.get("mode", Mode::parse, Mode.ENFORCE);
        final TenantQuota quota = QuotaReader.read(section);
        final Reach reach = readReach(section);
        section.finish();
        if (name == null || device == null) {
            return null;
        }
        final boolean everybodyIsNamed = section.has("uid") || section.has("gid");
        final Set<Integer> allowed = everybodyIsNamed ? new HashSet<>(uids) : Set.of(ownUid);
        return new TenantPolicy(name, allowed, new HashSet<>(gids), device.network(), device.address(), limits,
            orDefault(service, ServiceClass.NORMAL), classes, costs, orDefault(mode, Mode.ENFORCE), quota, reach);
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

    /** By class, what asks for it: {@code bulk: {traffic-class: [8, 32], service-level: 1}}. */
    private QpClasses readClasses(final Section section) {
        if (section == null) {
            return QpClasses.NONE;
        }
        final Map<Integer, ServiceClass> byTrafficClass = new HashMap<>();
        final Map<Integer, ServiceClass> byServiceLevel = new HashMap<>();
        for (final ServiceClass each : ServiceClass.values()) {
            final Section asking = section.section(each.toString());
            if (asking != null) {
                readAsking(asking, "traffic-class", QpClasses.MAX_TRAFFIC_CLASS, each, byTrafficClass);
                readAsking(asking, "service-level", QpClasses.MAX_SERVICE_LEVEL, each, byServiceLevel);
                asking.finish();
            }
        }
        section.finish();
        return new QpClasses(byTrafficClass, byServiceLevel);
    }

    private void readAsking(final Section section, final String key, final int max, final ServiceClass service,
                            final Map<Integer, ServiceClass> classes) {
        for (final int value : section.integers(key, 0, max)) {
            final ServiceClass before = classes.putIfAbsent(value, service);
            if (before != null && before != service) {
                problems.add(section.at(key), "'" + key + "': " + value + " asks for " + before + " already: write it "
                    + "for one class");
            }
        }
    }

    private static OperationCosts readCosts(final Section section) {
        if (section == null) {
            return OperationCosts.EQUAL;
        }
        final OperationCosts costs = new OperationCosts(section.integer("send", 1, OperationCosts.MAX, 1),
            section.integer("write", 1, OperationCosts.MAX, 1), section.integer("read", 1, OperationCosts.MAX, 1),
            section.integer("atomic", 1, OperationCosts.MAX, 1));
        section.finish();
        return costs;
    }

    private static Reach readReach(final Section section) {
        if (!section.has("reach")) {
            section.list("reach", text -> text);
            return Reach.EVERYBODY;
        }
        final Set<String> tenants = new HashSet<>();
        final List<Ipv4Prefix> prefixes = new ArrayList<>();
        section.list("reach", text -> text.matches("[0-9./]+") ? Ipv4Prefix.parse(text) : TenantPolicy.parseName(text))
            .forEach(each -> {
                if (each instanceof final Ipv4Prefix prefix) {
                    prefixes.add(prefix);
                } else {
                    tenants.add((String) each);
                }
            });
        return Reach.only(tenants, prefixes);
    }

    private static <T> T orDefault(final T value, final T byDefault) {
        return value == null ? byDefault : value;
    }
}
