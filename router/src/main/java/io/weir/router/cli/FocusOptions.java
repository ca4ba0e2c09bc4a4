package io.weir.router.cli;

import java.math.BigDecimal;
import java.util.Map;
import picocli.CommandLine.Option;

/** What a billing system is told besides the usage. */
final class FocusOptions {
    @Option(names = "--provider", paramLabel = "NAME", defaultValue = "Weir",
        description = "FOCUS: who provides, publishes and invoices (default: ${DEFAULT-VALUE}).")
    private String provider;
    @Option(names = "--currency", paramLabel = "CODE", defaultValue = "USD",
        description = "FOCUS: of the prices, as in ISO 4217 (default: ${DEFAULT-VALUE}).")
    private String currency;
    @Option(names = "--price", paramLabel = "SKU=PRICE",
        description = "FOCUS: for a unit of rdma-egress, rdma-ingress, "
        + "rdma-served (GB), rdma-operations (1000000 Requests), rdma-connection (Hours), rdma-memory (GB-Hours); 0 if "
        + "not given.")
    private Map<String, BigDecimal> prices = Map.of();

    String provider() {
        return provider;
    }

    String currency() {
        if (!currency.matches("[A-Z]{3}")) {
            throw new IllegalArgumentException("--currency: '" + currency + "' is no code of ISO 4217, like USD");
        }
        return currency;
    }

    BigDecimal price(final FocusSku sku) {
        final BigDecimal price = prices.getOrDefault(sku.id(), BigDecimal.ZERO);
        if (price.signum() < 0) {
            throw new IllegalArgumentException("--price: " + sku.id() + "=" + price + " is negative");
        }
        return price;
    }

    void check() {
        for (final String id : prices.keySet()) {
            if (FocusSku.of(id) == null) {
                throw new IllegalArgumentException("--price: there is no '" + id + "': known are " + FocusSku.ids());
            }
        }
    }
}
