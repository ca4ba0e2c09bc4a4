package io.weir.router.rnic.verbs;

import io.weir.router.rnic.RnicAh;
import io.weir.router.rnic.verbs.ibv.IbvAh;

/** An address handle of the device. */
record VerbsAh(IbvAh physical) implements RnicAh {
    @Override
    public void destroy() {
        physical.destroy();
    }
}
