package io.weir.router.rnic.host;

import io.weir.router.rnic.AhAttributes;
import io.weir.router.rnic.RnicAh;

/**
 * An address handle of a software RNIC: nothing but what it was made of.
 *
 * @param attributes where it leads
 */
public record HostAh(AhAttributes attributes) implements RnicAh {
    @Override
    public void destroy() {
        // holds nothing
    }
}
