package io.weir.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.RateLimiter;
import io.weir.router.accounting.CountersFile;
import io.weir.router.accounting.Direction;
import io.weir.router.accounting.TenantMeter;
import io.weir.router.accounting.UsageEvents;
import io.weir.router.accounting.UsageFile;
import io.weir.router.accounting.UsageMeter;
import io.weir.router.accounting.ledger.LedgerKeeper;
import io.weir.router.rnic.WireMeter;
import io.weir.verbs.Gid;
import io.weir.verbs.QpType;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the commands say of a ledger in which two tenants used this and that in two hours. */
class LedgerCommandsTest {
    /** Columns of FOCUS 1.2 that every dataset has; those of them that may be null. */
    private static final Set<String> MANDATORY = Set.of("BilledCost", "BillingAccountId", "BillingAccountName",
        "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeClass",
        "ChargeDescription", "ChargePeriodEnd", "ChargePeriodStart", "ContractedCost", "EffectiveCost",
        "InvoiceIssuerName", "ListCost", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName",
        "ServiceCategory", "ServiceName");
    /** Conditional and recommended ones. */
    private static final Set<String> OTHERS = Set.of("AvailabilityZone", "BillingAccountType",
        "CapacityReservationId", "CapacityReservationStatus", "ChargeFrequency", "CommitmentDiscountCategory",
        "CommitmentDiscountId", "CommitmentDiscountName", "CommitmentDiscountQuantity", "CommitmentDiscountStatus",
        "CommitmentDiscountType", "CommitmentDiscountUnit", "ConsumedQuantity", "ConsumedUnit", "ContractedUnitPrice",
        "InvoiceId", "ListUnitPrice", "PricingCategory", "PricingCurrency", "PricingCurrencyContractedUnitPrice",
        "PricingCurrencyEffectiveCost", "PricingCurrencyListUnitPrice", "RegionId", "RegionName", "ResourceId",
        "ResourceName", "ResourceType", "ServiceSubcategory", "SkuId", "SkuMeter", "SkuPriceDetails", "SkuPriceId",
        "SubAccountId", "SubAccountName", "SubAccountType", "Tags");
    private static final Set<String> MAY_BE_NULL = Set.of("ChargeClass", "InvoiceId", "SkuPriceDetails");
    private static final Set<String> DECIMALS = Set.of("BilledCost", "ConsumedQuantity", "ContractedCost",
        "EffectiveCost", "ListCost", "ListUnitPrice", "PricingQuantity");
    private static final Set<String> TIMES =
        Set.of("BillingPeriodEnd", "BillingPeriodStart", "ChargePeriodEnd", "ChargePeriodStart");
    private static final long BEGUN_MS = Instant.parse("2026-03-31T22:30:00Z").toEpochMilli();

    @TempDir
    private Path directory;
    private long nowNs = 1_000_000_000L;
    private int status;

    @BeforeEach
    void book() throws IOException {
        try (CountersFile counters = CountersFile.open(directory.resolve("counters.weir"), List.of("acme", "globex"));
            UsageFile usage = UsageFile.open(directory.resolve("usage.weir"), 2, this::wallMs)) {
            final TenantMeter acme = usage.tenant("acme", "blue", counters.tenant("acme"), true);
            final TenantMeter globex = usage.tenant("globex", "blue", counters.tenant("globex"), true);
            final UsageMeter sender = acme.open(QpType.RC, nowNs);
            sender.named(0xabc);
            sender.connected(Gid.parse("10.1.0.2"), nowNs);
            final UsageMeter receiver = globex.open(QpType.RC, nowNs);
            receiver.named(0xdef);
            try (LedgerKeeper keeper = new LedgerKeeper(directory.resolve("ledger.db"), 10_000, 1L << 40, usage,
                copy -> cut(copy, List.of(acme, globex), List.of(sender, receiver)), new UsageEvents(this::wallMs),
                () -> nowNs, line -> { })) {
                sender.completed(WcOpcode.RDMA_WRITE, 1_500_000_001L);
                receiver.completed(WcOpcode.RECV, 64);
                acme.registered(1 << 20, nowNs);
                nowNs += 3_600_000_000_000L;
                keeper.closeInterval();
                sender.completed(WcOpcode.SEND, 64);
                sender.wire().sent(WireMeter.SEND, 88);
                sender.wire().received(WireMeter.OTHER, 20);
                acme.held(Direction.EGRESS, RateLimiter.Reason.BYTES, 3);
                acme.held(Direction.INGRESS, RateLimiter.Reason.WINDOW, 4);
                sender.failed(WcStatus.REM_ACCESS_ERR);
                nowNs += 3_600_000_000_000L;
                keeper.closeInterval();
            }
        }
    }

