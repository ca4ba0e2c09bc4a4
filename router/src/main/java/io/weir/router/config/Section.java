package io.weir.router.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of the file. Every getter answers null (or the default) and notes a problem where the value is not what
 * it asks for, so that reading goes on; {@link #finish} then notes the keys that nobody asked for.
 */
final class Section {
    private static final String YAML_TAGS = "tag:yaml.org,2002:";

    private final Node node;
    private final String name;
    private final Problems problems;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final List<String> known = new ArrayList<>();

    private Section(final Node node, final String name, final Problems problems) {
        this.node = node;
        this.name = name;
        this.problems = problems;
        if (node instanceof final MappingNode mapping) {
            mapping.getValue().forEach(this::put);
        } else {
            problems.add(node, name + " is " + kindOf(node) + ": write keys and values");
        }
    }

    /** A section of what should be a mapping. */
    static Section of(final Node node, final String name, final Problems problems) {
        return new Section(node, name, problems);
    }

    Node node() {
        return node;
    }

    /** Where the value of a key is, or the section itself. */
    Node at(final String key) {
        return values.getOrDefault(key, node);
    }

    /** Where a value inside the section of a key is, or the nearest around it. */
    Node find(final String key, final String inner) {
        return at(key) instanceof final MappingNode mapping
            ? mapping.getValue().stream()
                .filter(each -> each.getKeyNode() instanceof final ScalarNode name && name.getValue().equals(inner))
                .map(NodeTuple::getValueNode).findFirst().orElse(mapping)
            : at(key);
    }

    boolean has(final String key) {
        return values.containsKey(key);
    }

    /** Whether there is one value, not a list and not keys and values. */
    boolean isScalar(final String key) {
        return values.get(key) instanceof ScalarNode;
    }

    /** A scalar through a parser whose IllegalArgumentException is the problem. */
    <T> T get(final String key, final Function<String, T> parser, final T byDefault) {
        final Node value = take(key);
        if (value == null) {
            return byDefault;
        }
        return scalar(value, key, parser);
    }

    /** Like {@link #get}, for a key that must be there. */
    <T> T require(final String key, final String example, final Function<String, T> parser) {
        if (requirePresent(key, example)) {
            return get(key, parser, null);
        }
        return null;
    }

    /** A whole number within bounds; the default, too, where it is wrong. */
    int integer(final String key, final int min, final int max, final int byDefault) {
        final Integer value = get(key, text -> (int) parseLong(text, min, max), byDefault);
        return value == null ? byDefault : value;
    }

    /** Whole numbers within bounds: one, or a list of them; an empty list where there is none. */
    List<Integer> integers(final String key, final int min, final int max) {
        return list(key, text -> (int) parseLong(text, min, max));
    }

    /** Whole numbers: one, or a list of them; an empty list where there is none. */
    List<Integer> unsignedInts(final String key) {
        return list(key, text -> (int) parseLong(text, 0, 0xffff_fffeL));
    }

    /** Scalars through a parser as {@link #get} takes: one, or a list of them; an empty list where there is none. */
    <T> List<T> list(final String key, final Function<String, T> parser) {
        final Node value = take(key);
        final List<T> items = new ArrayList<>();
        if (value != null) {
            for (final Node each : value instanceof final SequenceNode list ? list.getValue() : List.of(value)) {
                final T item = scalar(each, key, parser);
                if (item != null) {
                    items.add(item);
                }
            }
        }
        return items;
    }

    /** Whether there is a list, with nothing in it. */
    boolean isEmptyList(final String key) {
        return values.get(key) instanceof final SequenceNode list && list.getValue().isEmpty();
    }

    /** A section inside this one, or null. */
    Section section(final String key) {
        final Node value = take(key);
        return value == null ? null : new Section(value, "'" + key + "'", problems);
    }

    /** A list of sections; empty where there is none. */
    List<Section> sections(final String key, final String each) {
        final Node value = take(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof final SequenceNode list) {
            return list.getValue().stream().map(item -> new Section(item, each, problems)).toList();
        }
        problems.add(value, "'" + key + "' is " + kindOf(value) + ": write a list, each item after '- '");
        return List.of();
    }

    /** Whether a key that must be there is; notes a problem otherwise. */
    boolean requirePresent(final String key, final String example) {
        if (values.containsKey(key)) {
            return true;
        }
        known.add(key);
        if (node instanceof MappingNode) {
            problems.add(node, name + " has no '" + key + "': add it, like " + key + ": " + example);
        }
        return false;
    }

    /** Notes every key that no getter asked for. */
    void finish() {
        keys.forEach((key, keyNode) -> {
            if (!known.contains(key)) {
                final String meant = Suggestion.nearest(key, known);
                problems.add(keyNode, "unknown key '" + key + "' in " + name
                    + (meant == null ? "" : ", did you mean '" + meant + "'?")
                    + (meant == null ? ": known are " + String.join(", ", known) : ""));
            }
        });
    }

    private Node take(final String key) {
        if (!known.contains(key)) {
            known.add(key);
        }
        return values.get(key);
    }

    private void put(final NodeTuple tuple) {
        if (!(tuple.getKeyNode() instanceof final ScalarNode key)) {
            problems.add(tuple.getKeyNode(), "a key is " + kindOf(tuple.getKeyNode()) + ": write a name");
            return;
        }
        if (keys.putIfAbsent(key.getValue(), key) != null) {
            problems.add(key, "duplicate key '" + key.getValue() + "' in " + name + ", first in line "
                + (keys.get(key.getValue()).getStartMark().orElseThrow().getLine() + 1) + ": keep one");
            return;
        }
        values.put(key.getValue(), tuple.getValueNode());
    }

    private <T> T scalar(final Node value, final String key, final Function<String, T> parser) {
        if (!(value instanceof final ScalarNode scalar)) {
            problems.add(value, "'" + key + "' is " + kindOf(value) + ": write one value");
            return null;
        }
        if (!value.getTag().getValue().startsWith(YAML_TAGS)) {
            problems.add(value, "'" + key + "' has the tag " + value.getTag().getValue() + ": write it without");
            return null;
        }
        if (scalar.getValue().isEmpty() || (scalar.isPlain() && scalar.getValue().matches("~|null"))) {
            problems.add(value, "'" + key + "' has no value: write one, or leave the key out");
            return null;
        }
        try {
            return parser.apply(scalar.getValue());
        } catch (final IllegalArgumentException ex) {
            problems.add(value, "'" + key + "': " + ex.getMessage());
            return null;
        }
    }

    private static long parseLong(final String text, final long min, final long max) {
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) < min || Long.parseLong(text) > max) {
            throw new IllegalArgumentException(
                "'" + text + "' is out of bounds: write a whole number from " + min + " to " + max);
        }
        return Long.parseLong(text);
    }

    private static String kindOf(final Node node) {
        return switch (node.getNodeType()) {
            case MAPPING -> "keys and values";
            case SEQUENCE -> "a list";
            default -> "one value";
        };
    }
}
