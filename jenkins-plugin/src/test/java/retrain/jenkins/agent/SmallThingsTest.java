package retrain.jenkins.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SmallThingsTest {
    @Test
    void shouldKnowTheVersionsOfJava() {
        assertThat(JavaVersion.of("openjdk version \"17.0.15\" 2025-04-15\nOpenJDK Runtime Environment"))
                .hasValue(17);
        assertThat(JavaVersion.of("java version \"1.8.0_292\"")).hasValue(8);
        assertThat(JavaVersion.of("Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version \"25-ea\" 2025-09-16"))
                .hasValue(25);
        assertThat(JavaVersion.of("sh: java: not found")).isEmpty();
    }

    @Test
    void shouldFollowAJobThatIsRenamedOrMovedWithItsFolder() {
        assertThat(BuildIds.moved("team/churn#12", "team/churn", "team/leavers"))
                .contains("team/leavers#12");
        assertThat(BuildIds.moved("team/churn#12", "team", "squad")).contains("squad/churn#12");
        assertThat(BuildIds.moved("team/churn#12", "team/chu", "x")).isEmpty();
        assertThat(BuildIds.moved("teams/churn#12", "team", "x")).isEmpty();
    }

    @Test
    void shouldReadTheRunsIdFromTheFirstLineOfACommand() {
        assertThat(CoreRun.of("Run 20260101T000000Z-000000 of 'churn' begins")).contains("20260101T000000Z-000000");
        assertThat(CoreRun.of("Run 20260101T000000Z-000000 of 'churn' goes on")).contains("20260101T000000Z-000000");
        assertThat(CoreRun.of("Run it again")).isEmpty();
        assertThat(CoreRun.toGoOn("20260101T000000Z-000000")).contains("run: '20260101T000000Z-000000'");
    }

    @Test
    void shouldUseTheProjectsOwnMavenIfItHasOne() {
        assertThat(MavenCall.of(true, true, "1.0", "/into"))
                .startsWith("sh", "./mvnw")
                .contains("-Dartifact=io.retrain:retrain-runner:1.0:zip:bin", "-DoutputDirectory=/into");
        assertThat(MavenCall.of(false, false, "1.0", "C:\\into")).startsWith("cmd", "/c", "mvn");
        assertThat(MavenCall.firstError("[INFO] x\n[ERROR] no such artifact\n[ERROR] y"))
                .isEqualTo("[ERROR] no such artifact");
    }
}
