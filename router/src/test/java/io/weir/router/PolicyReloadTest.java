package io.weir.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.SendWorkRequest;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.router.accounting.ledger.LedgerAudit;
import io.weir.router.accounting.ledger.LedgerReader;
import io.weir.router.accounting.ledger.LedgerReader.Dimension;
import io.weir.router.admin.PolicyReport;
import io.weir.router.config.ConfigException;
import io.weir.router.config.RouterConfigLoader;
import io.weir.router.control.PolicyKeeper;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Opcode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PolicyReloadTest {
    private static final String ACME = "tenants: [{name: acme, network: blue, ip: 10.0.0.1, limit: {egress: 1Gbit}}]\n";
    private static final String GLOBEX = ACME.replace("acme", "globex").replace("0.1", "0.2");
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    private Path directory;
    private Path policies;
    private RouterFixture host;

    @BeforeEach
    void started() throws IOException, ConfigException {
        policies = Files.createDirectory(directory.resolve("policies"));
        Files.writeString(policies.resolve("acme.yaml"), ACME);
        final Path main = Files.writeString(directory.resolve("weir.yaml"), """
            host: a
            directory: run
            rail: {rnic: local, capacity: 10Gbit}
            policies: policies
            """);
        host = new RouterFixture(RouterConfigLoader.load(main));
        host.turn(1);
    }

    @AfterEach
    void stopped() {
        host.close();
    }

    @Test
    void shouldFollowFilesHoweverTheyAreChanged() throws IOException {
        Files.writeString(policies.resolve("acme.yaml"), ACME.replace("1Gbit", "2Gbit"));
        await(report -> value(report, "acme", "limit.egress").equals("2Gbit/s"));
        final Path draft = Files.writeString(directory.resolve("draft"), ACME.replace("1Gbit", "3Gbit"));
        Files.move(draft, policies.resolve("acme.yaml"), StandardCopyOption.ATOMIC_MOVE);
        await(report -> value(report, "acme", "limit.egress").equals("3Gbit/s"));
        Files.writeString(directory.resolve("weir.yaml"), """
            host: a
            directory: run
            rail: {rnic: local, capacity: 20Gbit}
            policies: policies
            control: 127.0.0.1:4790
            """.replace("control: 127.0.0.1:4790\n", ""));
        await(report -> host.log.stream().anyMatch(line -> line.contains("capacity is 20Gbit/s now")));
        assertThat(report().generation()).isEqualTo(3);
        assertThat(report().rejected()).isZero();
    }

    @Test
    void shouldFollowTheLinksOfAConfigMap() throws IOException {
        final Path one = Files.createDirectory(policies.resolve("..2026_1"));
        final Path other = Files.createDirectory(policies.resolve("..2026_2"));
        Files.writeString(one.resolve("globex.yaml"), GLOBEX);
        Files.writeString(other.resolve("globex.yaml"), GLOBEX.replace("1Gbit", "5Gbit"));
        Files.createSymbolicLink(policies.resolve("..data"), one.getFileName());
        Files.createSymbolicLink(policies.resolve("globex.yaml"), Path.of("..data/globex.yaml"));
        await(report -> report.tenants().size() == 2);
        Files.createSymbolicLink(policies.resolve("..data_tmp"), other.getFileName());
        Files.move(policies.resolve("..data_tmp"), policies.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        await(report -> value(report, "globex", "limit.egress").equals("5Gbit/s"));
    }

    @Test
    void shouldKeepTheLastGoodOneWhenAFileIsWrongAndSayWhy() throws IOException {
        final Path file = policies.resolve("acme.yaml");
        Files.writeString(file, ACME.replace("1Gbit", "10G"));
        await(report -> report.rejected() == 1);
        assertThat(report().generation()).isEqualTo(1);
        assertThat(value(report(), "acme", "limit.egress")).isEqualTo("1Gbit/s");
        assertThat(report().rejection().reasons()).singleElement().asString().startsWith(file + ":1:")
            .contains("could mean two things");
        assertThat(host.log).last().asString().contains("rejected").contains("generation 1 stays in force");
        Files.writeString(file, ACME.replace("1Gbit", "10Gbit"));
        await(report -> report.generation() == 2);
        assertThat(report().rejection()).isNull();
        assertThat(report().rejected()).isEqualTo(1);
    }

    @Test
    void shouldLetTenantsComeAndGoAndEvictThoseThatGo() throws IOException {
        final VirtualDevice acme = host.open("acme");
        acme.allocPd();
        Files.move(policies.resolve("acme.yaml"), directory.resolve("acme.yaml"));
        Files.writeString(policies.resolve("globex.yaml"), GLOBEX);
        await(report -> report.tenants().stream().noneMatch(each -> each.tenant().equals("acme")));
        assertThat(host.log).anyMatch(line -> line.startsWith("evicted session 1 of acme")
            && line.endsWith("acme was removed from the configuration"));
        assertThat(host.config.tenantDirectory("acme")).doesNotExist();
        assertThatThrownBy(acme::allocPd).hasMessageContaining("ENODEV");
        acme.closeAll();
        await(report -> report.tenants().stream().anyMatch(each -> each.tenant().equals("globex")));
        host.open("globex").closeAll();
        Files.move(directory.resolve("acme.yaml"), policies.resolve("acme.yaml"));
        await(report -> report.tenants().size() == 2);
        host.open("acme").closeAll();
    }

    @Test
    void shouldMeterATenantThatMovesOnTheNetworkWhereItIs() throws IOException {
        write();
        Files.writeString(policies.resolve("acme.yaml"), ACME.replace("blue", "green"));
        await(report -> value(report, "acme", "network").equals("green"));
        write();
        write();
        assertThat(host.router.closeInterval().behind()).isNull();
        try (LedgerReader ledger = LedgerReader.open(host.config.ledgerFile())) {
            assertThat(ledger.sums(List.of(Dimension.NETWORK), "acme", Long.MIN_VALUE, Long.MAX_VALUE).stream()
                .filter(sum -> sum.quantity().equals("bytes") && sum.direction().equals("egress"))
                .map(sum -> sum.keys().get(Dimension.NETWORK) + " " + sum.amount()))
                .containsExactlyInAnyOrder("blue 64", "green 128");
            final LedgerAudit audit = new LedgerAudit(ledger);
            audit.audit(Long.MIN_VALUE, Long.MAX_VALUE, true);
            assertThat(audit.findings()).isEmpty();
        }
    }

    /** 64 bytes from acme to itself. */
    private void write() {
        final VirtualDevice acme = host.open("acme");
        final ProtectionDomain pd = acme.allocPd();
        final MemoryRegion region = pd.regMr(acme.allocate(4096), AccessFlags.ALL);
        final CompletionQueue cq = acme.createCq(16);
        final QueuePair here = pd.createQp(new QpInitAttributes().cq(cq));
        final QueuePair there = pd.createQp(new QpInitAttributes().cq(cq));
        here.connect(acme.gid(), there.qpNumber(), AccessFlags.ALL);
        there.connect(acme.gid(), here.qpNumber(), AccessFlags.ALL);
        assertThat(here.postSend(new SendWorkRequest().opcode(Opcode.RDMA_WRITE).signaled().sge(region, 0, 64)
            .remote(region.address() + 2048, region.rkey()))).isZero();
        assertThat(cq.await(new WorkCompletion(), PATIENCE_NS)).isTrue();
        acme.closeAll();
    }

    @Test
    void shouldKeepWhatWasSetByHandUntilCleared() throws IOException {
        keeper(keeper -> keeper.set("acme", Map.of("limit.egress", "500Mbit")));
        assertThat(rule(report(), "acme", "limit.egress").origin()).startsWith("limit set 20");
        Files.writeString(policies.resolve("acme.yaml"), ACME.replace("1Gbit", "2Gbit").replace("{egress",
            "{ingress: 1Gbit, egress"));
        await(report -> value(report, "acme", "limit.ingress").equals("1Gbit/s"));
        assertThat(value(report(), "acme", "limit.egress")).isEqualTo("500Mbit/s");
        keeper(keeper -> keeper.clear("acme"));
        assertThat(value(report(), "acme", "limit.egress")).isEqualTo("2Gbit/s");
        assertThat(rule(report(), "acme", "limit.egress").origin()).startsWith(policies.resolve("acme.yaml") + ":1:");
        assertThatThrownBy(() -> keeper(keeper -> keeper.set("acme", Map.of("guarantee.egress", "3Gbit"))))
            .hasMessageContaining("not above the limit");
        assertThatThrownBy(() -> keeper(keeper -> keeper.set("acme",
            Map.of("limit.egress", "30Gbit", "guarantee.egress", "11Gbit"))))
            .hasMessageContaining("sum to 11Gbit/s, more than the rail's capacity of 10Gbit/s");
        assertThatThrownBy(() -> keeper(keeper -> keeper.set("nobody", Map.of("mode", "audit"))))
            .hasMessageContaining("there is no tenant 'nobody': known are acme");
        assertThat(report().generation()).isEqualTo(4);
    }

    @Test
    void shouldSayWhatNeedsARestart() throws IOException {
        final Path main = directory.resolve("weir.yaml");
        Files.writeString(main, Files.readString(main).replace("host: a", "host: b"));
        await(report -> !report.needsRestart().isEmpty());
        assertThat(report().needsRestart()).containsExactly("host: a → b");
        assertThat(report().generation()).isEqualTo(1);
    }

    @Test
    void shouldHoldBackControlVerbsAndBoundWhatIsRegistered() throws IOException {
        Files.writeString(policies.resolve("acme.yaml"), ACME.replace("limit",
            "quota: {control-verbs: 100/s, registered: 8KiB, pds: 200}, limit"));
        await(report -> report.generation() == 2);
        final VirtualDevice acme = host.open("acme");
        final ProtectionDomain pd = acme.allocPd();
        final MemoryRegion region = pd.regMr(acme.allocate(8192), AccessFlags.LOCAL_WRITE);
        assertThatThrownBy(() -> pd.regMr(acme.allocate(4096), AccessFlags.LOCAL_WRITE))
            .hasMessageContaining("may register 8192");
        region.close();
        final long beginNs = System.nanoTime();
        for (int i = 0; i < 130; i++) {
            acme.allocPd();
        }
        assertThat(System.nanoTime() - beginNs).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(250));
        acme.closeAll();
    }

    private void await(final Predicate<PolicyReport> condition) throws IOException {
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.test(report())) {
            assertThat(System.nanoTime() - deadlineNs).as("still %s", report()).isNegative();
            host.turn(1);
        }
    }

    private PolicyReport report() throws IOException {
        return host.router.inspect(control -> control.policies().report());
    }

    private void keeper(final Consumer<PolicyKeeper> task) throws IOException {
        host.router.inspect(control -> {
            task.accept(control.policies());
            return true;
        });
    }

    private static String value(final PolicyReport report, final String tenant, final String key) {
        return rule(report, tenant, key).value();
    }

    private static PolicyReport.Rule rule(final PolicyReport report, final String tenant, final String key) {
        return report.tenants().stream().filter(each -> each.tenant().equals(tenant)).findFirst().orElseThrow()
            .rules().stream().filter(each -> each.key().equals(key)).findFirst().orElseThrow();
    }
}
