package io.weir.bench.demo.tenant;

import io.weir.client.VerbsException;
import io.weir.client.WorkCompletion;
import io.weir.verbs.Errno;

/** Posting and polling answer statuses; a program that can do nothing about a bad one turns it into an exception. */
final class Verbs {
    private Verbs() {
    }

    static void posted(final int errno) {
        if (errno != 0) {
            throw new VerbsException(errno, "post", "refused");
        }
    }

    static void succeeded(final WorkCompletion completion) {
        if (!completion.isSuccess()) {
            throw new VerbsException(Errno.EIO, "work request " + completion.wrId(), "completed with "
                + completion.status());
        }
    }
}
