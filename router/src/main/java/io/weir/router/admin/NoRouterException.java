package io.weir.router.admin;

import java.io.IOException;
import java.io.Serial;

/** There is no router to ask. */
public final class NoRouterException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    NoRouterException(final String message) {
        super(message);
    }
}
