package io.weir.router.cli;

import io.weir.policy.ByteSize;
import io.weir.router.admin.Json;
import io.weir.router.admin.Resource;
import io.weir.router.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir resources}: what the tenants of a running router hold. */
@Command(
    name = "resources",
    mixinStandardHelpOptions = true,
    description = "List what tenants hold: sessions, protection domains, memory regions, queues.")
public final class ResourcesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private RouterAddress router;
    @Option(names = "--tenant", paramLabel = "NAME", description = "Only this one's.")
    private String tenant;
    @Option(names = "--json", description = "One JSON document: a list.")
    private boolean json;

    @Override
    public Integer call() throws IOException, ConfigException {
        final List<Resource> resources = router.client().resources().stream()
            .filter(resource -> tenant == null || resource.tenant().equals(tenant))
            .toList();
        final PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(resources));
            return 0;
        }
        final Table table = new Table("KIND", "TENANT", "SESSION>", "PID>", "NUMBER>", "PHYSICAL>", "STATE", "BYTES>");
        resources.forEach(resource -> table.row(resource.kind(), resource.tenant(), resource.session(), resource.pid(),
            Units.hex(resource.number()), Units.hex(resource.physical()), resource.state(),
            resource.bytes() == null ? null : ByteSize.format(resource.bytes())));
        if (table.isEmpty()) {
            out.println(tenant == null ? "no tenant holds anything" : tenant + " holds nothing");
        } else {
            table.print(out);
        }
        return 0;
    }
}
