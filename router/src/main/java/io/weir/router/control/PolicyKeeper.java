package io.weir.router.control;

import io.weir.policy.RailGuarantees;
import io.weir.policy.Rate;
import io.weir.policy.TenantLimits;
import io.weir.policy.TenantPolicy;
import io.weir.router.admin.PolicyReport;
import io.weir.router.config.ConfigException;
import io.weir.router.config.ConfigSources;
import io.weir.router.config.ExternalNetworkConfig;
import io.weir.router.config.RouterConfig;
import io.weir.router.config.RouterConfigLoader;
import io.weir.router.tenant.Tenant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.EpochClock;

/**
 * What is in force: the policies that the router started with, then those of the files as they change, with what
 * operators set by hand in place of it. A file that is wrong changes nothing. Each change that takes effect is a
 * generation of its own. Control thread.
 */
public final class PolicyKeeper {
    private final RouterConfig started;
    private final TenantRoster roster;
    private final EventLog log;
    private final EpochClock clock;
    private final LimitOverrides overrides = new LimitOverrides();
    private RouterConfig read;
    private final Map<String, TenantPolicy> inForce = new LinkedHashMap<>();
    private Rate capacity;
    private long generation = 1;
    private long loadedMs;
    private long rejected;
    private PolicyReport.Rejection rejection;
    private List<String> needsRestart = List.of();

    PolicyKeeper(final RouterConfig config, final TenantRoster roster, final EventLog log, final EpochClock clock) {
        this.started = config;
        this.read = config;
        this.roster = roster;
        this.log = log;
        this.clock = clock;
        loadedMs = clock.time();
        config.tenants().forEach(policy -> inForce.put(policy.name(), policy));
        capacity = config.rail().capacity();
    }

    /** Where what is in force was read. */
    ConfigSources sources() {
        return read.sources();
    }

    /** Reads the files again; {@code why} is for the log. Whether they are in force now. */
    public boolean reload(final String why) {
        if (started.sources().file() == null) {
            return reject(why, List.of("the router was not started from a file: there is nothing to read again"));
        }
        try {
            final RouterConfig next = RouterConfigLoader.load(started.sources().file());
            requireNetworks(next);
            final Map<String, TenantPolicy> effective = effective(next);
            RailGuarantees.check(effective.values(), next.rail().capacity());
            needsRestart = restarts(next);
            read = next;
            rejection = null;
            if (!capacity.equals(next.rail().capacity())) {
                capacity = next.rail().capacity();
                roster.capacity(capacity);
                log.line("policy", "router", "the rail's capacity is " + capacity + " now");
            }
            enforce(effective, why);
            return true;
        } catch (final ConfigException wrong) {
            return reject(why, wrong.problems());
        } catch (final IllegalArgumentException wrong) {
            return reject(why, List.of(wrong.getMessage()));
        }
    }

