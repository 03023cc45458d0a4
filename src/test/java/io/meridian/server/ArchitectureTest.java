package io.meridian.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.time.temporal.Temporal;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house, as the design lists them: one test each. */
class ArchitectureTest {
    private static final String GENERATED = "io.meridian.store.jooq..";

    /** The two start-up sources: they run before there is a configuration or a clock to inject. */
    private static final String[] START_UP = {"io.meridian.launcher..", "io.meridian.embedded.."};

    private static final Pattern VAGUE_NAME =
            Pattern.compile("Base[A-Z].*|.*(Impl|Manager|Helper|Utils?|Base|V\\d+)([A-Z].*)?");

    private static final JavaClasses EVERYTHING = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("io.meridian");

    private static final JavaClasses OURS =
            EVERYTHING.that(DescribedPredicate.not(resideInAPackage(GENERATED)).as("are written by hand"));

    @Test
    void importsOnlyFromLowerFloors() {
        classes().should(Floors.importOnlyDownwards()).check(OURS);
    }

    @Test
    void packagesFormNoCycles() {
        SlicesRuleDefinition.slices()
                .assignedFrom(new EveryPackage())
                .should()
                .beFreeOfCycles()
                .check(OURS);
    }

    @Test
    void packagesWithChildrenHoldOnlyTheirModule() {
        classes().should(Families.leaveParentsToTheirModule()).check(OURS);
    }

    @Test
    void childrenDoNotKnowTheirParent() {
        classes().should(Families.notImportTheirParent()).check(OURS);
    }

    @Test
    void onlyStoresSpeakSql() {
        noClasses()
                .that(areOutside("io.meridian.store..").and(areNotNamed(".*Store")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.jooq..", "org.postgresql..", "com.zaxxer.hikari..")
                        .or(resideInAPackage(GENERATED)))
                .check(withoutStartUp());
    }

    @Test
    void onlyRedisClassesSpeakRedis() {
        noClasses()
                .that(areOutside("io.meridian.store..").and(areNotNamed("Redis.*")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("redis.clients..")
                .check(withoutStartUp());
    }

    @Test
    void onlyTheHttpFloorCallsOut() {
        noClasses()
                .that(areOutside("io.meridian.http.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.hc..", "java.net.http..")
                .check(OURS);
    }

    @Test
    void onlyTheEmbeddedServerKnowsJetty() {
        noClasses()
                .that(areOutside("io.meridian.embedded.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.jetty..")
                .check(OURS);
    }

    @Test
    void onlyTheUpperFloorsAndTheKeyFiltersKnowJaxRs() {
        noClasses()
                .that(areOutside(
                                "io.meridian.server..",
                                "io.meridian.llm..",
                                "io.meridian.admin..",
                                "io.meridian.control..",
                                "io.meridian.observe..")
                        .and(areNotNamed(".*Filter").or(areOutside("io.meridian.auth.."))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.ws.rs..", "org.glassfish..")
                .check(OURS);
    }

    @Test
    void onlyTheConfigurationReadsTheEnvironment() {
        noClasses()
                .that(areOutside("io.meridian.config.."))
                .should()
                .callMethodWhere(calls(System.class, Set.of("getenv")))
                .check(withoutStartUp());
    }

    /** Others leave their buffers with the threads of the container, and with them the class loader. */
    @Test
    void jsonIsReadAndWrittenWithTheGatewaysOwnBuffers() {
        noClasses()
                .that(areNotNamed("Jackson|AccessLineWriter"))
                .should()
                .callConstructor(ObjectMapper.class)
                .orShould()
                .callConstructor(JsonFactory.class)
                .orShould()
                .callMethodWhere(calls(JsonMapper.class, Set.of("builder")))
                .orShould()
                .callMethodWhere(calls(JsonNode.class, Set.of("toString")))
                .check(OURS);
    }

    @Test
    void thereIsOneClock() {
        noClasses()
                .should()
                .callMethodWhere(wallClock())
                .orShould()
                .callConstructor(Date.class)
                .check(withoutStartUp().that(areNotNamed("Gateway").as("are not the composition root")));
        noClasses()
                .should()
                .callMethodWhere(
                        calls(Clock.class, Set.of("systemUTC")).negate().and(wallClock()))
                .check(OURS.that(resideInAPackage("io.meridian.server..")));
    }

    @Test
    void typesAreNamedForWhatTheyAre() {
        assertThat(OURS).extracting(JavaClass::getSimpleName).isNotEmpty().noneMatch(VAGUE_NAME.asMatchPredicate());
    }

    @Test
    void everyPackageSaysThatNothingIsNull() {
        JavaPackage top = OURS.getPackage("io.meridian");
        List<String> unmarked = top.getSubpackagesInTree().stream()
                .filter(found ->
                        !found.getClasses().isEmpty() && !found.getName().startsWith("io.meridian.store.jooq"))
                // the launcher is compiled for releases that lack the annotation
                .filter(found -> !found.getName().equals("io.meridian.launcher"))
                .filter(found -> !found.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .toList();
        assertThat(top.getSubpackages()).hasSizeGreaterThan(10);
        assertThat(unmarked).isEmpty();
    }

    @Test
    void publicTypesAreUsedByAnotherPackage() {
        classes()
                .that(DescribedPredicate.describe(
                        "are public and at the top level",
                        type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC)))
                .should(Families.beUsedElsewhere())
                .check(EVERYTHING);
    }

    private static JavaClasses withoutStartUp() {
        return OURS.that(areOutside(START_UP).as("are no start-up sources"));
    }

    private static DescribedPredicate<JavaClass> areOutside(String... packages) {
        return DescribedPredicate.not(resideInAnyPackage(packages));
    }

    /** By the name of the file's own class: what is nested in it belongs to it. */
    private static DescribedPredicate<JavaClass> areNotNamed(String pattern) {
        return DescribedPredicate.describe(
                "are not named " + pattern,
                type -> !Floors.outermost(type).getSimpleName().matches(pattern));
    }

    private static DescribedPredicate<JavaMethodCall> calls(Class<?> owner, Set<String> methods) {
        return DescribedPredicate.describe(
                "calls " + owner.getSimpleName() + "." + methods,
                call -> call.getTargetOwner().isEquivalentTo(owner) && methods.contains(call.getName()));
    }

    private static DescribedPredicate<JavaMethodCall> wallClock() {
        return DescribedPredicate.describe("reads the wall clock", call -> {
            AccessTarget.MethodCallTarget target = call.getTarget();
            JavaClass owner = target.getOwner();
            boolean clockGiven =
                    target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
            return (owner.isAssignableTo(Temporal.class) && target.getName().equals("now") && !clockGiven)
                    || (owner.isEquivalentTo(System.class) && target.getName().equals("currentTimeMillis"))
                    || (owner.isEquivalentTo(Clock.class)
                            && target.getName().matches("system.*|tick(Millis|Seconds|Minutes)"))
                    || (owner.isAssignableTo(Calendar.class) && target.getName().equals("getInstance"));
        });
    }

    /** Each package is a slice of its own. */
    private static final class EveryPackage implements SliceAssignment {
        @Override
        public String getDescription() {
            return "packages";
        }

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith("io.meridian.")
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }
    }
}
