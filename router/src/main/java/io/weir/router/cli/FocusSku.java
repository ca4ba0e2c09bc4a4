package io.weir.router.cli;

import io.weir.router.accounting.ledger.LedgerReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is sold, in units as FOCUS writes them; quantities are exact: units are powers of ten, or 3600 of them. */
enum FocusSku {
    RDMA_EGRESS("GB", "Payload that left the tenant's memory by its own operations"),
    RDMA_INGRESS("GB", "Payload that arrived in the tenant's memory by its own operations"),
    RDMA_SERVED("GB", "Payload that peers' operations read and wrote in the tenant's memory"),
    RDMA_OPERATIONS("1000000 Requests", "Operations of the tenant"),
    RDMA_CONNECTION("Hours", "Queue pairs by how long they existed"),
    RDMA_MEMORY("GB-Hours", "Registered memory by how long it was");

    private static final BigDecimal GIGA = BigDecimal.TEN.pow(9);
    private static final BigDecimal MILLION = BigDecimal.TEN.pow(6);
    private static final BigDecimal HOUR_MS = BigDecimal.valueOf(3_600_000);
    private static final BigDecimal HOUR_S = BigDecimal.valueOf(3_600);
    /** Digits behind the point, where a unit is no power of ten. */
    private static final int SCALE = 12;

    private final String unit;
    private final String description;

    FocusSku(final String unit, final String description) {
        this.unit = unit;
        this.description = description;
    }

    static FocusSku of(final String id) {
        return Arrays.stream(values()).filter(sku -> sku.id().equals(id)).findFirst().orElse(null);
    }

    static String ids() {
        return Arrays.stream(values()).map(FocusSku::id).collect(Collectors.joining(", "));
    }

    /** What a sum is sold as; null if it is not. */
    static FocusSku of(final LedgerReader.Sum sum) {
        return switch (sum.quantity()) {
            case "bytes" -> of("rdma-" + sum.direction());
            case "messages" -> sum.direction().equals("served") ? null : RDMA_OPERATIONS;
            case "qp_ms" -> RDMA_CONNECTION;
            case "mr_byte_seconds" -> RDMA_MEMORY;
            default -> null;
        };
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String unit() {
        return unit;
    }

    String description() {
        return description;
    }

    BigDecimal quantity(final long amount) {
        final BigDecimal exact = BigDecimal.valueOf(amount);
        return switch (this) {
            case RDMA_EGRESS, RDMA_INGRESS, RDMA_SERVED -> exact.divide(GIGA);
            case RDMA_OPERATIONS -> exact.divide(MILLION);
            case RDMA_CONNECTION -> exact.divide(HOUR_MS, SCALE, RoundingMode.HALF_EVEN);
            case RDMA_MEMORY -> exact.divide(GIGA.multiply(HOUR_S), SCALE, RoundingMode.HALF_EVEN);
        };
    }
}
