package io.weir.router.config;

import io.weir.policy.Rate;
import io.weir.policy.TenantPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the whole document: each part, then what must hold between the parts. */
final class RouterConfigReader {
    private static final String ENDPOINT = "endpoint";
    private static final int MAX_DEVICE_PORTS = 255;
    private static final int MAX_GID_INDEX = 255;
    private static final Set<Integer> MTUS = Set.of(256, 512, 1024, 2048, 4096);

    private final Path file;
    private final Path trial;
    private final int ownUid;
    private final Problems problems;
    private final Claims claims;
    private final NetworksReader networks;

    RouterConfigReader(final Path file, final Path trial, final int ownUid, final Problems problems) {
        this.file = file;
        this.trial = trial;
        claims = new Claims(problems);
        this.ownUid = ownUid;
        this.problems = problems;
        networks = new NetworksReader(problems);
    }

    RouterConfig read(final Node root) throws ConfigException {
        final Section section = Section.of(root, "the configuration", problems);
        final String host = section.require("host", "node1", TenantPolicy::parseName);
        claims.claim("host", host, section.at("host"));
        final Path directory = section.require("directory", "/run/weir", this::parseDirectory);
        final Endpoint adminHttp = readAdmin(section.section("admin"));
        section.requirePresent("rail", "{rnic: soft, address: 10.0.0.1}");
        final RailConfig rail = readRail(section.section("rail"));
        final AccountingConfig accounting = readAccounting(section.section("accounting"));
        final Endpoint control = readControl(section, rail);
        final List<ExternalNetworkConfig> external = networks.read(section, rail);
        final TenantsReader tenantsReader = new TenantsReader(
            file, trial, new TenantReader(ownUid, networks.names(), problems), claims, problems);
        final List<TenantPolicy> tenants = tenantsReader.read(
            section, directory, rail == null ? Rate.unlimited(Rate.Unit.BITS) : rail.capacity());
        final List<PeerConfig> peers = readPeers(section, rail);
        section.finish();
        problems.throwIfAny();
        return new RouterConfig(
            host, directory, adminHttp, rail, control, peers, external, tenants, accounting, tenantsReader.sources());
    }

