package io.weir.router.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weir.policy.Allowance;
import io.weir.policy.Ipv4;
import io.weir.policy.Ipv4Prefix;
import io.weir.policy.Mode;
import io.weir.policy.OperationCosts;
import io.weir.policy.QpClasses;
import io.weir.policy.Rate;
import io.weir.policy.Reach;
import io.weir.policy.ServiceClass;
import io.weir.policy.TenantLimits;
import io.weir.policy.TenantPolicy;
import io.weir.policy.TenantQuota;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterConfigLoaderTest {
    private static final String GOOD = """
        host: a
        directory: run
        rail: {rnic: soft, address: 127.0.0.1}
        tenants:
          - {name: acme, network: blue, ip: 10.0.0.1}
        """;

    @TempDir
    private Path directory;

    @Test
    void shouldLoadTheExampleWithEveryKey() throws ConfigException, URISyntaxException {
        final Path example = Path.of(RouterConfigLoader.class.getResource("weir.example.yaml").toURI());
        final RouterConfig config = RouterConfigLoader.load(example, 77);
        assertThat(config.host()).isEqualTo("node1");
        assertThat(config.directory()).isEqualTo(Path.of("/run/weir"));
        assertThat(config.rail().toString()).isEqualTo("soft 127.0.0.1:4791 mtu 4096, captured in /tmp/rail.pcapng, "
            + "capacity 10Gbit/s");
        assertThat(config.rail().capture()).isEqualTo(new CaptureConfig(Path.of("/tmp/rail.pcapng"), 100 << 20));
        assertThat(config.control().toString()).isEqualTo("127.0.0.1:4790");
        assertThat(config.accounting()).isEqualTo(
            new AccountingConfig(10_000, Path.of("/var/lib/weir/ledger.db"), 400L * 24 * 3_600_000));
        assertThat(config.ledgerFile()).isEqualTo(Path.of("/var/lib/weir/ledger.db"));
        assertThat(config.peers()).hasSize(1);
        assertThat(config.peers().getFirst().devices()).containsExactly(
            new DeviceAddress("blue", Ipv4.parse("10.1.0.2")), new DeviceAddress("green", Ipv4.parse("10.1.0.2")));
        final TenantPolicy acme = config.tenants().getFirst();
        assertThat(acme).isEqualTo(new TenantPolicy("acme", Set.of(1000, 1001), Set.of(2000), "blue",
            Ipv4.parse("10.1.0.1"), acmeLimits(), ServiceClass.LATENCY,
            new QpClasses(Map.of(8, ServiceClass.BULK, 32, ServiceClass.BULK), Map.of(1, ServiceClass.NORMAL)),
            new OperationCosts(1, 1, 2, 4), Mode.ENFORCE,
            new TenantQuota(16L << 30, 4L << 30, Rate.ofOperations(1_000), Rate.ofOperations(2), 16, 1024, 1024, 256,
                64, 4096, 64, 16384),
            Reach.only(Set.of("hooli"), List.of(Ipv4Prefix.parse("10.1.0.2")))));
        final TenantPolicy globex = config.tenants().get(2);
        assertThat(globex.uids()).containsExactly(77);
        assertThat(globex.quota()).isEqualTo(TenantQuota.DEFAULT);
        assertThat(globex.limits()).isEqualTo(
            TenantLimits.NONE.withEgress(Allowance.limited(Rate.ofBits(200_000_000))));
        assertThat(globex.reach()).isEqualTo(Reach.EVERYBODY);
    }

    private static TenantLimits acmeLimits() {
        final Rate tenGigabits = Rate.ofBits(10_000_000_000L);
        return new TenantLimits(
            Allowance.limited(tenGigabits).withGuarantee(Rate.ofBits(1_000_000_000)).withBurst(4 << 20),
            Allowance.limited(tenGigabits).withBurst(1 << 20),
            Allowance.limited(Rate.ofOperations(1_500_000)).withGuarantee(Rate.ofOperations(100_000)),
            Allowance.unlimited(Rate.Unit.OPERATIONS),
            Allowance.limited(Rate.ofOperations(2_000_000)).withBurst(10_000)).withWeights(2, 1);
    }

    @Test
    void shouldFillInDefaultsAndResolveTheDirectoryFromTheFile() throws ConfigException, IOException {
        final Path file = Files.writeString(directory.resolve("weir.yaml"), GOOD);
        final RouterConfig config = RouterConfigLoader.load(file);
        assertThat(config.directory()).isEqualTo(directory.resolve("run"));
        assertThat(config.control()).isEqualTo(new Endpoint(Ipv4.parse("127.0.0.1"), 4790));
        assertThat(config.rail().port()).isEqualTo(4791);
        assertThat(config.rail().mtu()).isZero();
        assertThat(config.tenants().getFirst().uids()).containsExactly((Integer) Files.getAttribute(file, "unix:uid"));
        assertThat(config.attachSocket("acme")).isEqualTo(directory.resolve("run/tenants/acme/weir.sock"));
    }

    @Test
    void shouldReadWhereToCapture() throws ConfigException {
        final String rail = GOOD.replace("127.0.0.1}", "127.0.0.1, pcap: a.pcapng}");
        assertThat(RouterConfigLoader.parse(Path.of("/etc/w"), rail, 1).rail().capture())
            .isEqualTo(new CaptureConfig(Path.of("/etc/a.pcapng"), 1L << 30));
        assertProblems(GOOD.replace("127.0.0.1}", "127.0.0.1, pcap-limit: 1MiB}"),
            "w:3:52: 'pcap-limit' without 'pcap', the file it is the limit of");
        assertProblems(rail.replace("a.pcapng", "a.pcapng, pcap-limit: 1KiB"),
            "w:3:68: 'pcap-limit': '1KiB' is too little for a capture: write 64KiB or more");
    }

    @Test
    void shouldServeHttpOnTheLoopbackInterfaceUnlessExposed() throws ConfigException {
        assertThat(RouterConfigLoader.parse(Path.of("w"), GOOD + "admin: {http: 127.0.0.1:9470}\n", 1).adminHttp())
            .hasToString("127.0.0.1:9470");
        assertThat(RouterConfigLoader.parse(Path.of("w"), GOOD, 1).adminHttp()).isNull();
        assertProblems(GOOD + "admin: {http: 10.0.0.1:9470}\n", "w:6:15: 'http': '10.0.0.1:9470' is no address of the "
            + "loopback interface, and nobody is asked for a password there: write 127.0.0.1:9470, and have a proxy "
            + "that knows its users lead there, or say 'exposed: true' where only who may look reaches it");
        for (final String address : List.of("0.0.0.0:9470", "10.0.0.1:9470", "127.0.0.1:9470")) {
            assertThat(RouterConfigLoader.parse(Path.of("w"),
                GOOD + "admin: {http: '" + address + "', exposed: true}\n", 1).adminHttp()).hasToString(address);
        }
        assertProblems(GOOD + "admin: {http: 127.0.0.1:9470, exposed: yes}\n",
            "w:6:40: 'exposed': 'yes' is neither true nor false");
        assertProblems(GOOD + "admin: {}\n", "w:6:8: 'admin' has no 'http': add it, like http: 127.0.0.1:9470");
    }

    @Test
    void shouldAcceptAHostWithoutRail() throws ConfigException {
        final RouterConfig config = RouterConfigLoader.parse(Path.of("w"),
            GOOD.replace("rnic: soft, address: 127.0.0.1", "rnic: local"), 1);
        assertThat(config.rail().kind()).isEqualTo(RailConfig.Kind.LOCAL);
        assertThat(config.control()).isNull();
    }

    @Test
    void shouldSuggestTheKeyThatWasMeant() {
        assertProblems(GOOD.replace("network", "netwrok"),
            "w:5:5: a tenant has no 'network': add it, like network: blue",
            "w:5:18: unknown key 'netwrok' in a tenant, did you mean 'network'?");
        assertProblems(GOOD + "colour: red\n",
            "w:6:1: unknown key 'colour' in the configuration: known are host, directory, admin, rail, "
                + "accounting, control, networks, policies, tenants, peers");
    }

    @Test
    void shouldReadWhichDeviceTheRailIs() throws ConfigException {
        final RouterConfig config = RouterConfigLoader.parse(Path.of("/etc/w"), """
            host: a
            directory: x
            rail: {rnic: verbs, device: mlx9_7, port: 2, gid: 3}
            tenants: [{name: acme, network: blue, ip: 10.0.0.1}]
            """, 1);
        assertThat(config.rail().kind()).isEqualTo(RailConfig.Kind.VERBS);
        assertThat(config.rail().device()).isEqualTo(new DeviceConfig("mlx9_7", 2, 3));
        assertThat(config.rail()).hasToString("verbs mlx9_7 port 2 gid 3");
    }

    @Test
    void shouldRefuseWhatAnRdmaDeviceHasItself() {
        assertProblems("""
            host: a
            directory: x
            rail: {rnic: verbs, address: 10.0.0.1, port: 256, mtu: 4096, gid: -1, pcap: y}
            peers: []
            tenants: [{name: acme, network: blue, ip: 10.0.0.1}]
            """,
            "w:3:7: 'rail' has no 'device': add it, like device: mlx5_0",
            "w:3:30: 'address' with rnic: verbs, which takes what the device has: leave it out",
            "w:3:46: 'port': '256' is out of bounds: write a whole number from 1 to 255",
            "w:3:56: 'mtu' with rnic: verbs, which takes what the device has: leave it out",
            "w:3:67: 'gid': '-1' is out of bounds: write a whole number from 0 to 255",
            "w:3:77: 'pcap' with rnic: verbs, whose packets the router never sees: leave it out");
        assertProblems("""
            host: a
            directory: x
            rail: {rnic: soft, address: 10.0.0.1, device: rxe0}
            tenants: [{name: acme, network: blue, ip: 10.0.0.1}]
            """,
            "w:3:47: 'device' with rnic: soft, which needs no device: leave it out");
    }

    @Test
    void shouldTellEverythingThatIsWrongInTheOrderOfTheFile() {
        assertProblems("""
            host: a
            host: b
            directory: [x]
            rail: {rnic: sooft, address: 127.0.0.1, port: 70000, mtu: 1500}
            tenants:
              - name: acme
                network: blue
                ip: 10.0.0.256
                limit: {egress: 10G, operations: 5Gbit, burst: 4M}
                burst: 4M
                memory: 4KiB
                weight: heavy
                uid: [root]
                quota: {qps: -1}
            """,
            "w:2:1: duplicate key 'host' in the configuration, first in line 1: keep one",
            "w:3:12: 'directory' is a list: write one value",
            "w:4:14: 'rnic': unknown RNIC 'sooft', did you mean 'soft'?",
            "w:4:47: 'port': '70000' is out of bounds: write a whole number from 1 to 65535",
            "w:4:59: 'mtu': '1500' is no MTU of RDMA: write 256, 512, 1024, 2048 or 4096",
            "w:8:9: 'ip': '10.0.0.256' is no IPv4 address: write four numbers from 0 to 255 like 10.1.0.2",
            "w:9:21: 'egress': '10G' could mean two things: write 10Gbit (bits per second) or 10GB/s (bytes per "
                + "second)",
            "w:9:38: 'operations': '5Gbit' counts bytes where operations are limited: write it like 2M/s (operations "
                + "per second)",
            "w:9:52: 'burst' is no limit: write it beside 'limit', like burst: {egress: 4MiB}",
            "w:10:12: 'burst': '4M' could mean two things: write 4MB (powers of 1000) or 4MiB (powers of 1024)",
            "w:11:13: 'memory': '4KiB' is too small: write 1MiB or more",
            "w:12:13: 'weight': 'heavy' is out of bounds: write a whole number from 1 to 1024",
            "w:13:11: 'uid': 'root' is out of bounds: write a whole number from 0 to 4294967294",
            "w:14:18: 'qps': '-1' is out of bounds: write a whole number from 0 to 16777216");
    }

    @Test
    void shouldReadOneBurstAndOneWeightForBothDirections() throws ConfigException {
        final TenantLimits limits = RouterConfigLoader.parse(Path.of("w"),
            GOOD.replace("ip: 10.0.0.1}", "ip: 10.0.0.1, burst: 1MiB, weight: 7}"), 1).tenants().getFirst().limits();
        assertThat(limits).isEqualTo(TenantLimits.NONE.withWeights(7, 7)
            .withEgress(Allowance.unlimited(Rate.Unit.BITS).withBurst(1 << 20).withWeight(7))
            .withIngress(Allowance.unlimited(Rate.Unit.BITS).withBurst(1 << 20).withWeight(7)));
    }

    @Test
    void shouldRefuseAGuaranteeThatItsLimitForbids() {
        assertProblems(GOOD.replace("ip: 10.0.0.1}",
            "ip: 10.0.0.1, limit: {egress: 1Gbit}, guarantee: {egress: 2Gbit, ingress: unlimited}}"),
            "w:5:91: 'egress' guarantees 2Gbit/s, more than its limit of 1Gbit/s: write 1Gbit/s or less, or raise the "
                + "limit",
            "w:5:107: 'ingress' guarantees everything: write how much");
    }

    @Test
    void shouldRefuseGuaranteesThatTheSharedLimitOfOperationsForbids() throws ConfigException {
        final String config = GOOD.replace("ip: 10.0.0.1}", "ip: 10.0.0.1, limit: {operations: 1k/s}, "
            + "guarantee: {egress-operations: 600/s, ingress-operations: 600/s}}");
        assertProblems(config, "w:5:132: operations are guaranteed 1.2k/s in all, more than the limit of both "
            + "directions together, operations: 1k/s: guarantee less, or raise that limit");
        assertThat(RouterConfigLoader.parse(Path.of("w"), config.replace("1k/s", "1200/s"), 1).tenants()).hasSize(1);
    }

    @Test
    void shouldRefuseATrafficClassThatAsksForTwoClasses() {
        assertProblems(GOOD.replace("ip: 10.0.0.1}", "ip: 10.0.0.1, classes: {latency: {traffic-class: [8, 9]}, "
            + "bulk: {traffic-class: 9, service-level: 16}, bluk: {}}}"),
            "w:5:113: 'traffic-class': 9 asks for latency already: write it for one class",
            "w:5:131: 'service-level': '16' is out of bounds: write a whole number from 0 to 15",
            "w:5:136: unknown key 'bluk' in 'classes', did you mean 'bulk'?");
    }

    @Test
    void shouldRefuseWhatIsTakenTwice() {
        assertProblems(GOOD + """
              - {name: acme, network: green, ip: 10.0.0.1}
              - {name: globex, network: blue, ip: 10.0.0.1}
            peers:
              - {name: a, control: 127.0.0.1:4790, devices: [{network: blue, ip: 10.0.0.1}]}
              - {name: b, control: 127.0.0.1:4800}
            """,
            "w:6:12: tenant 'acme' is taken in line 5: choose another",
            "w:7:39: device '10.0.0.1 on blue' is taken in line 5: choose another",
            "w:9:50: device '10.0.0.1 on blue' is taken in line 5: choose another",
            "w:9:12: host 'a' is taken in line 1: choose another",
            "w:9:5: rail '127.0.0.1:4791' is taken in line 3: choose another",
            "w:9:24: control '127.0.0.1:4790' is taken in line 3: choose another",
            "w:10:5: rail '127.0.0.1:4791' is taken in line 3: choose another");
    }

    @Test
    void shouldNameWhatIsMissing() {
        assertProblems("{}",
            "w:1:1: the configuration has no 'host': add it, like host: node1",
            "w:1:1: the configuration has no 'directory': add it, like directory: /run/weir",
            "w:1:1: the configuration has no 'rail': add it, like rail: {rnic: soft, address: 10.0.0.1}",
            "w:1:1: the configuration has no 'tenants': add it, like tenants: [{name: acme, network: blue, "
                + "ip: 10.1.0.1}]");
        assertProblems(GOOD.replace("rnic: soft, address: 127.0.0.1", "port: 4791"),
            "w:3:7: 'rail' has no 'rnic': add it, like rnic: soft",
            "w:3:7: 'rail' has no 'address': add it, like address: 10.0.0.1");
        assertProblems(GOOD.replace("host: a", "host:"), "w:1:6: 'host' has no value: write one, or leave the key out");
        assertProblems(GOOD.substring(0, GOOD.indexOf("  -")).replace("tenants:", "tenants: []"),
            "w:4:10: 'tenants' is empty: add one, like {name: acme, network: blue, ip: 10.1.0.1}");
    }

    @Test
    void shouldRefuseWhatALocalRailHasNot() {
        assertProblems(GOOD.replace("rnic: soft, address", "rnic: local, address") + """
            control: 127.0.0.1:4790
            peers: [{name: b, control: 127.0.0.2:4790}]
            """,
            "w:3:30: 'address' with rnic: local, which has no rail: leave it out",
            "w:6:10: 'control' with rnic: local, which has no peers: leave it out",
            "w:7:8: 'peers' with rnic: local, which reaches none: leave it out, or write rnic: soft");
    }

    @Test
    void shouldReadExternalNetworks() throws ConfigException {
        final RouterConfig config = RouterConfigLoader.parse(Path.of("w"), GOOD + """
              - {name: globex, network: fabric}
            networks:
              - {name: fabric, external: [192.168.77.0/24, 10.0.0.9]}
            """, 1);
        assertThat(config.networks()).containsExactly(new ExternalNetworkConfig(
            "fabric", List.of(Ipv4Prefix.parse("192.168.77.0/24"), Ipv4Prefix.parse("10.0.0.9/32"))));
        assertThat(config.tenants()).extracting(TenantPolicy::isExternal).containsExactly(false, true);
    }

    @Test
    void shouldRefuseWhatExternalNetworksAreNot() {
        assertProblems(GOOD + """
              - {name: globex, network: fabric, ip: 10.0.0.1}
              - {name: initech, network: fabrik}
            networks:
              - {name: fabric, external: [192.168.77.1/24, host, 224.0.0.0/4], port: 1}
              - {name: fabric, external: []}
              - {name: lab}
            peers: [{name: b, control: 127.0.0.2:4790, devices: [{network: fabric, ip: 10.1.0.2}]}]
            """,
            "w:6:41: 'ip' on the external network 'fabric', where a tenant has the address of the rail: leave it out",
            "w:7:5: a tenant has no 'ip': add it, like ip: 10.1.0.1",
            "w:9:31: 'external': '192.168.77.1/24' has bits set behind its first 24: write 192.168.77.0/24",
            "w:9:48: 'external': 'host' is no IPv4 address: write four numbers from 0 to 255 like 10.1.0.2",
            "w:9:54: 'external': '224.0.0.0/4' are no addresses of hosts: write where endpoints are, like "
                + "192.168.77.0/24",
            "w:9:68: unknown key 'port' in a network: known are name, external",
            "w:10:12: network 'fabric' is taken in line 9: choose another",
            "w:10:30: 'external' is empty: write where its endpoints are, like [192.168.77.0/24]",
            "w:11:5: a network has no 'external': add it, like external: [192.168.77.0/24]",
            "w:12:64: network 'fabric' is external, no router has devices there: leave the device out");
        assertProblems(GOOD.replace("rnic: soft, address: 127.0.0.1", "rnic: local") + """
            networks: [{name: fabric, external: 192.168.77.0/24}]
            """,
            "w:6:11: 'networks' with rnic: local, which reaches no external one: leave it out, or write rnic: soft");
    }

    @Test
    void shouldRefuseOtherShapes() {
        assertProblems("just text", "w:1:1: the configuration is one value: write keys and values");
        assertProblems("- a\n- b\n", "w:1:1: the configuration is a list: write keys and values");
        assertProblems(GOOD.replace("{rnic: soft, address: 127.0.0.1}", "soft"),
            "w:3:7: 'rail' is one value: write keys and values");
        assertProblems(GOOD.replace("- {name: acme, network: blue, ip: 10.0.0.1}", "acme"),
            "w:5:3: 'tenants' is one value: write a list, each item after '- '");
        assertProblems(GOOD.replace("host: a", "host: !secret a"), "w:1:7: 'host' has the tag !secret: write it "
            + "without");
        assertProblems("", "w:1:1: the file is empty: write host, directory, rail, tenants");
        assertProblems("# nothing\n", "w:1:1: the file is empty: write host, directory, rail, tenants");
    }

    @Test
    void shouldSayWhereItIsNoYaml() {
        assertThat(problems("host: a\n  directory: b\n")).singleElement().asString().startsWith("w:2:12: no YAML: ");
        assertThat(problems("host: \"a\n")).singleElement().asString().startsWith("w:2:1: no YAML: ");
        assertThat(problems(GOOD + "---\nhost: b\n")).singleElement().asString().startsWith("w:6:1: no YAML: ");
        assertThat(problems("a: \u0001")).singleElement().asString().startsWith("w:1:").contains("no YAML: ");
        assertThat(problems("&a [*a]")).hasSize(1);
        assertThat(problems("? [a]\n: b\n")).contains("w:1:3: a key is a list: write a name");
    }

    @Test
    void shouldRefuseADirectoryTooLongForItsSockets() {
        assertThat(problems(GOOD.replace("directory: run", "directory: /" + "d".repeat(90)))).singleElement().asString()
            .startsWith("w:2:12: 'directory': '/ddd").contains("91 bytes, more than the 82");
        final String tenant = GOOD.replace("acme", "acme12345");
        assertThat(problems(tenant.replace("directory: run", "directory: /" + "d".repeat(80))))
            .singleElement().asString()
            .startsWith("w:5:12: the socket of tenant 'acme12345'").contains("109 bytes, more than the 107");
    }

    @Test
    void shouldRefuseWhatIsNoReadableFile() throws IOException, ConfigException {
        assertRefused(directory.resolve("none.yaml"), "no such file");
        assertRefused(directory, "is a directory: name the file in it");
        final Path binary = Files.write(directory.resolve("binary"), new byte[] {'a', (byte) 0xff, (byte) 0xfe});
        assertRefused(binary, "is not UTF-8: save it as that");
        final Path secret = Files.writeString(directory.resolve("secret"), GOOD);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        if (Files.isReadable(secret)) {
            assertThat(RouterConfigLoader.load(secret).tenants()).as("root reads everything").isNotEmpty();
        } else {
            assertRefused(secret, "is not readable: permit this user to read it");
        }
    }

    private static void assertRefused(final Path file, final String why) {
        assertThat(catchThrowableOfType(ConfigException.class, () -> RouterConfigLoader.load(file)).problems())
            .containsExactly(file + ": " + why);
    }

    private static void assertProblems(final String text, final String... expected) {
        assertThat(problems(text)).containsExactlyInAnyOrder(expected);
    }

    private static List<String> problems(final String text) {
        return catchThrowableOfType(ConfigException.class, () -> RouterConfigLoader.parse(Path.of("w"), text,
            1)).problems();
    }
}
