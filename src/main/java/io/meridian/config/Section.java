package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One mapping of settings, or the environment, with the path under which messages speak of it. For one thread. */
final class Section {
    private final String path;
    private final ObjectNode node;
    private final Report report;

    private Section(String path, ObjectNode node, Report report) {
        this.path = path;
        this.node = node;
        this.report = report;
    }

    static Section of(String path, JsonNode node, Report report) {
        if (node instanceof ObjectNode object) {
            return new Section(path, object, report);
        }
        if (!node.isMissingNode() && !node.isNull()) {
            report.problem(path, "must be a mapping");
        }
        return new Section(path, JsonNodeFactory.instance.objectNode(), report);
    }

    static Section of(Map<String, String> environment, Report report) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        environment.forEach(node::put);
        return new Section("", node, report);
    }

    Report report() {
        return report;
    }

    ObjectNode node() {
        return node;
    }

    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Whether it is set at all; empty text counts as unset, as it does in a shell. */
    boolean has(String name) {
        JsonNode value = node.path(name);
        return !value.isMissingNode()
                && !value.isNull()
                && !(value.isTextual() && value.textValue().isBlank());
    }

    boolean has(Setting<?> setting) {
        return has(setting.name());
    }

    <T> Optional<T> find(Setting<T> setting) {
        if (!has(setting)) {
            return Optional.empty();
        }
        try {
            return Optional.of(setting.kind().read(node.path(setting.name())));
        } catch (Unreadable e) {
            problem(setting, e.text());
            return Optional.empty();
        }
    }

    <T> T get(Setting<T> setting) {
        return find(setting).orElseGet(setting::fallback);
    }

    void problem(Setting<?> setting, String sentence) {
        report.problem(path(setting.name()), sentence);
    }

    Section child(String name) {
        return of(path(name), node.path(name), report);
    }

    /** The mappings of a list, each with its index in its path. */
    List<Section> children(String name) {
        JsonNode list = node.path(name);
        if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
            report.problem(path(name), "must be a list");
        }
        List<Section> children = new ArrayList<>();
        if (list.isArray()) {
            for (int i = 0; i < list.size(); i++) {
                String place = path(name) + "[" + i + "]";
                if (list.get(i).isObject()) {
                    children.add(of(place, list.get(i), report));
                } else {
                    report.problem(place, "must be a mapping");
                }
            }
        }
        return children;
    }
}
