package io.weir.router.control;

import io.aeron.driver.NameResolverAgent;
import java.net.InetAddress;

/** Resolves no name: a tenant must not make the control thread wait for a name server by naming a host in a channel. */
final class RefusingNameResolver implements NameResolverAgent {
    @Override
    public InetAddress resolve(final String name, final String uriParamName, final boolean isReResolution) {
        return null;
    }

    @Override
    public String lookup(final String name, final String uriParamName, final boolean isReLookup) {
        return name;
    }

    @Override
    public String name() {
        return "refusing";
    }
}