    /**
     * Changes settings of a tenant by hand, at once.
     *
     * @param changes by key, as {@link io.weir.policy.PolicyEdit} takes them
     * @return the generation in force
     * @throws IllegalArgumentException with one line for the operator, and nothing changed
     */
    public long set(final String tenant, final Map<String, String> changes) {
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("nothing to set");
        }
        final TenantPolicy next = overrides.applyTo(fromFile(tenant), changes);
        requirePromises(next);
        overrides.set(tenant, changes, clock.time());
        enforce(next, "limit set " + tenant + " " + changes);
        return generation;
    }

    /** What the files say of a tenant holds again; of no effect if it does. The generation in force. */
    public long clear(final String tenant) {
        final TenantPolicy policy = fromFile(tenant);
        requirePromises(policy);
        if (overrides.clear(tenant)) {
            enforce(policy, "limit clear " + tenant);
        }
        return generation;
    }

    /** That the rail carries what is guaranteed when this is in force for its tenant. */
    private void requirePromises(final TenantPolicy next) {
        final TenantLimits before = inForce.get(next.name()).limits();
        final TenantLimits after = next.limits();
        if (!before.egress().guarantee().equals(after.egress().guarantee())
            || !before.ingress().guarantee().equals(after.ingress().guarantee())) {
            final Map<String, TenantPolicy> effective = new LinkedHashMap<>(inForce);
            effective.put(next.name(), next);
            RailGuarantees.check(effective.values(), capacity);
        }
    }

    /** All of it, as the admin endpoint tells it. */
    public PolicyReport report() {
        final List<PolicyReport.TenantRules> tenants = new ArrayList<>();
        inForce.values().forEach(policy -> tenants.add(PolicyReport.rules(policy, key -> {
            final String byHand = overrides.origin(policy.name(), key);
            return byHand != null ? byHand : read.sources().origin(policy.name(), key);
        })));
        return new PolicyReport(generation, loadedMs, PolicyReport.path(started.sources().file()), rejected, rejection,
            needsRestart, started.fixed(), tenants);
    }

    private TenantPolicy fromFile(final String tenant) {
        for (final TenantPolicy each : read.tenants()) {
            if (each.name().equals(tenant) && inForce.containsKey(tenant)) {
                return each;
            }
        }
        throw new IllegalArgumentException("there is no tenant '" + tenant + "': known are "
            + String.join(", ", inForce.keySet()));
    }

    private Map<String, TenantPolicy> effective(final RouterConfig next) {
        final Map<String, TenantPolicy> effective = new LinkedHashMap<>();
        for (final TenantPolicy policy : next.tenants()) {
            try {
                effective.put(policy.name(), overrides.applyTo(policy));
            } catch (final IllegalArgumentException wrong) {
                throw new IllegalArgumentException("what was set by hand for " + policy.name() + " does not go with "
                    + "the file: " + wrong.getMessage() + "; 'weir limit clear " + policy.name() + "' ends it", wrong);
            }
        }
        return effective;
    }

    /** A tenant cannot move to an external network that the rails were not opened for. */
    private void requireNetworks(final RouterConfig next) {
        for (final TenantPolicy policy : next.tenants()) {
            if (policy.isExternal()) {
                final ExternalNetworkConfig wanted = network(next, policy.network());
                if (!wanted.equals(network(started, policy.network()))) {
                    throw new IllegalArgumentException("tenant " + policy.name() + " is on the external network "
                        + policy.network() + ", which changed: that needs a restart");
                }
            }
        }
    }

    private static ExternalNetworkConfig network(final RouterConfig config, final String name) {
        return config.networks().stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
    }

    private List<String> restarts(final RouterConfig next) {
        return PolicyReport.differences(started.fixed(), next.fixed());
    }

    private void enforce(final Map<String, TenantPolicy> effective, final String why) {
        final List<String> done = new ArrayList<>();
        for (final TenantPolicy policy : List.copyOf(inForce.values())) {
            final TenantPolicy next = effective.get(policy.name());
            if (next == null || moves(policy, next)) {
                remove(policy, next, done);
            }
        }
        for (final TenantPolicy next : effective.values()) {
            final TenantPolicy policy = inForce.get(next.name());
            if (policy == null) {
                add(next, done);
            } else if (!policy.equals(next)) {
                change(next);
                done.add("changed " + next.name());
            }
        }
        if (!done.isEmpty()) {
            begin(why, String.join(", ", done));
        }
        if (!needsRestart.isEmpty()) {
            log.limited("restart", "router", "needs a restart to take effect: " + String.join("; ", needsRestart));
        }
    }

    /** As that, where only one tenant's rules may have changed. */
    private void enforce(final TenantPolicy next, final String why) {
        if (!inForce.get(next.name()).equals(next)) {
            change(next);
            begin(why, "changed " + next.name());
        }
    }

    private void change(final TenantPolicy next) {
        roster.change(roster.find(next.name()), next);
        inForce.put(next.name(), next);
    }

    /** Another generation. */
    private void begin(final String why, final String done) {
        generation++;
        loadedMs = clock.time();
        log.limited("policy", "router", "policy generation " + generation + " (" + why + "): " + done);
    }

    private void remove(final TenantPolicy policy, final TenantPolicy next, final List<String> done) {
        final Tenant tenant = roster.find(policy.name());
        roster.remove(tenant, next == null ? policy.name() + " was removed from the configuration"
            : "the device of " + policy.name() + " moves");
        inForce.remove(policy.name());
        if (next == null) {
            overrides.clear(policy.name());
            done.add("removed " + policy.name());
        }
    }

    private void add(final TenantPolicy next, final List<String> done) {
        try {
            roster.add(next);
            inForce.put(next.name(), next);
            done.add("added " + next.name());
        } catch (final RuntimeException thrown) {
            rejected++;
            rejection = new PolicyReport.Rejection(
                clock.time(), List.of("tenant " + next.name() + " can not be added: " + thrown.getMessage()));
            log.limited("rejected", next.name(), rejection.reasons().getFirst());
        }
    }

    /** Its device has another name, which is who it is for the others. */
    private static boolean moves(final TenantPolicy policy, final TenantPolicy next) {
        return !policy.network().equals(next.network()) || policy.address() != next.address();
    }

    private boolean reject(final String why, final List<String> reasons) {
        rejected++;
        rejection = new PolicyReport.Rejection(clock.time(), reasons);
        log.limited("rejected", "router", "rejected (" + why + "), generation " + generation + " stays in force: "
            + reasons.getFirst() + (reasons.size() == 1 ? "" : " (and " + (reasons.size() - 1) + " more problems)"));
        return false;
    }
}
