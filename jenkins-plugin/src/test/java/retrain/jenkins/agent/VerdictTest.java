package retrain.jenkins.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import retrain.jenkins.step.RunStep;

class VerdictTest {
    private final AgentRun run = new AgentRun("id", new RunStep(), "job#1", "agent1", "/ws", "/c");

    @Test
    void shouldSucceedWithTheResult() {
        Verdict verdict = of(
                "{\"format\":1,\"exit\":0,\"kind\":\"PROMOTED\",\"summary\":\"v3\",\"report\":\"/c/out/report.html\"}");

        assertThat(verdict.failure()).isNull();
        assertThat(verdict.result()).satisfies(result -> {
            assertThat(result.getOutcome()).isEqualTo("PROMOTED");
            assertThat(result.getReport()).isEqualTo("retrain/id/report.html");
        });
    }

    @Test
    void shouldFailWithTheOutcomeOfARejectedCandidate() {
        Verdict verdict = of("{\"format\":1,\"exit\":2,\"kind\":\"REJECTED\",\"summary\":\"auc is 0.60\"}");

        assertThat(verdict.failure()).isEqualTo("retrain run: REJECTED: auc is 0.60");
        assertThat(verdict.result()).isNotNull();
    }

    @Test
    void shouldListAllMistakes() {
        Verdict verdict = of("{\"format\":1,\"exit\":3,\"summary\":\"a\",\"problems\":["
                + "{\"where\":\"retrain.yaml:2\",\"what\":\"is wrong\",\"cure\":\"Mend it\"},"
                + "{\"where\":\"retrain.yaml:5\",\"what\":\"is odd\",\"cure\":\"Leave it out\"}]}");

        assertThat(verdict.failure()).isEqualTo("""
                        retrain run: 2 mistakes to mend
                          retrain.yaml:2: is wrong. Mend it
                          retrain.yaml:5: is odd. Leave it out""");
    }

    @Test
    void shouldSayTheRequestAndHowToGoOnWhenABackendFailed() {
        Verdict verdict = of("{\"format\":1,\"exit\":4,\"summary\":\"s\",\"run\":\"20260101T000000Z-000000\","
                + "\"problems\":[{\"where\":\"s3://b/k\",\"what\":\"is slow\",\"cure\":\"Wait\"}],"
                + "\"retryable\":true,\"requestId\":\"REQ1\"}");

        assertThat(verdict.failure())
                .isEqualTo(
                        "retrain run: s3://b/k: is slow. Wait (request REQ1). It may succeed later without any change. "
                                + "Go on with run: '20260101T000000Z-000000' in the same step");
    }

    @Test
    void shouldOwnUpToABug() {
        assertThat(of("{\"format\":1,\"exit\":70,\"summary\":\"a bug of Retrain: x\"}")
                        .failure())
                .startsWith("retrain run: a bug of Retrain: x. Its stack trace is in the log");
    }

    @Test
    void shouldNameTheFolderOfAnEndingThatIsCut() {
        Verdict verdict = of("{\"format\":1,\"exit\":0,\"kind\":\"PROM");

        assertThat(verdict.result()).isNull();
        assertThat(verdict.failure()).startsWith("retrain run: what it left in /c on agent1 cannot be read: ");
    }

    @Test
    void shouldNameTheFileThatANewerRunnerWrote() {
        assertThat(of("{\"format\":2,\"exit\":0}").failure())
                .contains("the file of the ending has format 2", "update the plugin");
    }

    @Test
    void shouldGoOnWithTheRunOfWhichTheLogToldWhenTheProcessIsGone() {
        run.tell("Run 20260101T000000Z-000000 of 'm' begins\n".getBytes(StandardCharsets.UTF_8), false);

        Verdict verdict =
                Verdict.of(run, "/c on agent1", Optional.empty(), Optional.empty(), Optional.of("It is gone"));

        assertThat(verdict.failure())
                .isEqualTo("retrain run: It is gone. Go on with run: '20260101T000000Z-000000' in the same step");
    }

    private Verdict of(String ending) {
        return Verdict.of(run, "/c on agent1", Optional.of(ending), Optional.empty(), Optional.empty());
    }
}
