package io.weir.router.cli;

import io.weir.policy.ByteSize;
import io.weir.router.admin.AdminClient;
import io.weir.router.admin.Json;
import io.weir.router.admin.Resource;
import io.weir.router.admin.TenantStatus;
import io.weir.router.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir resources}: what the tenants of a running router hold. */
@Command(
    name = "resources",
    mixinStandardHelpOptions = true,
    description = {"List what tenants hold, in the words of 'rdma resource show'.",
        "NUMBER is a queue pair's or a handle as the tenant knows it, for an mr its lkey; PHYSICAL what the RNIC knows"
            + " it by, for an mr the rkey."})
public final class ResourcesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private RouterAddress router;
    @Parameters(arity = "0..1", paramLabel = "KIND", description = "Only these: ${COMPLETION-CANDIDATES}.")
    private Kind kind;
    @Option(names = "--tenant", paramLabel = "NAME", description = "Only this one's.")
    private String tenant;
    @Option(names = "--json", description = "One JSON document: a list.")
    private boolean json;

    /** As the {@code rdma} tool names them; and what only Weir has. */
    enum Kind {
        /** An attached process. */
        session,
        /** Protection domain. */
        pd,
        /** Memory region. */
        mr,
        /** Completion queue. */
        cq,
        /** Queue pair. */
        qp,
        /** Shared receive queue. */
        srq,
        /** Completion channel. */
        channel,
        /** Address handle. */
        ah
    }

    @Override
    public Integer call() throws IOException, ConfigException {
        final AdminClient client = router.client();
        if (tenant != null) {
            requireKnown(client.status().tenants());
        }
        final List<Resource> resources = client.resources().stream()
            .filter(resource -> tenant == null || resource.tenant().equals(tenant))
            .filter(resource -> kind == null || resource.kind().equals(kind.name()))
            .toList();
        final PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(resources));
        } else {
            print(resources, out);
        }
        return 0;
    }

    private void requireKnown(final List<TenantStatus> tenants) throws IOException {
        if (tenants.stream().noneMatch(known -> known.name().equals(tenant))) {
            throw new IOException("there is no tenant '" + tenant + "': known are "
                + tenants.stream().map(TenantStatus::name).collect(Collectors.joining(", ")));
        }
    }

    private void print(final List<Resource> resources, final PrintWriter out) {
        final Table table = new Table("KIND", "TENANT", "SESSION>", "PID>", "NUMBER>", "RKEY>", "PHYSICAL>", "RNIC",
            "PEER>", "TYPE", "STATE", "ENTRIES>", "SIZE>");
        resources.forEach(resource -> table.row(resource.kind(), resource.tenant(), resource.session(), resource.pid(),
            Units.hex(resource.number()), Units.hex(resource.rkey()), Units.hex(resource.physical()), resource.rnic(),
            Units.hex(resource.peer()), resource.type(), resource.state(), resource.entries(),
            resource.bytes() == null ? null : ByteSize.format(resource.bytes())));
        if (table.isEmpty()) {
            out.println(tenant == null
                ? "no tenant holds any" + (kind == null ? "thing" : " " + kind)
                : tenant + " holds no" + (kind == null ? "thing" : " " + kind));
        } else {
            table.compact().print(out);
        }
    }
}
