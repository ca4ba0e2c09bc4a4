package io.weir.router.cli;

import io.weir.router.accounting.ledger.LedgerReader;
import io.weir.router.accounting.ledger.LedgerReader.Dimension;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Usage as a dataset of FOCUS 1.2 (FinOps Open Cost and Usage Specification): a row for each tenant, network, hour and
 * thing sold. Columns that are conditional on what Weir has not (commitment discounts, capacity reservations, regions,
 * negotiated prices, other currencies, tags) are left out, as the specification has it.
 */
final class FocusCsv {
    private static final List<Dimension> BY = List.of(Dimension.TENANT, Dimension.NETWORK, Dimension.HOUR);

    private final FocusOptions options;

    FocusCsv(final FocusOptions options) {
        this.options = options;
    }

    /** A thing sold to a tenant in an hour. */
    private record Charge(String tenant, String network, Instant hour, FocusSku sku) {
    }

    void print(final LedgerReader ledger, final String tenant, final long sinceMs, final long untilMs,
               final PrintWriter out) throws IOException {
        options.check();
        final Map<Charge, Long> charges = new LinkedHashMap<>();
        for (final LedgerReader.Sum sum : ledger.sums(BY, tenant, sinceMs, untilMs)) {
            final FocusSku sku = FocusSku.of(sum);
            if (sku != null) {
                charges.merge(new Charge(sum.keys().get(Dimension.TENANT), sum.keys().get(Dimension.NETWORK),
                    Instant.ofEpochMilli(Long.parseLong(sum.keys().get(Dimension.HOUR))), sku), sum.amount(),
                    Long::sum);
            }
        }
        boolean headed = false;
        for (final Map.Entry<Charge, Long> each : charges.entrySet()) {
            final Map<String, Object> row = row(each.getKey(), each.getValue());
            if (!headed) {
                Csv.print(new ArrayList<>(row.keySet()), out);
                headed = true;
            }
            Csv.print(new ArrayList<>(row.values()), out);
        }
        if (!headed) {
            Csv.print(new ArrayList<>(row(new Charge("", "", Instant.EPOCH, FocusSku.RDMA_EGRESS), 0).keySet()), out);
        }
    }

    private Map<String, Object> row(final Charge charge, final long amount) {
        final BigDecimal quantity = charge.sku().quantity(amount);
        final BigDecimal price = options.price(charge.sku());
        final String cost = plain(quantity.multiply(price));
        final ZonedDateTime month = charge.hour().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
        final Map<String, Object> row = new LinkedHashMap<>();
        row.put("BilledCost", cost);
        row.put("BillingAccountId", charge.tenant());
        row.put("BillingAccountName", charge.tenant());
        row.put("BillingAccountType", "Tenant");
        row.put("BillingCurrency", options.currency());
        row.put("BillingPeriodEnd", month.plusMonths(1).toInstant());
        row.put("BillingPeriodStart", month.toInstant());
        row.put("ChargeCategory", "Usage");
        row.put("ChargeClass", null);
        row.put("ChargeDescription", charge.sku().description());
        row.put("ChargeFrequency", "Usage-Based");
        row.put("ChargePeriodEnd", charge.hour().plus(1, ChronoUnit.HOURS));
        row.put("ChargePeriodStart", charge.hour());
        row.put("ConsumedQuantity", plain(quantity));
        row.put("ConsumedUnit", charge.sku().unit());
        row.put("ContractedCost", cost);
        row.put("EffectiveCost", cost);
        row.put("InvoiceId", null);
        row.put("InvoiceIssuerName", options.provider());
        row.put("ListCost", cost);
        row.put("ListUnitPrice", plain(price));
        row.put("PricingCategory", "Standard");
        row.put("PricingQuantity", plain(quantity));
        row.put("PricingUnit", charge.sku().unit());
        row.put("ProviderName", options.provider());
        row.put("PublisherName", options.provider());
        row.put("ResourceId", charge.network() + "/" + charge.tenant());
        row.put("ResourceName", charge.tenant() + " on " + charge.network());
        row.put("ResourceType", "Virtual RDMA Device");
        row.put("ServiceCategory", "Networking");
        row.put("ServiceName", "Virtual RDMA");
        row.put("ServiceSubcategory", "Network Connectivity");
        row.put("SkuId", charge.sku().id());
        row.put("SkuMeter", charge.sku().description());
        row.put("SkuPriceDetails", null);
        row.put("SkuPriceId", charge.sku().id());
        row.put("SubAccountId", charge.network());
        row.put("SubAccountName", charge.network());
        row.put("SubAccountType", "Network");
        return row;
    }

    private static String plain(final BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
