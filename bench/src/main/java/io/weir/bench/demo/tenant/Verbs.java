package io.weir.bench.demo.tenant;

import io.weir.client.DeviceOptions;
import io.weir.client.VerbsException;
import io.weir.client.WorkCompletion;
import io.weir.verbs.Errno;
import java.util.concurrent.TimeUnit;

/** Posting and polling answer statuses; a program that can do nothing about a bad one turns it into an exception. */
final class Verbs {
    /** All processes of the demo start at once, maybe on few cores; how long is too long the demo knows. */
    private static final long ATTACH_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(180);

    private Verbs() {
    }

    static DeviceOptions options(final String processName) {
        return DeviceOptions.defaults().withProcessName(processName).withAttachTimeout(ATTACH_TIMEOUT_NS);
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
