package retrain.jenkins.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AwsSetupTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/retrain";

    @Test
    void shouldLeaveTheAgentsOwnIdentityAloneWhenNothingIsAsked() {
        AwsSetup setup = AwsSetup.of(AwsWishes.NONE, Optional.empty(), "jenkins-a-1", "/tmp/f");

        assertThat(setup.variables()).isEmpty();
        assertThat(setup.files()).isEmpty();
    }

    @Test
    void shouldOnlyNameTheRegionWhenOnlyThatIsAsked() {
        AwsSetup setup = AwsSetup.of(
                AwsWishes.of(null, "eu-central-1", null, null, null), Optional.empty(), "jenkins-a-1", "/tmp/f");

        assertThat(setup.variables())
                .isEqualTo(Map.of("AWS_REGION", "eu-central-1", "AWS_DEFAULT_REGION", "eu-central-1"));
    }

    @Test
    void shouldPutKeysIntoAFileAndNotIntoTheEnvironment() {
        AwsSetup setup = AwsSetup.of(
                AwsWishes.of("id", "eu-central-1", null, null, null),
                Optional.of(Login.keys("AKIAEXAMPLE", "very-secret")),
                "jenkins-a-1",
                "/tmp/f");

        assertThat(setup.files().get("aws-credentials"))
                .isEqualTo("[retrain]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = very-secret\n");
        assertThat(setup.files().get("aws-config")).isEqualTo("[profile retrain]\nregion = eu-central-1\n");
        assertThat(setup.variables())
                .containsEntry("AWS_PROFILE", "retrain")
                .containsEntry("AWS_CONFIG_FILE", "/tmp/f/aws-config")
                .containsEntry("AWS_SHARED_CREDENTIALS_FILE", "/tmp/f/aws-credentials")
                .containsEntry("AWS_ACCESS_KEY_ID", "")
                .containsEntry("AWS_WEB_IDENTITY_TOKEN_FILE", "");
        assertThat(setup.variables().toString()).doesNotContain("AKIAEXAMPLE", "very-secret");
    }

    @Test
    void shouldLetTheAgentAssumeTheRoleWithTheKeys() {
        AwsSetup setup = AwsSetup.of(
                AwsWishes.of("id", null, ROLE, "ext", "night"),
                Optional.of(Login.keys("AKIAEXAMPLE", "very-secret")),
                "jenkins-a-1",
                "/tmp/f");

        assertThat(setup.files().get("aws-config"))
                .isEqualTo("[profile retrain]\nrole_arn = " + ROLE
                        + "\nrole_session_name = night\nexternal_id = ext\nsource_profile = retrain-keys\n"
                        + "[profile retrain-keys]\n");
        assertThat(setup.files().get("aws-credentials")).startsWith("[retrain-keys]\n");
    }

    @Test
    void shouldLetTheSdkReadKeysOfASessionAgainWhenTheyEnd() {
        Login login =
                Login.session("ASIAEXAMPLE", "very-secret", "the-session", Instant.parse("2026-01-01T12:00:00.5Z"));
        AwsWishes wishes = AwsWishes.of("id", null, null, null, null);

        AwsSetup setup = AwsSetup.of(wishes, Optional.of(login), "jenkins-a-1", "/it's a folder");

        assertThat(setup.files().get("aws-config"))
                .isEqualTo("[profile retrain]\ncredential_process = cat '/it'\\''s a folder/aws-session.json'\n");
        assertThat(setup.files().get("aws-session.json"))
                .isEqualTo("{\"Version\":1,\"AccessKeyId\":\"ASIAEXAMPLE\",\"SecretAccessKey\":\"very-secret\","
                        + "\"SessionToken\":\"the-session\",\"Expiration\":\"2026-01-01T12:00:00Z\"}");
        assertThat(setup.files()).containsEntry("aws-credentials", "");
        assertThat(AwsSetup.of(wishes, Optional.of(login), "jenkins-a-1", "C:\\a b")
                        .files()
                        .get("aws-config"))
                .contains("credential_process = type \"C:\\a b\\aws-session.json\"\n");
    }

    @Test
    void shouldAssumeARoleWithThatOfTheMachineWhenThereAreNoCredentials() {
        AwsSetup setup = AwsSetup.of(AwsWishes.of(null, null, ROLE, null, null), Optional.empty(), "jenkins-a-1", "/f");

        assertThat(setup.files().get("aws-config"))
                .contains("role_session_name = jenkins-a-1\n", "credential_source = Ec2InstanceMetadata\n");
        assertThat(setup.variables()).doesNotContainKey("AWS_EC2_METADATA_DISABLED");
    }

    @Test
    void shouldPutATokenIntoAFileThatTheSdkReadsAgain() {
        AwsSetup setup = AwsSetup.of(
                AwsWishes.of("id", null, ROLE, null, null),
                Optional.of(Login.token("a.b.c", Instant.EPOCH)),
                "jenkins-a-1",
                "C:\\agent\\f");

        assertThat(setup.variables())
                .containsEntry("AWS_WEB_IDENTITY_TOKEN_FILE", "C:\\agent\\f\\aws-token")
                .containsEntry("AWS_ROLE_ARN", ROLE)
                .containsEntry("AWS_ROLE_SESSION_NAME", "jenkins-a-1")
                .containsEntry("AWS_PROFILE", "");
        assertThat(setup.files()).containsEntry("aws-token", "a.b.c").containsEntry("aws-credentials", "");
    }

    @Test
    void shouldBeNobodyForAnUntrustedChange() {
        AwsSetup setup = AwsSetup.nobody("/tmp/f");

        assertThat(setup.variables())
                .containsEntry("AWS_EC2_METADATA_DISABLED", "true")
                .containsEntry("AWS_CONTAINER_CREDENTIALS_FULL_URI", "")
                .containsEntry("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "")
                .containsEntry("AWS_WEB_IDENTITY_TOKEN_FILE", "")
                .containsEntry("AWS_ACCESS_KEY_ID", "")
                .containsEntry("AWS_REGION", "")
                .containsEntry("AWS_SHARED_CREDENTIALS_FILE", "/tmp/f/aws-credentials");
        assertThat(setup.files()).containsOnly(Map.entry("aws-config", ""), Map.entry("aws-credentials", ""));
    }

    @Test
    void shouldNameTheBuildWithinWhatAwsAllows() {
        assertThat(AwsSetup.session("team/flight delay", 7)).isEqualTo("jenkins-team-flight-delay-7");
        assertThat(AwsSetup.session("x".repeat(100), 1234)).hasSize(64).endsWith("x-1234");
    }
}
