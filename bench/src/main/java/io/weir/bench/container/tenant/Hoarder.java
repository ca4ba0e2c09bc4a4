package io.weir.bench.container.tenant;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import io.weir.client.ProtectionDomain;
import io.weir.client.VirtualDevice;
import io.weir.verbs.AccessFlags;
import java.nio.file.Path;

/** Registers memory, a piece after the other, and writes nothing to it; tells what it has. */
public final class Hoarder {
    private Hoarder() {
    }

    /** Arguments: the tenant's directory, bytes of a piece, how many. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            try (VirtualDevice device = VirtualDevice.open(Path.of(args[0]))) {
                final ProtectionDomain pd = device.allocPd();
                conversation.tell(Line.of("attached"));
                conversation.hear("register");
                final long piece = Long.parseLong(args[1]);
                for (int i = 1; i <= Integer.parseInt(args[2]); i++) {
                    pd.regMr(device.allocate(piece), AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE);
                    conversation.tell(Line.of("holds").with("pieces", i));
                }
                conversation.tell(Line.of("full"));
                conversation.hear("bye");
                device.closeAll();
            }
        });
    }
}
