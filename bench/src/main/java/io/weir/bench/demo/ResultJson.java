package io.weir.bench.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The outcome for machines: one JSON document. */
final class ResultJson {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ResultJson() {
    }

    static String of(final Outcome outcome) {
        final ObjectNode root = JSON.createObjectNode();
        root.put("file", outcome.file().toString());
        root.put("file_bytes", outcome.fileBytes());
        final ArrayNode tenants = root.putArray("tenants");
        outcome.tenants().forEach(tenant -> describe(tenants.addObject(), tenant));
        final ArrayNode refusals = root.putArray("refusals");
        for (final Refusal refusal : outcome.refusals()) {
            refusals.addObject().put("name", refusal.name()).put("refused", refusal.refused())
                .put("answer", refusal.answer());
        }
        final ArrayNode checks = root.putArray("checks");
        for (final Check check : outcome.checks()) {
            checks.addObject().put("name", check.what()).put("ok", check.ok()).put("detail", check.detail());
        }
        root.put("ok", outcome.ok());
        if (outcome.keptDirectory() != null) {
            root.put("run_directory", outcome.keptDirectory().toString());
        }
        return render(root);
    }

    /** When it came to no outcome. */
    static String ofFailure(final String reason) {
        return render(JSON.createObjectNode().put("ok", false).put("error", reason));
    }

    private static void describe(final ObjectNode node, final TenantResult tenant) {
        node.put("name", tenant.name());
        node.put("bytes", tenant.bytes());
        node.put("seconds", tenant.seconds());
        node.put("bits_per_second", Math.round(tenant.bitsPerSecond()));
        if (tenant.limit() > 0) {
            node.put("limit_bits_per_second", tenant.limit());
        } else {
            node.putNull("limit_bits_per_second");
        }
        node.put("ops", tenant.operations());
        node.putObject("latency_ns")
            .put("p50", tenant.latencyNs().p50())
            .put("p99", tenant.latencyNs().p99())
            .put("p999", tenant.latencyNs().p999());
        node.put("sha256_ok", tenant.sha256Ok());
        node.put("ledger_bytes", tenant.ledgerBytes());
        node.put("client_bytes", tenant.clientBytes());
    }

    private static String render(final ObjectNode root) {
        try {
            return JSON.writeValueAsString(root);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
