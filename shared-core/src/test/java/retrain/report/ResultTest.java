package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.Golden;
import retrain.run.Json;

class ResultTest {
    @Test
    void shouldPublishTheSchemaThatTheRecordHas() throws IOException {
        Golden.check(Path.of("..", "docs", "reference", "result.schema.json"), ResultSchema.text());
    }

    @Test
    void shouldWriteTheResultAsPublished() throws IOException {
        Golden.check(Golden.file("result.json"), json(Fixture.rejected()));
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Fixture#all")
    void shouldWriteWhatTheSchemaSays(RunRecord run) {
        assertThat(errors(json(run))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"outcome\" : \"FINE\"",
                "\"format\" : 0",
                "\"gates\" : 1",
                "\"stages\" : [ { \"stage\" : \"train\" } ]",
                "\"evaluation\" : { \"candidate\" : { \"auc\" : \"good\" } }"
            })
    void shouldSayInTheSchemaWhatIsNoResult(String wrong) {
        String key = wrong.substring(0, wrong.indexOf(':'));
        String json = json(Fixture.binary()).replaceFirst("(?m)^  " + key + ":", "  \"other\" :");
        String broken = "{ " + wrong + "," + json.substring(1);

        assertThat(errors(broken)).isNotEmpty();
    }

    @Test
    void shouldReadWhatWasWritten() {
        Result result = Fixture.rejected().result();

        assertThat(Json.read(Json.pretty(result), Result.class, "result.json")).isEqualTo(result);
    }

    @Test
    void shouldNameEachStageOnceAndTellHowItWasDone() {
        Result result = Fixture.unchanged().result();

        assertThat(result.stages())
                .extracting(Result.StageResult::stage)
                .containsExactly("prepare", "train", "evaluate", "gate", "register", "promote");
        assertThat(result.stages()).extracting(Result.StageResult::did).containsOnly("reused");
    }

    @Test
    void shouldSayAnUndefinedMetricAsNaN() {
        Result.Scores scores = Fixture.binary().result().evaluation().orElseThrow();

        assertThat(scores.candidate().get("f1")).isNaN();
        assertThat(json(Fixture.binary())).contains("\"f1\" : \"NaN\"");
    }

    @Test
    void shouldLeaveOutWhatTheRunHasNotGotTo() {
        Result result = Fixture.prepared().result();

        assertThat(result.evaluation()).isEmpty();
        assertThat(result.gates()).isEmpty();
        assertThat(result.version()).isEqualTo(Optional.empty());
        assertThat(json(Fixture.prepared())).doesNotContain("evaluation\"", "version\"");
    }

    @Test
    void shouldTellWhatAVerdictRestsOn() {
        Result result = Judged.inconclusive().result();

        Result.EvidenceResult evidence = result.gates().get(1).evidence().orElseThrow();
        assertThat(evidence.of()).isEqualTo("improvement of auc");
        assertThat(evidence.interval().low()).isNegative();
        assertThat(evidence.interval().high()).isPositive();
        assertThat(evidence.rowsNeeded()).contains(40_812L);
        assertThat(result.budget().orElseThrow().look()).isEqualTo(1);
        assertThat(Judged.leaking().result().leak()).contains(new Result.LeakResult("version 3", 3_474, 0.123));
        assertThat(Judged.promoted().result().gates().get(2).reportsOnly()).contains("35 rows are fewer than 100");
    }

    @Test
    void shouldNameTheRowsOfAGate() {
        assertThat(Fixture.rejected().result().gates())
                .extracting(Result.GateResult::slice)
                .containsExactly(Optional.empty(), Optional.of("origin=LGA"), Optional.of("carrier=HA"));
    }

    private static String json(RunRecord run) {
        return new String(Json.pretty(run.result()), StandardCharsets.UTF_8);
    }

    private static List<Error> errors(String json) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ResultSchema.text(), InputFormat.JSON)
                .validate(json, InputFormat.JSON);
    }
}
