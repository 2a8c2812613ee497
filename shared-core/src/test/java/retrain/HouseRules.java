package retrain;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The rules, for a house whose rooms are packages below a root. */
final class HouseRules {
    /** From the top: a room uses itself and those before it. */
    static final String[] ROOMS = {
        "problem",
        "event",
        "statistic",
        "spec",
        "run",
        "cost",
        "infra",
        "data",
        "train",
        "evaluate",
        "gate",
        "registry",
        "promote",
        "stream",
        "monitor",
        "ab",
        "trigger",
        "report",
        "local"
    };

    private static final String[] VENDORS = {
        "org.duckdb..",
        "ml.dmlc..",
        "ai.onnxruntime..",
        "org.apache.commons.compress..",
        "java.sql..",
        "software.amazon..",
        "org.apache.kafka.."
    };

    private HouseRules() {}

    static Map<String, ArchRule> in(String root) {
        return Map.of(
                "roomsUseOnlyRoomsAbove", roomsUseOnlyRoomsAbove(root),
                "vendorsAreKnownToAdaptersOnly",
                        noClasses()
                                .that(resideInAnyPackage(root + ".."))
                                .and(DescribedPredicate.not(resideInAnyPackage(root + ".local..")))
                                .should()
                                .dependOnClassesThat(resideInAnyPackage(VENDORS)),
                "jsonHasOnePlaceForOurFormsAndOneForForeign",
                        noClasses()
                                .that(resideInAnyPackage(root + ".."))
                                .and(named(root + ".run.Json").negate())
                                .and(named(root + ".local.ForeignJson").negate())
                                .should()
                                .dependOnClassesThat(resideInAnyPackage("com.fasterxml..")),
                "yamlIsReadInTheSpecRoom",
                        noClasses()
                                .that(resideInAnyPackage(root + ".."))
                                .and(DescribedPredicate.not(resideInAnyPackage(root + ".spec")))
                                .should()
                                .dependOnClassesThat(resideInAnyPackage("org.yaml..")),
                "nothingIsPrintedOrLogged", nothingIsPrintedOrLogged(root),
                "stagesDoNotKnowEachOther", stagesDoNotKnowEachOther(root),
                "noProcessWideClockOrZone",
                        noClasses()
                                .that(resideInAnyPackage(root + ".."))
                                .should()
                                .callMethod(Instant.class, "now")
                                .orShould()
                                .callMethod(LocalDate.class, "now")
                                .orShould()
                                .callMethod(LocalDateTime.class, "now")
                                .orShould()
                                .callMethod(Clock.class, "systemDefaultZone"));
    }

    private static ArchRule roomsUseOnlyRoomsAbove(String root) {
        List<String> rooms = Arrays.stream(ROOMS).map(r -> root + "." + r).toList();
        return ArchRuleDefinition.classes()
                .that(resideInAnyPackage(rooms.toArray(String[]::new)))
                .should(new ArchCondition<>("use only their own room and rooms above it") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        int own = rooms.indexOf(item.getPackageName());
                        item.getDirectDependenciesFromSelf().stream()
                                .filter(d ->
                                        below(rooms, own, d.getTargetClass().getPackageName(), root))
                                .forEach(d -> events.add(SimpleConditionEvent.violated(item, d.getDescription())));
                    }
                });
    }

    /** The root is below every room: it is the facade that puts them together. */
    private static boolean below(List<String> rooms, int own, String target, String root) {
        return target.equals(root) || rooms.indexOf(target) > own;
    }

    private static ArchRule nothingIsPrintedOrLogged(String root) {
        return noClasses()
                .that(resideInAnyPackage(root + ".."))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.util.logging..",
                        "org.slf4j..",
                        "org.apache.commons.logging..",
                        "org.apache.maven..",
                        "hudson..",
                        "jenkins.."));
    }

    private static ArchRule stagesDoNotKnowEachOther(String root) {
        return ArchRuleDefinition.classes()
                .that(resideInAnyPackage(root + ".."))
                .and(stage())
                .should(new ArchCondition<>("not know another stage") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        item.getDirectDependenciesFromSelf().stream()
                                .filter(d -> !d.getTargetClass().equals(item) && stage().test(d.getTargetClass()))
                                .forEach(d -> events.add(SimpleConditionEvent.violated(item, d.getDescription())));
                    }
                });
    }

    private static DescribedPredicate<JavaClass> stage() {
        return DescribedPredicate.describe(
                "stages",
                c -> c.getSimpleName().endsWith("Stage") && c.getSimpleName().length() > "Stage".length());
    }

    private static DescribedPredicate<JavaClass> named(String name) {
        return DescribedPredicate.describe(
                name, c -> c.getName().equals(name) || c.getName().startsWith(name + "$"));
    }
}
