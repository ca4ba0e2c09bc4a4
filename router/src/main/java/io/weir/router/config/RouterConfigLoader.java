package io.weir.router.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a router's YAML file. What the keys are is in {@code weir.example.yaml} beside this class. */
public final class RouterConfigLoader {
    private static final long MAX_FILE_BYTES = 4L << 20;

    private RouterConfigLoader() {
    }

    /**
     * Reads and checks a file; tenants without {@code uid} and {@code gid} are the user's who runs this process.
     *
     * @throws ConfigException with all that is wrong
     */
    public static RouterConfig load(final Path file) throws ConfigException {
        return load(file, ownUid());
    }

    static RouterConfig load(final Path file, final int ownUid) throws ConfigException {
        return parse(file, readText(file), ownUid);
    }

    static RouterConfig parse(final Path file, final String text, final int ownUid) throws ConfigException {
        final Problems problems = new Problems(file.toString());
        final Node root = compose(text, file, problems);
        problems.throwIfAny();
        return new RouterConfigReader(file, ownUid, problems).read(root);
    }

    private static String readText(final Path file) throws ConfigException {
        if (!Files.exists(file)) {
            throw refused(file, "no such file");
        }
        if (Files.isDirectory(file)) {
            throw refused(file, "is a directory: name the file in it");
        }
        if (!Files.isReadable(file)) {
            throw refused(file, "is not readable: permit this user to read it");
        }
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw refused(file, "is larger than the " + MAX_FILE_BYTES + " bytes a configuration may have");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (final CharacterCodingException ex) {
            throw refused(file, "is not UTF-8: save it as that");
        } catch (final IOException ex) {
            throw refused(file, "can not be read: " + ex.getMessage());
        }
    }

    private static Node compose(final String text, final Path file, final Problems problems) throws ConfigException {
        try {
            final LoadSettings settings = LoadSettings.builder().setLabel(file.toString())
                .setCodePointLimit((int) MAX_FILE_BYTES).setAllowNonScalarKeys(true).build();
            final Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isPresent()) {
                return root.get();
            }
            throw new ConfigException(List.of(file + ":1:1: the file is empty: write host, directory, rail, tenants"));
        } catch (final MarkedYamlEngineException ex) {
            final String context = ex.getContext() == null ? "" : ex.getContext() + ": ";
            problems.add(ex.getProblemMark().orElse(null),
                "no YAML: " + (context + ex.getProblem()).replaceAll("\\s+", " "));
        } catch (final YamlEngineException ex) {
            problems.add((org.snakeyaml.engine.v2.exceptions.Mark) null,
                "no YAML: " + String.valueOf(ex.getMessage()).replaceAll("\\s+", " "));
        }
        return null;
    }

    private static ConfigException refused(final Path file, final String why) {
        return new ConfigException(List.of(file + ": " + why));
    }

    private static int ownUid() throws ConfigException {
        final Path self = Path.of("/proc/self");
        try {
            return (Integer) Files.getAttribute(self, "unix:uid");
        } catch (final IOException ex) {
            throw refused(self, "can not be read: " + ex.getMessage());
        }
    }
}
