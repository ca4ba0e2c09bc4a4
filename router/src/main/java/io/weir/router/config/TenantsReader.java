package io.weir.router.config;

import io.weir.policy.Allowance;
import io.weir.policy.Rate;
import io.weir.policy.TenantLimits;
import io.weir.policy.TenantPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads all tenants: those of the main file, and those of the files that its {@code policies} names; then what must
 * hold between them.
 */
final class TenantsReader {
    private static final String EXAMPLE = "[{name: acme, network: blue, ip: 10.1.0.1}]";

    private record Read(TenantPolicy policy, Section section) {
    }

    private final Path file;
    private final Path trial;
    private final TenantReader reader;
    private final Claims claims;
    private final Problems problems;
    private final List<Read> tenants = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final Set<String> tried = new HashSet<>();
    private Path policies;

    /**
     * With the main file, relative to which {@code policies} is.
     *
     * @param trial a policy file that is tried out, or null: it takes the place of the one of its name, or else its
     *              tenants that of the others of their names
     */
    TenantsReader(final Path file, final Path trial, final TenantReader reader, final Claims claims,
                  final Problems problems) {
        this.file = file;
        this.trial = trial;
        this.reader = reader;
        this.claims = claims;
        this.problems = problems;
    }

    /** From the main file; with {@code directory}, the run directory, sockets' paths are checked. */
    List<TenantPolicy> read(final Section main, final Path directory, final Rate capacity) throws ConfigException {
        policies = main.get("policies", text -> file.toAbsolutePath().getParent().resolve(text).normalize(), null);
        final List<Section> own = main.sections("tenants", "a tenant");
        final List<Path> others = policyFiles(main);
        if (trial != null && !others.contains(trial)) {
            readFile(trial).forEach(each -> add(each, true));
        }
        own.forEach(each -> add(each, false));
        for (final Path each : others) {
            readFile(each).forEach(section -> add(section, false));
        }
        requireSome(main);
        for (final Read each : tenants) {
            checkReach(each);
            if (directory != null) {
                checkSocketPath(directory, each);
            }
        }
        checkGuarantees("egress", TenantLimits::egress, capacity);
        checkGuarantees("ingress", TenantLimits::ingress, capacity);
        return tenants.stream().map(Read::policy).toList();
    }

    /** From a policy file alone. */
    List<TenantPolicy> readAlone() throws ConfigException {
        readFile(file).forEach(each -> add(each, false));
        return tenants.stream().map(Read::policy).toList();
    }

    /** Where it was all read. */
    ConfigSources sources() {
        final Map<String, Map<String, String>> rules = new LinkedHashMap<>();
        tenants.forEach(each -> rules.put(each.policy.name(), Origins.of(each.section.node())));
        return new ConfigSources(file.toAbsolutePath(), policies, files, rules);
    }

    private List<Path> policyFiles(final Section main) {
        if (policies == null) {
            return List.of();
        }
        try {
            return PolicyFiles.list(policies).stream().map(this::tried).toList();
        } catch (final IOException thrown) {
            problems.add(main.at("policies"), "'policies': " + policies + " can not be read: " + thrown.getMessage());
            return List.of();
        }
    }

    private Path tried(final Path each) {
        return trial != null && trial.getFileName().equals(each.getFileName()) ? trial : each;
    }

    private List<Section> readFile(final Path each) throws ConfigException {
        final Node root = RouterConfigLoader.compose(
            RouterConfigLoader.readText(each), each, "write tenants: " + EXAMPLE, problems);
        files.add(each);
        if (root == null) {
            return List.of();
        }
        final Section section = Section.of(root, "a policy file", problems);
        section.requirePresent("tenants", EXAMPLE);
        final List<Section> sections = section.sections("tenants", "a tenant");
        section.finish();
        return sections;
    }

    private void add(final Section section, final boolean tries) {
        final TenantPolicy tenant = reader.read(section);
        if (tenant == null || (!tries && tried.contains(tenant.name()))) {
            return;
        }
        if (tries) {
            tried.add(tenant.name());
        }
        claims.claim("tenant", tenant.name(), section.at("name"));
        if (!tenant.isExternal()) {
            claims.claim("device", new DeviceAddress(tenant.network(), tenant.address()), section.at("ip"));
        }
        tenants.add(new Read(tenant, section));
    }

    private void requireSome(final Section main) {
        if (policies == null) {
            if (main.requirePresent("tenants", EXAMPLE) && main.isEmptyList("tenants")) {
                problems.add(main.at("tenants"),
                    "'tenants' is empty: add one, like {name: acme, network: blue, ip: 10.1.0.1}");
            }
        } else if (tenants.isEmpty() && problems.isEmpty()) {
            problems.add(main.at("policies"), "'policies': there is no tenant in " + policies + ": write one there, "
                + "like tenants: " + EXAMPLE);
        }
    }

    private void checkReach(final Read each) {
        for (final String name : each.policy.reach().tenants()) {
            final TenantPolicy other = tenants.stream().map(Read::policy)
                .filter(one -> one.name().equals(name)).findFirst().orElse(null);
            if (other == null) {
                final String meant =
                    Suggestion.nearest(name, tenants.stream().map(one -> one.policy.name()).toList());
                problems.add(item(each.section.at("reach"), name), "'reach': there is no tenant '" + name + "'"
                    + (meant == null ? ": write a tenant's name, or an address or prefix"
                        : ", did you mean '" + meant + "'?"));
            } else if (!other.network().equals(each.policy.network())) {
                problems.add(item(each.section.at("reach"), name), "'reach': tenant '" + name + "' is on "
                    + other.network() + ", which nobody on " + each.policy.network() + " reaches: leave it out");
            }
        }
    }

    private void checkGuarantees(final String what, final Function<TenantLimits, Allowance> direction,
                                 final Rate capacity) {
        long sum = 0;
        for (final Read each : tenants) {
            final long own = direction.apply(each.policy.limits()).guarantee().perSecond();
            sum += own;
            if (sum > capacity.perSecond() && sum - own <= capacity.perSecond()) {
                problems.add(each.section.find("guarantee", what), "'" + what + "': the tenants' guarantees sum to "
                    + Rate.ofBits(Math.min(sum, Rate.MAX_PER_SECOND)) + " with this one, more than the rail's capacity "
                    + "of " + capacity + ": guarantee less, or raise the capacity");
            }
        }
    }

    private void checkSocketPath(final Path directory, final Read each) {
        final Path socket = RouterConfig.tenantDirectory(directory, each.policy.name())
            .resolve(RouterConfig.ATTACH_SOCKET);
        final int bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > RouterConfig.MAX_SOCKET_PATH_BYTES) {
            problems.add(each.section.at("name"), "the socket of tenant '" + each.policy.name() + "', " + socket
                + ", has a path of " + bytes + " bytes, more than the " + RouterConfig.MAX_SOCKET_PATH_BYTES
                + " there may be: write a shorter directory or name");
        }
    }

    private static Node item(final Node list, final String value) {
        return list instanceof final SequenceNode sequence ? sequence.getValue().stream()
            .filter(each -> each instanceof final org.snakeyaml.engine.v2.nodes.ScalarNode scalar
                && scalar.getValue().equals(value)).findFirst().orElse(list) : list;
    }
}
