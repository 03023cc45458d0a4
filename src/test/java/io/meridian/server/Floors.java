package io.meridian.server;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which package lies on which floor, and the rule that one looks only down. */
final class Floors {
    private static final String ROOT = "io.meridian.";

    private static final List<Set<String>> FROM_BELOW = List.of(
            Set.of("base", "metric"),
            Set.of("api", "config"),
            Set.of("http", "store"),
            Set.of("directory"),
            Set.of("auth", "limits", "spend", "provider", "model"),
            Set.of("routing"),
            Set.of("llm", "admin", "control", "observe"),
            Set.of("server"),
            // beside the house: they start it through the container and see nothing of it
            Set.of("embedded", "launcher"));

    private static final Map<String, Integer> FLOORS = floors();

    private Floors() {}

    static ArchCondition<JavaClass> importOnlyDownwards() {
        return new ArchCondition<>("import only from lower floors") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    if (!isAllowed(type, dependency.getTargetClass())) {
                        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                }
            }
        };
    }

    static JavaClass outermost(JavaClass type) {
        JavaClass outermost = type;
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return outermost;
    }

    private static boolean isAllowed(JavaClass origin, JavaClass target) {
        if (!target.getPackageName().startsWith(ROOT)) {
            return true;
        }
        String from = feature(origin);
        String to = feature(target);
        if (from.equals(to)) {
            return true;
        }
        Integer upper = FLOORS.get(from);
        Integer lower = FLOORS.get(to);
        return upper != null && lower != null && lower < upper && upper < FROM_BELOW.size() - 1;
    }

    private static String feature(JavaClass type) {
        String below = type.getPackageName().substring(ROOT.length());
        int end = below.indexOf('.');
        return end < 0 ? below : below.substring(0, end);
    }

    private static Map<String, Integer> floors() {
        Map<String, Integer> floors = new TreeMap<>();
        for (int floor = 0; floor < FROM_BELOW.size(); floor++) {
            for (String name : FROM_BELOW.get(floor)) {
                floors.put(name, floor);
            }
        }
        return floors;
    }
}