    private Path parseDirectory(final String text) {
        final Path directory = file.toAbsolutePath().getParent().resolve(text).normalize();
        final int bytes = directory.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > RouterConfig.MAX_DIRECTORY_BYTES) {
            throw new IllegalArgumentException("'" + directory + "' has " + bytes + " bytes, more than the "
                + RouterConfig.MAX_DIRECTORY_BYTES + " there may be, because the sockets in it have at most "
                + RouterConfig.MAX_SOCKET_PATH_BYTES + ": write a shorter one");
        }
        return directory;
    }

    private static Endpoint readAdmin(final Section section) {
        if (section == null) {
            return null;
        }
        final boolean exposed = Boolean.TRUE.equals(section.get("exposed", RouterConfigReader::parseTruth, false));
        final Endpoint http = section.require(
            "http", "127.0.0.1:9470", exposed ? Endpoint::parseListening : Endpoint::parseLoopback);
        section.finish();
        return http;
    }

    private static boolean parseTruth(final String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    private RailConfig readRail(final Section section) {
        if (section == null) {
            return null;
        }
        final RailConfig.Kind kind = section.require("rnic", "soft", RouterConfigReader::parseKind);
        final Rate told = section.get("capacity", Rate::parseBits, null);
        final Rate capacity = told == null ? Rate.unlimited(Rate.Unit.BITS) : told;
        if (kind == RailConfig.Kind.LOCAL) {
            refuse(section, List.of("address", "port", "mtu", "pcap", "pcap-limit", "device", "gid"),
                "with rnic: local, which has no rail");
            section.finish();
            return RailConfig.NONE.withCapacity(capacity);
        }
        if (kind == RailConfig.Kind.VERBS) {
            final RailConfig device = readDevice(section);
            return device == null ? null : device.withCapacity(capacity);
        }
        refuse(section, List.of("device", "gid"), "with rnic: soft, which needs no device");
        final Integer address = section.require("address", "10.0.0.1", Endpoint::parseHostAddress);
        final int port = section.integer("port", 1, 65_535, Endpoint.DEFAULT_RAIL_PORT);
        final Integer mtu = section.get("mtu", RouterConfigReader::parseMtu, 0);
        final CaptureConfig capture = readCapture(section);
        section.finish();
        if (kind == null || address == null || mtu == null) {
            return null;
        }
        claims.claim(ENDPOINT, "rail", new Endpoint(address, port), section.node());
        return new RailConfig(kind, address, port, mtu, capture, null, capacity);
    }

    private AccountingConfig readAccounting(final Section section) {
        final AccountingConfig usual = AccountingConfig.DEFAULT;
        if (section == null) {
            return usual;
        }
        final Long interval = section.get("interval", AccountingConfig::parseInterval, usual.intervalMs());
        final Path ledger = section.get("ledger", text -> file.toAbsolutePath().getParent().resolve(text), null);
        final Long keep = section.get("keep", AccountingConfig::parseKeep, usual.keepMs());
        section.finish();
        return interval == null || keep == null ? usual : new AccountingConfig(interval, ledger, keep);
    }

    private RailConfig readDevice(final Section section) {
        refuse(section, List.of("address", "mtu"), "with rnic: verbs, which takes what the device has");
        refuse(section, List.of("pcap", "pcap-limit"), "with rnic: verbs, whose packets the router never sees");
        final String device = section.require("device", "mlx5_0", DeviceConfig::parseDevice);
        final int port = section.integer("port", 1, MAX_DEVICE_PORTS, 1);
        final int gid = section.integer("gid", 0, MAX_GID_INDEX, -1);
        section.finish();
        return device == null ? null : RailConfig.ofDevice(new DeviceConfig(device, port, gid));
    }

    private void refuse(final Section section, final List<String> keys, final String why) {
        for (final String key : keys) {
            if (section.has(key)) {
                problems.add(section.at(key), "'" + key + "' " + why + ": leave it out");
                section.get(key, text -> text, null);
            }
        }
    }

    private CaptureConfig readCapture(final Section section) {
        final Path capture = section.get("pcap", text -> file.toAbsolutePath().getParent().resolve(text), null);
        final Long limit = section.get("pcap-limit", CaptureConfig::parseLimit, CaptureConfig.DEFAULT_LIMIT);
        if (capture == null && section.has("pcap-limit")) {
            problems.add(section.at("pcap-limit"), "'pcap-limit' without 'pcap', the file it is the limit of");
        }
        return capture == null || limit == null ? null : new CaptureConfig(capture, limit);
    }

    private static RailConfig.Kind parseKind(final String text) {
        return switch (text) {
            case "local" -> RailConfig.Kind.LOCAL;
            case "soft" -> RailConfig.Kind.SOFT;
            case "verbs" -> RailConfig.Kind.VERBS;
            default -> {
                final String meant = Suggestion.nearest(text, List.of("soft", "verbs", "local"));
                throw new IllegalArgumentException("unknown RNIC '" + text + "'"
                    + (meant == null ? ": write soft, verbs or local" : ", did you mean '" + meant + "'?"));
            }
        };
    }

    private static Integer parseMtu(final String text) {
        if (!text.matches("[0-9]{1,5}") || !MTUS.contains(Integer.valueOf(text))) {
            throw new IllegalArgumentException("'" + text + "' is no MTU of RDMA: write 256, 512, 1024, 2048 or 4096");
        }
        return Integer.valueOf(text);
    }

    private Endpoint readControl(final Section section, final RailConfig rail) {
        final Endpoint control = section.get("control", Endpoint::parse,
            rail == null || rail.address() == 0
                ? null : new Endpoint(rail.address(), Endpoint.DEFAULT_CONTROL_PORT));
        if (rail != null && rail.kind() == RailConfig.Kind.LOCAL && section.has("control")) {
            problems.add(section.at("control"), "'control' with rnic: local, which has no peers: leave it out");
            return null;
        }
        if (rail != null && rail.kind() == RailConfig.Kind.VERBS && control == null && section.has("peers")) {
            problems.add(section.at("peers"), "'peers' without 'control', where they reach this router: the address of "
                + rail.device() + " is not known on this host, so write it, like 10.0.0.1:"
                + Endpoint.DEFAULT_CONTROL_PORT);
        }
        claims.claim(ENDPOINT, "control", control, section.at(section.has("control") ? "control" : "rail"));
        return control;
    }

    private List<PeerConfig> readPeers(final Section section, final RailConfig rail) {
        final List<PeerConfig> peers = new ArrayList<>();
        for (final Section peer : section.sections("peers", "a peer")) {
            peers.add(readPeer(peer));
        }
        if (rail != null && rail.kind() == RailConfig.Kind.LOCAL && !peers.isEmpty()) {
            problems.add(section.at("peers"), "'peers' with rnic: local, which reaches none: leave it out, or write "
                + "rnic: soft");
        }
        return peers;
    }

    private PeerConfig readPeer(final Section section) {
        final String name = section.require("name", "node2", TenantPolicy::parseName);
        claims.claim("host", name, section.at("name"));
        final Endpoint control = section.require("control", "10.0.0.2:4790", Endpoint::parse);
        claims.claim(ENDPOINT, "control", control, section.at("control"));
        final Endpoint rail = section.get("rail", Endpoint::parse,
            control == null ? null : new Endpoint(control.address(), Endpoint.DEFAULT_RAIL_PORT));
        claims.claim(ENDPOINT, "rail", rail, section.at("rail"));
        final List<DeviceAddress> devices = new ArrayList<>();
        for (final Section each : section.sections("devices", "a device")) {
            final DeviceAddress device = TenantReader.readDevice(each);
            each.finish();
            if (device != null && networks.names().contains(device.network())) {
                problems.add(each.at("network"), "network '" + device.network()
                    + "' is external, no router has devices there: leave the device out");
            }
            claims.claim("device", device, each.node());
            if (device != null) {
                devices.add(device);
            }
        }
        section.finish();
        return new PeerConfig(name, control, rail, devices);
    }
}
