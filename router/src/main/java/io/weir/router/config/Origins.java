package io.weir.router.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Where each value of a mapping stands: keys inside keys are joined by a point. */
final class Origins {
    private Origins() {
    }

    static Map<String, String> of(final Node node) {
        final Map<String, String> origins = new LinkedHashMap<>();
        collect(node, "", origins);
        return origins;
    }

    private static void collect(final Node node, final String prefix, final Map<String, String> origins) {
        if (!(node instanceof final MappingNode mapping)) {
            return;
        }
        for (final NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof final ScalarNode key) {
                final String path = prefix + key.getValue();
                if (tuple.getValueNode() instanceof MappingNode) {
                    collect(tuple.getValueNode(), path + ".", origins);
                } else {
                    origins.put(path, place(tuple.getValueNode()));
                }
            }
        }
    }

    static String place(final Node node) {
        return node.getStartMark().map(mark -> Path.of(mark.getName()).toAbsolutePath() + ":" + (mark.getLine() + 1)
            + ":" + (mark.getColumn() + 1)).orElse("?");
    }
}
