package io.meridian.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The threads of this JVM that run code of ours or serve it, virtual ones included, by their ids. Immutable. */
record Threads(Map<Long, String> names) {
    /** {@code file} is written and removed again. */
    static Threads now(Path file) throws IOException {
        Files.deleteIfExists(file);
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toAbsolutePath().toString(), ThreadDumpFormat.JSON);
        JsonNode dump = new ObjectMapper().readTree(file.toFile()).path("threadDump");
        Files.delete(file);
        Map<Long, String> names = new TreeMap<>();
        for (JsonNode container : dump.path("threadContainers")) {
            for (JsonNode thread : container.path("threads")) {
                String stack = thread.path("stack").toString();
                if (stack.contains("io.meridian.") || stack.contains("com.zaxxer.") || stack.contains("jedis")) {
                    names.put(thread.path("tid").asLong(), thread.path("name").asText() + " " + stack);
                }
            }
        }
        return new Threads(names);
    }

    List<String> since(Threads before) {
        return names.entrySet().stream()
                .filter(thread -> !before.names.containsKey(thread.getKey()))
                .map(Map.Entry::getValue)
                .filter(thread -> !thread.contains("io.meridian.testing.") && !thread.contains("io.meridian.faults."))
                .toList();
    }
}