    @Test
    void shouldTellUsageApartByWhatIsAskedFor() {
        assertThat(run("usage", "--by", "peer", "--csv")).isEqualTo("""
            tenant,peer,egress_messages,egress_bytes,ingress_messages,ingress_bytes,served_messages,served_bytes,\
            egress_wire_bytes,ingress_wire_bytes,errors,egress_throttled_ns,ingress_throttled_ns,qp_ms,mr_byte_seconds,\
            egress_waited_ns,ingress_waited_ns
            acme,"",0,0,0,0,0,0,0,0,0,3,0,0,7549747200,0,4
            acme,::ffff:10.1.0.2,2,1500000065,0,0,0,0,88,20,1,0,0,7200000,0,0,0
            globex,"",0,0,1,64,0,0,0,0,0,0,0,7200000,0,0,0
            """.replace("\n", "\r\n"));
        assertThat(run("usage", "--by", "status")).containsPattern("acme +REM_ACCESS_ERR +1 ").doesNotContain("globex");
        assertThat(run("usage", "--by", "reason")).containsPattern("acme +bytes +0 +0.000s ")
            .containsPattern("acme +window +0 +0.000s ").doesNotContain("REM_ACCESS_ERR");
        assertThat(run("usage", "--by", "opcode"))
            .containsPattern("acme +write +egress +1.39GiB +1500000001 +1 ")
            .containsPattern("acme +send +egress +64B +64 +1 +88")
            .containsPattern("globex +recv +ingress +64B +64 +1 ");
        assertThat(run("usage", "--tenant", "acme", "--since", "2026-04-01", "--json")).contains("\"egress\" : 64")
            .doesNotContain("1500000001").doesNotContain("globex");
        assertThat(run("usage", "--since", "soon")).contains("--since: 'soon' is no time");
    }

    @Test
    void shouldWriteFocusThatHasTheColumnsTypesAndValuesOfItsSpecification() {
        final List<Map<String, String>> rows = rows(run("usage", "--format", "focus", "--currency", "EUR",
            "--provider", "Example", "--price", "rdma-egress=0.02"));
        assertThat(rows).hasSizeGreaterThan(4);
        for (final Map<String, String> row : rows) {
            assertThat(row.keySet()).containsAll(MANDATORY);
            row.forEach((column, value) -> {
                assertThat(MANDATORY.contains(column) || OTHERS.contains(column)).as(column).isTrue();
                assertThat(value.isEmpty()).as("%s is null", column).isEqualTo(MAY_BE_NULL.contains(column));
                if (DECIMALS.contains(column)) {
                    assertThat(value).as(column).matches("[0-9]+(\\.[0-9]+)?");
                } else if (TIMES.contains(column)) {
                    assertThat(value).as(column).isEqualTo(Instant.parse(value).toString()).endsWith("Z");
                }
            });
            assertThat(row).containsEntry("ChargeCategory", "Usage").containsEntry("ServiceCategory", "Networking")
                .containsEntry("ChargeFrequency", "Usage-Based").containsEntry("PricingCategory", "Standard")
                .containsEntry("ServiceSubcategory", "Network Connectivity").containsEntry("BillingCurrency", "EUR");
            assertThat(new BigDecimal(row.get("ListUnitPrice")).multiply(new BigDecimal(row.get("PricingQuantity"))))
                .as("price times quantity").isEqualByComparingTo(row.get("ListCost"));
        }
        final Map<String, String> egress = rows.stream().filter(row -> row.get("SkuId").equals("rdma-egress"))
            .findFirst().orElseThrow();
        assertThat(egress).containsEntry("ConsumedQuantity", "1.500000001").containsEntry("ConsumedUnit", "GB")
            .containsEntry("BilledCost", "0.03000000002").containsEntry("ChargePeriodStart", "2026-03-31T23:00:00Z")
            .containsEntry("ChargePeriodEnd", "2026-04-01T00:00:00Z")
            .containsEntry("BillingPeriodStart", "2026-03-01T00:00:00Z")
            .containsEntry("BillingPeriodEnd", "2026-04-01T00:00:00Z");
    }

