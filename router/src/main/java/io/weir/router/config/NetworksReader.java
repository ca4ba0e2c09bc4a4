package io.weir.router.config;

import io.weir.policy.Ipv4;
import io.weir.policy.Ipv4Prefix;
import io.weir.policy.TenantPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code networks}: those that are external. A name that is not listed there is a virtual network's. */
final class NetworksReader {
    private final Problems problems;
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    NetworksReader(final Problems problems) {
        this.problems = problems;
    }

    List<ExternalNetworkConfig> read(final Section section, final RailConfig rail) {
        final List<ExternalNetworkConfig> networks = new ArrayList<>();
        final List<Section> sections = section.sections("networks", "a network");
        if (rail != null && rail.kind() == RailConfig.Kind.LOCAL && !sections.isEmpty()) {
            problems.add(section.at("networks"),
                "'networks' with rnic: local, which reaches no external one: leave it out, or write rnic: soft");
        }
        for (final Section each : sections) {
            final String name = each.require("name", "fabric", TenantPolicy::parseName);
            final boolean listed = each.requirePresent("external", "[192.168.77.0/24]");
            final List<Ipv4Prefix> prefixes = each.list("external", NetworksReader::parsePrefix);
            if (listed && prefixes.isEmpty() && each.isEmptyList("external")) {
                problems.add(each.at("external"),
                    "'external' is empty: write where its endpoints are, like [192.168.77.0/24]");
            }
            each.finish();
            noteOnce(name, each.at("name"));
            if (name != null) {
                networks.add(new ExternalNetworkConfig(name, prefixes));
            }
        }
        return networks;
    }

    /** The names read, also of networks with a problem. */
    Set<String> names() {
        return lines.keySet();
    }

    private static Ipv4Prefix parsePrefix(final String text) {
        final Ipv4Prefix prefix = Ipv4Prefix.parse(text);
        if (prefix.bits() > 0 && !Ipv4.isUnicast(prefix.address()) && prefix.address() != 0) {
            throw new IllegalArgumentException(
                "'" + text + "' are no addresses of hosts: write where endpoints are, like 192.168.77.0/24");
        }
        return prefix;
    }

    private void noteOnce(final String name, final Node at) {
        if (name != null) {
            final int line = at.getStartMark().orElseThrow().getLine() + 1;
            final Integer first = lines.putIfAbsent(name, line);
            if (first != null) {
                problems.add(at, "network '" + name + "' is taken in line " + first + ": choose another");
            }
        }
    }
}
