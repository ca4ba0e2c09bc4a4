package io.weir.router.admin;

import java.util.Collections;
import java.util.Map;

/**
 * One RNIC.
 *
 * @param kind     {@code local}, {@code soft} or {@code verbs}
 * @param name     of the device, or the address it is bound to
 * @param active   whether packets go
 * @param counters its own, named as the kernel names {@code hw_counters}, in their order
 */
public record RailActivity(String kind, String name, boolean active, Map<String, Long> counters) {
    /** Keeps the order. */
    public RailActivity {
        counters = Collections.unmodifiableMap(counters);
    }
}
