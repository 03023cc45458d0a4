package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Turns YAML into a JSON tree: numbers exact, anchors and merge keys resolved within bounds, duplicate keys refused,
 * and only {@code true} and {@code false} booleans. For one thread. Works on the composed nodes since Jackson's own
 * YAML parser hands aliases over as plain text.
 */
final class YamlTree {
    private static final int MAX_DEPTH = 40;
    private static final int MAX_NODES = 200_000;
    private static final int MAX_CHARACTERS = 8 * 1024 * 1024;
    private static final String MERGE = "<<";

    private final String file;
    private final Report report;
    private final Deque<Node> parents = new ArrayDeque<>();
    private int nodes;

    private YamlTree(String file, Report report) {
        this.file = file;
        this.report = report;
    }

    /** The tree, or a missing node where the text is no YAML. */
    static JsonNode parse(String text, String file, Report report) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setMaxAliasesForCollections(MAX_NODES);
        try {
            Node root = new Yaml(options).compose(new java.io.StringReader(text));
            return root == null ? JsonNodeFactory.instance.objectNode() : new YamlTree(file, report).convert(root);
        } catch (MarkedYAMLException e) {
            // the library's sentence may quote the line, and a line may hold a secret
            report.problem(file, "is not valid YAML" + (e.getProblemMark() == null ? "" : position(e)));
        } catch (YAMLException e) {
            report.problem(file, "is not valid YAML, or larger than the gateway reads");
        }
        return MissingNode.getInstance();
    }

    private static String position(MarkedYAMLException e) {
        return ", line " + (e.getProblemMark().getLine() + 1) + ", column "
                + (e.getProblemMark().getColumn() + 1);
    }

    private JsonNode convert(Node node) {
        if (++nodes > MAX_NODES || parents.size() > MAX_DEPTH || parents.contains(node)) {
            throw new YAMLException("too large, too deep, or containing itself");
        }
        parents.push(node);
        try {
            return switch (node) {
                case MappingNode mapping -> convertMapping(mapping);
                case SequenceNode sequence -> convertSequence(sequence);
                case ScalarNode scalar -> convertScalar(scalar);
                default -> NullNode.getInstance();
            };
        } finally {
            parents.pop();
        }
    }

    private ArrayNode convertSequence(SequenceNode sequence) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        sequence.getValue().forEach(element -> array.add(convert(element)));
        return array;
    }

    private ObjectNode convertMapping(MappingNode mapping) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new YAMLException("a key that is not a scalar");
            }
            if (key.getValue().equals(MERGE)) {
                continue;
            }
            if (object.has(key.getValue())) {
                report.problem(
                        file, "line " + (key.getStartMark().getLine() + 1) + " repeats the key " + key.getValue());
            }
            object.set(key.getValue(), convert(tuple.getValueNode()));
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(MERGE)) {
                merge(object, tuple.getValueNode());
            }
        }
        return object;
    }

    private void merge(ObjectNode object, Node source) {
        List<Node> sources = source instanceof SequenceNode sequence ? sequence.getValue() : List.of(source);
        for (Node merged : sources) {
            convert(merged).properties().forEach(entry -> object.putIfAbsent(entry.getKey(), entry.getValue()));
        }
    }

    private static JsonNode convertScalar(ScalarNode scalar) {
        String text = scalar.getValue();
        if (!scalar.isPlain()) {
            return TextNode.valueOf(text);
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            return NullNode.getInstance();
        }
        if (scalar.getTag().equals(Tag.BOOL)) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> BooleanNode.TRUE;
                case "false" -> BooleanNode.FALSE;
                default -> TextNode.valueOf(text);
            };
        }
        try {
            if (scalar.getTag().equals(Tag.INT) && text.matches("[-+]?(0|[1-9][0-9_]*)")) {
                return JsonNodeFactory.instance.numberNode(new BigInteger(text.replace("_", "")));
            }
            if (scalar.getTag().equals(Tag.FLOAT)) {
                return DecimalNode.valueOf(new BigDecimal(text.replace("_", "")));
            }
        } catch (NumberFormatException e) {
            // .inf, .nan and the like
            return TextNode.valueOf(text);
        }
        return TextNode.valueOf(text);
    }
}
