package io.weir.bench.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.process.Line;
import io.weir.router.cli.AuditCommand;
import io.weir.verbs.WcOpcode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import picocli.CommandLine;

/** What the clients of one host counted themselves, and {@code weir audit --clients} over it. */
final class ClientCounts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ArrayNode clients = JSON.createArrayNode();

    /** What a client of a tenant said when it was done. */
    void add(final DemoTenant tenant, final Line done) {
        final ObjectNode operations =
            clients.addObject().put("tenant", tenant.label()).putObject("operations");
        for (final String seen : done.text("seen").split(",")) {
            final String[] parts = seen.split(":");
            operations.putObject(item(WcOpcode.valueOf(parts[0])))
                .put("messages", Long.parseLong(parts[1])).put("bytes", Long.parseLong(parts[2]));
        }
    }

    /** As the ledger calls it. */
    private static String item(final WcOpcode opcode) {
        return switch (opcode) {
            case SEND -> "send";
            case RDMA_WRITE -> "write";
            case RECV -> "recv";
            case RECV_RDMA_WITH_IMM -> "recv_rdma_with_imm";
            default -> throw new IllegalArgumentException("no client of the demo does " + opcode);
        };
    }

    /** Audits a host whose router still runs and whose clients are done; their counts are written to a file. */
    Check audit(final String host, final Path config, final Path file) throws IOException {
        JSON.writeValue(file.toFile(), clients);
        final StringWriter said = new StringWriter();
        final PrintWriter out = new PrintWriter(said, true);
        final int status = new CommandLine(new AuditCommand()).setOut(out).setErr(out)
            .setExecutionExceptionHandler((failure, command, parsed) -> {
                out.println(failure.getMessage());
                return 1;
            })
            .execute("--config", config.toString(), "--clients", file.toString());
        final String text = said.toString().strip();
        return new Check("host " + host + " audit", status == 0, status == 0
            ? text.substring(text.lastIndexOf('\n') + 1) : text.replaceAll("\\s*\\R\\s*", "; "));
    }
}
