package retrain.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final Settings ALL = Settings.of("/srv/all", "us-east-1", "tool", "keys", "role", 5);

    @Test
    void shouldTakeEachKeyOfTheNearestThatHasIt() {
        Settings near = Settings.of(null, "eu-central-1", " ", null, null, null);
        Settings far = Settings.of("/srv/team", "eu-west-1", null, null, "other", 60);

        Settings merged = Settings.merged(List.of(near, far, ALL));

        assertThat(merged).isEqualTo(Settings.of("/srv/team", "eu-central-1", "tool", "keys", "other", 60));
        assertThat(merged.patience()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void shouldWaitHalfAnHourForALostAgentUnlessItIsConfigured() {
        assertThat(Settings.of(null, null, null, null, null, null).patience()).isEqualTo(Duration.ofMinutes(30));
        assertThat(ALL.patience()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void shouldAcceptEmptyFields() {
        assertThat(ConfigRules.store("")).isEmpty();
        assertThat(ConfigRules.region(" ")).isEmpty();
        assertThat(ConfigRules.role("")).isEmpty();
        assertThat(ConfigRules.lostAgentMinutes("")).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrongWithAStore() {
        assertThat(ConfigRules.store("/srv/retrain")).isEmpty();
        assertThat(ConfigRules.store("D:\\retrain")).isEmpty();
        assertThat(ConfigRules.store("retrain")).contains("config.store.relative");
        assertThat(ConfigRules.store("s3://bucket/retrain")).contains("config.store.address");
    }

    @Test
    void shouldKnowRegionsAndRolesOfAllPartitions() {
        assertThat(List.of("eu-central-1", "us-gov-west-1", "ap-southeast-2", "cn-north-1", "us-iso-east-1"))
                .allSatisfy(region -> assertThat(ConfigRules.region(region)).isEmpty());
        assertThat(ConfigRules.region("Frankfurt")).contains("config.region.wrong");
        assertThat(ConfigRules.role("arn:aws-cn:iam::123456789012:role/path/retrain"))
                .isEmpty();
        assertThat(ConfigRules.role("retrain")).contains("config.role.wrong");
        assertThat(ConfigRules.role("arn:aws:iam::12345678901:role/r\nx = y")).contains("config.role.wrong");
    }

    @Test
    void shouldTakeMinutesOfAWeekAtMost() {
        assertThat(ConfigRules.lostAgentMinutes("10080")).isEmpty();
        assertThat(List.of("0", "10081", "-1", "1.5", "soon", "999999999999"))
                .allSatisfy(
                        text -> assertThat(ConfigRules.lostAgentMinutes(text)).isPresent());
    }
}
