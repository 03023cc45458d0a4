package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Reads a configuration file and those it includes into one tree. For one thread. */
final class ConfigFile {
    private final Report report;
    private final Deque<Path> reading = new ArrayDeque<>();

    private ConfigFile(Report report) {
        this.report = report;
    }

    static ObjectNode read(Path file, Report report) {
        return new ConfigFile(report).read(file.toAbsolutePath().normalize());
    }

    private ObjectNode read(Path file) {
        String name = file.toString();
        if (reading.contains(file)) {
            report.problem(name, "includes itself");
            return JsonNodeFactory.instance.objectNode();
        }
        reading.push(file);
        try {
            JsonNode tree = YamlTree.parse(Files.readString(file), name, report);
            Section top = Section.of(name, tree, report);
            ObjectNode merged = top.node();
            List<String> included = top.find(TopKeys.INCLUDE).orElse(List.of());
            merged.remove(TopKeys.INCLUDE.name());
            for (String other : included) {
                join(merged, read(file.resolveSibling(other).normalize()), "");
            }
            return merged;
        } catch (IOException e) {
            report.problem(name, "cannot be read");
            return JsonNodeFactory.instance.objectNode();
        } finally {
            reading.pop();
        }
    }

    /** Lists are concatenated, mappings joined; the same setting with two values is nobody's guess to make. */
    private void join(ObjectNode target, ObjectNode addition, String path) {
        addition.properties().forEach(entry -> {
            String place = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            JsonNode present = target.get(entry.getKey());
            if (present == null || present.isNull()) {
                target.set(entry.getKey(), entry.getValue());
            } else if (present instanceof ArrayNode list && entry.getValue() instanceof ArrayNode more) {
                list.addAll(more);
            } else if (present instanceof ObjectNode mapping && entry.getValue() instanceof ObjectNode more) {
                join(mapping, more, place);
            } else if (!present.equals(entry.getValue())) {
                report.problem(place, "has different values in files that include one another");
            }
        });
    }
}
