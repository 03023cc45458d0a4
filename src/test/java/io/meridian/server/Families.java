package io.meridian.server;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Locale;
import java.util.logging.LogManager;
import java.util.stream.Stream;

/** How a package, its parent and its neighbours may know each other. */
final class Families {
    private static final String GENERATED = "io.meridian.store.jooq";

    private Families() {}

    static ArchCondition<JavaClass> leaveParentsToTheirModule() {
        return condition("leave a package with children to its module", (type, events) -> {
            boolean parent = type.getPackage().getSubpackages().stream()
                    .anyMatch(child -> !child.getName().equals(GENERATED));
            String name = Floors.outermost(type).getSimpleName();
            if (parent && !name.equals("package-info") && !name.equals(moduleOf(type))) {
                events.add(SimpleConditionEvent.violated(type, type.getName() + " shares its package with children"));
            }
        });
    }

    static ArchCondition<JavaClass> notImportTheirParent() {
        return condition("not import a package above them", (type, events) -> {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getPackageName();
                if (target.startsWith("io.meridian.") && type.getPackageName().startsWith(target + ".")) {
                    events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                }
            }
        });
    }

    /** A type that only its own package uses, and that stands in no public signature, need not be public. */
    static ArchCondition<JavaClass> beUsedElsewhere() {
        return condition("be used by another package, or else not be public", (type, events) -> {
            boolean used = type.getPackage().getClasses().stream()
                    .filter(other -> Floors.outermost(other).equals(type))
                    .flatMap(part -> part.getDirectDependenciesToSelf().stream())
                    .anyMatch(dependency ->
                            !dependency.getOriginClass().getPackageName().equals(type.getPackageName()));
            if (!used && !isFoundByName(type) && !isHandedOut(type)) {
                events.add(SimpleConditionEvent.violated(type, type.getName() + " is public for nobody"));
            }
        });
    }

    /** Resources, listeners and main classes are found by frameworks, which want them public. */
    private static boolean isFoundByName(JavaClass type) {
        return type.getPackageName().startsWith(GENERATED)
                || type.isAnnotatedWith("jakarta.ws.rs.Path")
                || type.isAssignableTo("jakarta.servlet.ServletContextListener")
                || type.isAssignableTo(LogManager.class)
                || type.getMethods().stream()
                        .anyMatch(method -> method.getName().equals("main"));
    }

    private static boolean isHandedOut(JavaClass type) {
        return type.isAssignableTo(Throwable.class)
                || type.getPackage().getClasses().stream()
                        .filter(other -> !Floors.outermost(other).equals(type))
                        .filter(other -> other.getModifiers().contains(JavaModifier.PUBLIC))
                        .flatMap(other -> other.getCodeUnits().stream())
                        .filter(unit -> !unit.getModifiers().contains(JavaModifier.PRIVATE))
                        .anyMatch(unit -> signature(unit)
                                .anyMatch(part -> Floors.outermost(part).equals(type)));
    }

    private static Stream<JavaClass> signature(JavaCodeUnit unit) {
        return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
                .flatMap(part -> part.getAllInvolvedRawTypes().stream());
    }

    private static String moduleOf(JavaClass type) {
        String name = type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1);
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + "Module";
    }

    @FunctionalInterface
    private interface Check {
        void of(JavaClass type, ConditionEvents events);
    }

    private static ArchCondition<JavaClass> condition(String description, Check check) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                check.of(type, events);
            }
        };
    }
}
