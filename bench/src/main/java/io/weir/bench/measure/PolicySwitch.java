package io.weir.bench.measure;

import io.weir.router.admin.AdminClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** Stops a tenant by a limit, and lets it go on: by hand, or in the router's configuration as an editor changes it. */
final class PolicySwitch {
    /** Far below what one operation costs. */
    private static final String SHUT = "1bit";
    private static final String OPEN = "100Gbit";
    private static final String BURST = "8B";

    /** One of the four. */
    @FunctionalInterface
    interface Step {
        /** Done when the router has answered, or the file is there. */
        void run() throws IOException;
    }

    private final AdminClient router;
    private final Path file;
    private final String tenant;
    private final String original;

    PolicySwitch(final AdminClient router, final Path file, final String tenant) throws IOException {
        this.router = router;
        this.file = file;
        this.tenant = tenant;
        original = Files.readString(file);
    }

    void closeByHand() throws IOException {
        router.setLimits(tenant, Map.of("limit.egress", SHUT, "burst.egress", BURST));
    }

    void openByHand() throws IOException {
        router.setLimits(tenant, Map.of("limit.egress", OPEN, "burst.egress", BURST));
    }

    void closeByFile() throws IOException {
        write("limit: {egress: " + SHUT + "}, burst: " + BURST);
    }

    void openByFile() throws IOException {
        write("limit: {egress: " + OPEN + "}, burst: " + BURST);
    }

    private void write(final String rules) throws IOException {
        final String name = "{name: " + tenant + ", ";
        final String edited = original.replace(name, name + rules + ", ");
        if (edited.equals(original)) {
            throw new IOException(file + " has no tenant " + tenant);
        }
        final Path draft = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), edited);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
