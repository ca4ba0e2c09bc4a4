package io.weir.router.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.router.accounting.ledger.LedgerAudit;
import io.weir.router.accounting.ledger.LedgerReader;
import io.weir.router.accounting.ledger.LedgerReader.Dimension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What clients counted of their own work completions, by tenant and by {@code messages/write} and the like. */
record ClientsFile(Map<String, Map<String, Long>> tenants) {
    /** Several entries of one tenant are added up. */
    static ClientsFile read(final Path file) throws IOException {
        final JsonNode document = new ObjectMapper().readTree(file.toFile());
        final Map<String, Map<String, Long>> tenants = new TreeMap<>();
        for (final JsonNode client : document) {
            final String tenant = client.path("tenant").asText();
            if (tenant.isEmpty() || !client.path("operations").isObject()) {
                throw new IOException(file + ": each entry has a tenant and operations: " + client);
            }
            final Map<String, Long> counts = tenants.computeIfAbsent(tenant, key -> new TreeMap<>());
            client.path("operations").properties().forEach(operation -> {
                for (final String quantity : List.of("messages", "bytes")) {
                    counts.merge(quantity + "/" + operation.getKey(), operation.getValue().path(quantity).asLong(),
                        Long::sum);
                }
            });
        }
        return new ClientsFile(tenants);
    }

    /** What differs from what is booked of the tenants' own operations. */
    List<LedgerAudit.Finding> compare(final LedgerReader ledger, final long sinceMs, final long untilMs)
        throws IOException {
        final List<LedgerAudit.Finding> findings = new ArrayList<>();
        for (final Map.Entry<String, Map<String, Long>> tenant : tenants.entrySet()) {
            final Map<String, Long> booked = new TreeMap<>();
            for (final LedgerReader.Sum sum : ledger.sums(List.of(Dimension.TENANT), tenant.getKey(), sinceMs,
                untilMs)) {
                if (sum.quantity().matches("messages|bytes") && !sum.direction().equals("served")) {
                    booked.put(sum.quantity() + "/" + sum.item(), sum.amount());
                }
            }
            final TreeSet<String> keys = new TreeSet<>(booked.keySet());
            keys.addAll(tenant.getValue().keySet());
            for (final String key : keys) {
                final long ours = booked.getOrDefault(key, 0L);
                final long theirs = tenant.getValue().getOrDefault(key, 0L);
                if (ours != theirs) {
                    findings.add(new LedgerAudit.Finding(0, "tenant " + tenant.getKey(), key, ours, theirs,
                        "its clients"));
                }
            }
        }
        return findings;
    }
}
