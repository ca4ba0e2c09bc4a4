package io.weir.router.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weir.policy.PolicySettings;
import io.weir.policy.Rate;
import io.weir.policy.TenantPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFilesTest {
    private static final Path EXAMPLES = Path.of("../policies/examples");
    private static final String ACME = "tenants: [{name: acme, network: blue, ip: 10.0.0.1}]\n";

    @TempDir
    private Path directory;
    private Path main;
    private Path policies;

    @BeforeEach
    void written() throws IOException {
        policies = Files.createDirectory(directory.resolve("policies"));
        main = write("weir.yaml", """
            host: a
            directory: run
            rail: {rnic: local, capacity: 10Gbit}
            policies: policies
            """);
    }

    @Test
    void shouldReadTenantsOfAllFilesAndSayWhereEachNumberStands() throws IOException, ConfigException {
        final Path acme = write("policies/acme.yaml", """
            tenants:
              - name: acme
                network: blue
                ip: 10.0.0.1
                limit: {egress: 2Gbit}
                burst: 1MiB
            """);
        write("policies/globex.yml", ACME.replace("acme", "globex").replace("0.1", "0.2"));
        write("policies/..data.yaml", "no: policy");
        write("policies/README", "neither");
        final RouterConfig config = RouterConfigLoader.load(main);
        assertThat(config.tenants()).extracting(TenantPolicy::name).containsExactly("acme", "globex");
        final ConfigSources sources = config.sources();
        assertThat(sources.file()).isEqualTo(main);
        assertThat(sources.policies()).isEqualTo(policies);
        assertThat(sources.origin("acme", "limit.egress")).isEqualTo(acme + ":5:21");
        assertThat(sources.origin("acme", "burst.ingress")).isEqualTo(acme + ":6:12");
        assertThat(sources.origin("acme", "burst.operations")).isEqualTo("default");
        assertThat(sources.origin("acme", "limit.ingress")).isEqualTo("default");
        assertThat(sources.origin("globex", "ip")).startsWith(policies + "/globex.yml:1:");
    }

    @Test
    void shouldNameBothPlacesOfATenantThatIsTakenTwice() throws IOException {
        final Path one = write("policies/a.yaml", ACME);
        final Path other = write("policies/b.yaml", ACME.replace("0.1", "0.2"));
        assertThat(problems()).containsExactly(
            other + ":1:18: tenant 'acme' is taken in " + one + ":1: choose another");
    }

    @Test
    void shouldCheckWhatMustHoldBetweenTenants() throws IOException {
        final Path file = write("policies/a.yaml", """
            tenants:
              - {name: acme, network: blue, ip: 10.0.0.1, guarantee: {egress: 6Gbit}, reach: [globexx, 10.1.0.0/16]}
              - {name: globex, network: blue, ip: 10.0.0.2, guarantee: {egress: 5Gbit}, reach: [acme, initech]}
              - {name: initech, network: green, ip: 10.0.0.2}
            """);
        assertThat(problems()).containsExactly(
            file + ":2:83: 'reach': there is no tenant 'globexx', did you mean 'globex'?",
            file + ":3:69: 'egress': the tenants' guarantees sum to 11Gbit/s with this one, more than the rail's "
                + "capacity of 10Gbit/s: guarantee less, or raise the capacity",
            file + ":3:91: 'reach': tenant 'initech' is on green, which nobody on blue reaches: leave it out");
    }

    @Test
    void shouldRefuseWhatIsNoPolicyFileAndADirectoryWithout() throws IOException, ConfigException {
        assertThat(problems()).containsExactly(main + ":4:11: 'policies': there is no tenant in " + policies
            + ": write one there, like tenants: [{name: acme, network: blue, ip: 10.1.0.1}]");
        final Path file = write("policies/a.yaml", ACME + "rail: {rnic: local}\n");
        assertThat(RouterConfigLoader.directory(main)).isEqualTo(directory.resolve("run"));
        assertThat(problems()).containsExactly(
            file + ":2:1: unknown key 'rail' in a policy file: known are tenants");
    }

    @Test
    void shouldTryAFileInThePlaceOfTheOneOfItsNameOrOfItsTenants() throws IOException, ConfigException {
        write("policies/a.yaml", ACME);
        write("policies/b.yaml", ACME.replace("acme", "globex").replace("0.1", "0.2"));
        Files.createDirectory(directory.resolve("new"));
        final Path sameName = write("new/a.yaml", ACME.replace("acme", "initech"));
        assertThat(RouterConfigLoader.loadWith(main, sameName).tenants()).extracting(TenantPolicy::name)
            .containsExactly("initech", "globex");
        final Path sameTenant = write("new/c.yaml", ACME.replace("0.1", "0.9"));
        assertThat(RouterConfigLoader.loadWith(main, sameTenant).tenants()).extracting(PolicySettings::of)
            .extracting(settings -> settings.get("ip")).containsExactly("10.0.0.9", "10.0.0.2");
    }

    @Test
    void shouldAcceptEveryExampleAndAllTogether() throws IOException, ConfigException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            final List<Path> examples = files.sorted().toList();
            assertThat(examples).hasSizeGreaterThan(3);
            for (final Path example : examples) {
                assertThat(RouterConfigLoader.isPolicyFile(example)).isTrue();
                assertThat(RouterConfigLoader.loadPolicies(example)).isNotEmpty();
                Files.copy(example, policies.resolve(example.getFileName().toString()));
            }
        }
        assertThat(RouterConfigLoader.isPolicyFile(main)).isFalse();
        assertThat(RouterConfigLoader.load(main).tenants()).hasSizeGreaterThan(5);
    }

    @Test
    void shouldSayThePolicyInTheWordsOfTheFile() throws IOException, ConfigException {
        write("policies/a.yaml", """
            tenants:
              - {name: acme, uid: 7, network: blue, ip: 10.0.0.1, limit: {egress: 1234567bit, operations: 2M/s},
                 guarantee: {ingress: 1Gbit}, weight: {egress: 3}, class: bulk, reach: []}
            """);
        final RouterConfig config = RouterConfigLoader.load(main);
        final Map<String, String> settings = PolicySettings.of(config.tenants().getFirst());
        assertThat(settings).containsEntry("limit.egress", "1234567bit/s").containsEntry("limit.operations", "2M/s")
            .containsEntry("guarantee.ingress", "1Gbit/s").containsEntry("guarantee.egress", "none")
            .containsEntry("weight.egress", "3").containsEntry("weight.ingress", "1").containsEntry("class", "bulk")
            .containsEntry("reach", "nobody").containsEntry("uid", "7").containsEntry("burst.operations", "8000")
            .containsEntry("memory", "8GiB").containsEntry("quota.control-verbs", "unlimited");
        assertThat(config.rail().capacity()).isEqualTo(Rate.ofBits(10_000_000_000L));
        assertThat(config.fixed()).containsEntry("rail", "local");
    }

    private Path write(final String name, final String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private List<String> problems() {
        return catchThrowableOfType(ConfigException.class, () -> RouterConfigLoader.load(main)).problems();
    }
}
