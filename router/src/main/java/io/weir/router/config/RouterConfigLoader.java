package io.weir.router.config;

import io.weir.policy.TenantPolicy;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /**
     * Reads and checks a file as if a policy file were in force that is not: it takes the place of the one of its name
     * among {@code policies}, or else its tenants that of others of their names.
     *
     * @throws ConfigException with all that is wrong
     */
    public static RouterConfig loadWith(final Path file, final Path trial) throws ConfigException {
        return parse(file, trial, readText(file), ownUid());
    }

    /**
     * The run directory that a file names, whatever else is wrong with it or with its policies: a running router is
     * asked all the same.
     *
     * @throws ConfigException if it can not be read, is no YAML, or names none
     */
    public static Path directory(final Path file) throws ConfigException {
        final Problems problems = new Problems(file.toString());
        final Node root = compose(readText(file), file, "write host, directory, rail, tenants", problems);
        problems.throwIfAny();
        final Section section = Section.of(root, "the configuration", problems);
        final Path directory = section.require("directory", "/run/weir",
            text -> file.toAbsolutePath().getParent().resolve(text).normalize());
        problems.throwIfAny();
        return directory;
    }

    /**
     * Reads and checks a policy file by itself: what must hold between it and others is not checked.
     *
     * @throws ConfigException with all that is wrong
     */
    public static List<TenantPolicy> loadPolicies(final Path file) throws ConfigException {
        final Problems problems = new Problems(file.toString());
        final TenantReader reader = new TenantReader(ownUid(), Set.of(), problems);
        final List<TenantPolicy> tenants =
            new TenantsReader(file, null, reader, new Claims(problems), problems).readAlone();
        problems.throwIfAny();
        return tenants;
    }

    /**
     * Whether a file is one of policies alone, with no more than tenants in it.
     *
     * @throws ConfigException if it can not be read, or is no YAML
     */
    public static boolean isPolicyFile(final Path file) throws ConfigException {
        final Problems problems = new Problems(file.toString());
        final Node root = compose(readText(file), file, "write tenants", problems);
        problems.throwIfAny();
        final Map<String, String> keys = Origins.of(root);
        return keys.keySet().stream().allMatch(key -> key.equals("tenants"));
    }

    static RouterConfig load(final Path file, final int ownUid) throws ConfigException {
        return parse(file, readText(file), ownUid);
    }

    static RouterConfig parse(final Path file, final String text, final int ownUid) throws ConfigException {
        return parse(file, null, text, ownUid);
    }

    private static RouterConfig parse(final Path file, final Path trial, final String text, final int ownUid)
        throws ConfigException {
        final Problems problems = new Problems(file.toString());
        final Node root = compose(text, file, "write host, directory, rail, tenants", problems);
        problems.throwIfAny();
        return new RouterConfigReader(file, trial, ownUid, problems).read(root);
    }

    static String readText(final Path file) throws ConfigException {
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

    /** The root of a file's one document; null, with the problem noted, if it is no YAML. */
    static Node compose(final String text, final Path file, final String whenEmpty, final Problems problems)
        throws ConfigException {
        try {
            final LoadSettings settings = LoadSettings.builder().setLabel(file.toString())
                .setCodePointLimit((int) MAX_FILE_BYTES).setAllowNonScalarKeys(true).build();
            final Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isPresent()) {
                return root.get();
            }
            throw new ConfigException(List.of(file + ":1:1: the file is empty: " + whenEmpty));
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
