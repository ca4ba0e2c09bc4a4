package io.weir.bench.demo.tenant;

import io.weir.bench.process.Line;
import io.weir.client.VerbsException;
import io.weir.client.VirtualDevice;
import io.weir.verbs.Errno;
import java.nio.file.Path;

/** Tries to attach as a tenant that it is not. */
public final class Stranger {
    private Stranger() {
    }

    /** Argument: the tenant's directory. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> intrude(conversation, Path.of(args[0])));
    }

    private static void intrude(final Conversation conversation, final Path tenantDirectory) throws Exception {
        final Line refused = Line.of("refused");
        try (VirtualDevice device = VirtualDevice.open(tenantDirectory, Verbs.options("stranger"))) {
            conversation.tell(refused.with("asExpected", false).with("answer", "was let in with " + device.gid()));
        } catch (final VerbsException e) {
            final boolean asExpected = e.errno() == Errno.EACCES || e.errno() == Errno.EPERM;
            conversation.tell(refused.with("asExpected", asExpected).with("answer", e.getMessage()));
        }
        conversation.hear("bye");
    }
}
