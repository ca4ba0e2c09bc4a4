package io.weir.router.config;

import io.weir.policy.PolicySettings;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a configuration was read, so that it can be read again, and that people can be told which rule gives which
 * number.
 *
 * @param file     the main file, absolute; null if it was never in one
 * @param policies what {@code policies} in it names, absolute: a file or a directory; null without
 * @param files    of policies that were read
 * @param rules    by tenant: where a setting was read, {@code file:line:column}, by its key
 */
public record ConfigSources(Path file, Path policies, List<Path> files, Map<String, Map<String, String>> rules) {
    /** Of what was never in a file. */
    public static final ConfigSources NONE = new ConfigSources(null, null, List.of(), Map.of());
    /** The origin of what nobody wrote. */
    public static final String DEFAULT = "default";

    /** Copies the collections. */
    public ConfigSources {
        files = List.copyOf(files);
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    }

    /**
     * Where a setting of a tenant comes from: {@code file:line:column}, or {@value #DEFAULT}.
     *
     * @param key as {@link PolicySettings} names it
     */
    public String origin(final String tenant, final String key) {
        final Map<String, String> places = rules.getOrDefault(tenant, Map.of());
        final int dot = key.indexOf('.');
        final String whole = dot < 0 ? null : places.get(key.substring(0, dot));
        // one number for all directions stands at the kind of rule; one of bytes says nothing of operations
        final boolean general = whole != null && !key.endsWith("operations");
        return places.getOrDefault(key, general ? whole : DEFAULT);
    }
}
