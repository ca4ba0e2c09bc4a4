package io.weir.router.admin;

import io.weir.router.accounting.Latencies;
import java.util.Map;

/**
 * What a tenant does at present.
 *
 * @param name     of the tenant
 * @param held     how many it holds of each kind of object, such as {@code qp}
 * @param backlog  work requests that it posted and that are not completed
 * @param heldBack by direction what holds its own operations back; nothing for a direction that goes
 * @param heldNs   by direction and reason for how long it was held back, since the router started
 * @param excess   by direction what it did beyond its limits, since the router started
 * @param latency  of its work requests, from the doorbell to the completion: a sample of them
 */
public record TenantActivity(String name, Map<String, Integer> held, long backlog, Map<String, String> heldBack,
                             Map<String, Map<String, Long>> heldNs, Map<String, Excess> excess,
                             Latencies latency) {
    /** Copies the maps. */
    public TenantActivity {
        held = Map.copyOf(held);
        heldBack = Map.copyOf(heldBack);
        heldNs = Map.copyOf(heldNs);
        excess = Map.copyOf(excess);
    }
}
