package io.weir.router.admin;

import io.weir.policy.PolicySettings;
import io.weir.policy.TenantPolicy;
import io.weir.router.config.RouterConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Which policies are in force, and where each number comes from.
 *
 * @param generation   how often they changed, the start included
 * @param loadedMs     when they did last, ms since 1970
 * @param file         the main file; null if the router was not started from one
 * @param rejected     how often a changed file was refused
 * @param rejection    the last refusal; null if the files are in force as they are
 * @param needsRestart what the files say besides tenants that is not in force
 * @param fixed        what is in force besides tenants, by key
 * @param tenants      the tenants and their rules
 */
public record PolicyReport(long generation, long loadedMs, String file, long rejected, Rejection rejection,
                           List<String> needsRestart, Map<String, String> fixed, List<TenantRules> tenants) {
    /**
     * A refusal.
     *
     * @param atMs    when, ms since 1970
     * @param reasons why, a line each
     */
    public record Rejection(long atMs, List<String> reasons) {
    }

    /**
     * What holds for a tenant.
     *
     * @param tenant its name
     * @param rules  in the order in which people read them
     */
    public record TenantRules(String tenant, List<Rule> rules) {
    }

    /**
     * One number.
     *
     * @param key    as the YAML file has it: {@code limit.egress}
     * @param value  as the YAML file has it: {@code 2Gbit/s}
     * @param origin {@code file:line:column}, {@code default}, or {@code limit set} and when
     */
    public record Rule(String key, String value, String origin) {
    }

    /** Of a configuration that is in a file alone. */
    public static PolicyReport of(final RouterConfig config) {
        return new PolicyReport(0, 0, path(config.sources().file()), 0, null, List.of(), config.fixed(),
            config.tenants().stream().map(policy ->
                rules(policy, key -> config.sources().origin(policy.name(), key))).toList());
    }

    /** Of one tenant, with where the value of a key comes from. */
    public static TenantRules rules(final TenantPolicy policy, final UnaryOperator<String> origin) {
        return new TenantRules(policy.name(), PolicySettings.of(policy).entrySet().stream().map(setting ->
            new Rule(setting.getKey(), setting.getValue(), origin.apply(setting.getKey()))).toList());
    }

    /** As text; null if there is none. */
    public static String path(final Path path) {
        return path == null ? null : path.toString();
    }

    /** What differs, for people: {@code rail: soft … → verbs …}. */
    public static List<String> differences(final Map<String, String> before, final Map<String, String> after) {
        final Set<String> keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(after.keySet());
        final List<String> differences = new ArrayList<>();
        for (final String key : keys) {
            final String one = before.getOrDefault(key, "none");
            final String other = after.getOrDefault(key, "none");
            if (!one.equals(other)) {
                differences.add(key + ": " + one + " → " + other);
            }
        }
        return differences;
    }
}
