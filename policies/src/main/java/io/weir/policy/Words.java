package io.weir.policy;

import java.util.Locale;

/** How constants are written in policies. */
final class Words {
    private Words() {
    }

    static String of(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
