package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.Golden;
import retrain.run.Json;
import retrain.spec.TriggersSpec;
import retrain.trigger.Given;
import retrain.trigger.TriggerFacts;
import retrain.trigger.Triggers;

/** The formats of check.json and check.md, and the lines of the console. */
class CheckResultTest {
    private static final CheckResult DUE = check(new Given().facts());
    private static final CheckResult HELD =
            check(new Given().going("2026-02-01T12:07:00Z").facts());
    private static final CheckResult FIRST = check(new Given().noChampion().facts());

    @TempDir
    Path out;

    private static CheckResult check(TriggerFacts facts) {
        return CheckResult.of(TriggersSpec.NONE, facts, Triggers.decide(TriggersSpec.NONE, facts));
    }

    @Test
    void shouldPublishTheSchemaThatTheRecordHas() throws IOException {
        Golden.check(Path.of("..", "docs", "reference", "check.schema.json"), schema());
    }

    @Test
    void shouldWriteTheDecisionAsPublished() throws IOException {
        Path summary = Reports.write(HELD, out);

        Golden.check(Golden.file("check.json"), Files.readString(out.resolve("check.json")));
        Golden.check(Golden.file("check.md"), Files.readString(summary));
    }

    @Test
    void shouldWriteWhatTheSchemaSays() {
        for (CheckResult check : List.of(DUE, HELD, FIRST)) {
            assertThat(errors(json(check))).isEmpty();
            assertThat(Json.read(Json.pretty(check), CheckResult.class, "check.json"))
                    .isEqualTo(check);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"due\" : true", "\"by\" : \"going-on\"", "\"trigger\" : \"new-data\"", "\"files\" : 3"})
    void shouldSayInTheSchemaWhatIsNoDecision(String right) {
        String json = json(right.equals("\"due\" : true") ? DUE : HELD);
        assertThat(json).contains(right);

        String wrong = json.replace(right, right.substring(0, right.indexOf(':')) + ": \"perhaps\"");

        assertThat(errors(wrong)).isNotEmpty();
    }

    @Test
    void shouldSayWhyAndByWhichDefault() {
        assertThat(DUE.sentence()).isEqualTo("A retrain of 'm' is due: new-data");
        assertThat(DUE.lines())
                .containsExactly(
                        "due: new-data: 1 new file (march.csv), 50 bytes, since version 3; parts: 1, enough are 1",
                        "not due: code: nothing changed since version 3",
                        "The spec has no triggers, so new data or other code decide (new-data: {parts: 1}, code: true)");
        assertThat(HELD.lines())
                .contains(
                        "held back: going-on: run 20260105T015000Z-00000a goes on; if it was killed, it counts so from"
                                + " 2026-02-01T12:07:00Z",
                        "Next look: 2026-02-01T12:07:00Z");
        assertThat(HELD.sentence()).startsWith("No retrain of 'm' is due: run 20260105T015000Z-00000a goes on");
    }

    private static String json(CheckResult check) {
        return new String(Json.pretty(check), StandardCharsets.UTF_8);
    }

    private static String schema() {
        return ResultSchema.text(CheckResult.class, "check.json", CheckResult.FORMAT);
    }

    private static List<Error> errors(String json) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema(), InputFormat.JSON)
                .validate(json, InputFormat.JSON);
    }
}
