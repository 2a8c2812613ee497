package retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The house of docs/architecture.md as rules; each has a canary in the test sources, a small offender that it must reject. */
class ArchitectureTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("retrain");
    private static final JavaClasses CANARIES = new ClassFileImporter().importPackages("canary");

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of("roomsUseOnlyRoomsAbove", "canary.data.UsesTheRoomBelow"),
                Arguments.of("vendorsAreKnownToAdaptersOnly", "canary.train.KnowsDuckDb"),
                Arguments.of("jsonHasOnePlaceForOurFormsAndOneForForeign", "canary.data.WritesItsOwnJson"),
                Arguments.of("jsonHasOnePlaceForOurFormsAndOneForForeign", "canary.local.ReadsItsOwnJson"),
                Arguments.of("yamlIsReadInTheSpecRoom", "canary.run.ReadsYaml"),
                Arguments.of("nothingIsPrintedOrLogged", "canary.run.Prints"),
                Arguments.of("nothingIsPrintedOrLogged", "canary.run.Logs"),
                Arguments.of("stagesDoNotKnowEachOther", "canary.train.NosyStage"),
                Arguments.of("noProcessWideClockOrZone", "canary.run.ReadsTheWallClock"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void shouldHoldInTheHouse(String rule, String canary) {
        assertThatCode(() -> rule(rule, "retrain").check(HOUSE)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void shouldRejectTheCanary(String rule, String canary) {
        EvaluationResult result = rule(rule, "canary").evaluate(CANARIES);

        assertThat(result.getFailureReport().getDetails()).anyMatch(line -> line.contains(canary));
    }

    @Test
    void shouldHaveEveryRoomOfTheTable() {
        assertThat(List.of(HouseRules.ROOMS))
                .allMatch(
                        room -> HOUSE.stream().anyMatch(c -> c.getPackageName().equals("retrain." + room)));
        assertThat(HOUSE.stream().map(c -> c.getPackageName()).distinct())
                .allMatch(p ->
                        p.equals("retrain") || List.of(HouseRules.ROOMS).contains(p.substring("retrain.".length())));
    }

    private static ArchRule rule(String name, String root) {
        return Objects.requireNonNull(HouseRules.in(root).get(name));
    }
}
