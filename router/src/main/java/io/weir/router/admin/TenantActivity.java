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
 * @param latency  of its work requests, from the doorbell to the completion: a sample of them
 */
public record TenantActivity(String name, Map<String, Integer> held, long backlog, Map<String, String> heldBack,
                             Latencies latency) {
    /** Copies the maps. */
    public TenantActivity {
        held = Map.copyOf(held);
        heldBack = Map.copyOf(heldBack);
    }
}
