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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.Golden;
import retrain.run.Json;

class MonitorResultTest {
    @Test
    void shouldPublishTheSchemaThatTheRecordHas() throws IOException {
        Golden.check(Path.of("..", "docs", "reference", "monitor.schema.json"), schema());
    }

    @Test
    void shouldWriteTheResultAsPublished() throws IOException {
        Golden.check(Golden.file("monitor.json"), json(Monitored.edges()));
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Monitored#all")
    void shouldWriteWhatTheSchemaSays(MonitorRecord record) {
        assertThat(errors(json(record))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"outcome\" : \"FINE\"",
                "\"format\" : 0",
                "\"windows\" : 1",
                "\"windows\" : [ { \"name\" : \"2013\" } ]"
            })
    void shouldSayInTheSchemaWhatIsNoResult(String wrong) {
        String key = wrong.substring(0, wrong.indexOf(':'));
        String json = json(Monitored.calm()).replaceFirst("(?m)^  " + key + ":", "  \"other\" :");

        assertThat(errors("{ " + wrong + "," + json.substring(1))).isNotEmpty();
    }

    @Test
    void shouldReadWhatWasWritten() {
        MonitorResult result = MonitorResults.of(Monitored.conceptDrift());

        assertThat(Json.read(Json.pretty(result), MonitorResult.class, "monitor.json"))
                .isEqualTo(result);
    }

    @Test
    void shouldHaveThePicturesOfTheNewestWindowOnly() {
        List<MonitorResult.WindowResult> windows =
                MonitorResults.of(Monitored.calm()).windows();

        assertThat(windows).hasSize(4);
        for (int i = 0; i < 4; i++) {
            boolean newest = i == 3;
            assertThat(windows.get(i).drift().orElseThrow().columns())
                    .allMatch(c -> c.picture().isPresent() == newest);
        }
    }

    private static String schema() {
        return ResultSchema.text(MonitorResult.class, "monitor.json", MonitorResult.FORMAT);
    }

    private static String json(MonitorRecord record) {
        return new String(Json.pretty(MonitorResults.of(record)), StandardCharsets.UTF_8);
    }

    private static List<Error> errors(String json) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema(), InputFormat.JSON)
                .validate(json, InputFormat.JSON);
    }
}