    @Test
    void shouldFindNoDifferenceOrSayWhereThereIsOne() throws IOException {
        final Path clients = directory.resolve("clients.json");
        Files.writeString(clients, """
            [{"tenant": "acme", "operations": {"write": {"messages": 1, "bytes": 1500000001}}},
             {"tenant": "acme", "operations": {"send": {"messages": 1, "bytes": 64}}}]""");
        // nobody's RNIC: what is booked must show up as a difference to the rails, which counted nothing
        assertThat(run("audit", "--clients", clients.toString())).contains("requests").contains("the rails")
            .doesNotContain("its clients").doesNotContain("counters\n");
        Files.writeString(clients, """
            [{"tenant": "acme", "operations": {"write": {"messages": 1, "bytes": 1500000000},
                "send": {"messages": 1, "bytes": 64}}}]""");
        assertThat(run("audit", "--clients", clients.toString()))
            .containsPattern("tenant acme +bytes/write +1500000001 +1500000000 +its clients");
        assertThat(status).isEqualTo(1);
    }

    private String run(final String... arguments) {
        final List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("--directory", directory.toString()));
        final StringWriter out = new StringWriter();
        final CommandLine commands = new CommandLine(new Root()).addSubcommand(new UsageCommand())
            .addSubcommand(new AuditCommand()).setOut(new PrintWriter(new BufferedWriter(out)))
            .setErr(new PrintWriter(out, true))
            .setCaseInsensitiveEnumValuesAllowed(true);
        status = commands.execute(all.toArray(new String[0]));
        return out.toString();
    }

    /** The root. */
    @CommandLine.Command(name = "weir")
    private static final class Root {
    }

    private static void cut(final Runnable copy, final List<TenantMeter> tenants, final List<UsageMeter> meters,
                            final long nowNs) {
        meters.forEach(meter -> meter.lived(nowNs));
        tenants.forEach(tenant -> {
            tenant.accrue(nowNs);
            tenant.pending(0, 0);
        });
        copy.run();
    }

    private void cut(final Runnable copy, final List<TenantMeter> tenants, final List<UsageMeter> meters) {
        cut(copy, tenants, meters, nowNs);
    }

    private long wallMs() {
        return BEGUN_MS + (nowNs - 1_000_000_000L) / 1_000_000;
    }

    /** Nothing in these is quoted. */
    private static List<Map<String, String>> rows(final String csv) {
        final String[] lines = csv.split("\r\n");
        final String[] heads = lines[0].split(",", -1);
        final List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            final String[] cells = lines[i].split(",", -1);
            assertThat(cells).hasSameSizeAs(heads);
            final Map<String, String> row = new LinkedHashMap<>();
            for (int j = 0; j < heads.length; j++) {
                row.put(heads[j], cells[j]);
            }
            rows.add(row);
        }
        return rows;
    }
}
