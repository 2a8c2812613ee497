package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AskerTest {
    @Test
    void shouldNameTheBuildWhereThereIsOne() {
        assertThat(Asker.of(Map.of("BUILD_URL", "https://ci.example/job/7/"))).isEqualTo("https://ci.example/job/7/");
        assertThat(Asker.of(Map.of(
                        "GITHUB_SERVER_URL", "https://git.example", "GITHUB_REPOSITORY", "o/r", "GITHUB_RUN_ID", "7")))
                .isEqualTo("https://git.example/o/r/actions/runs/7");
    }

    @Test
    void shouldNameThePersonBesideTheBuildWhereOneIsNamed() {
        assertThat(Asker.of(Map.of("RETRAIN_BY", " alice ", "BUILD_URL", "https://ci.example/job/7/")))
                .isEqualTo("alice (https://ci.example/job/7/)");
        assertThat(Asker.of(Map.of("RETRAIN_BY", " ", "BUILD_URL", "https://ci.example/job/7/")))
                .isEqualTo("https://ci.example/job/7/");
    }

    @Test
    void shouldNameTheUserOtherwise() {
        assertThat(Asker.of(Map.of("BUILD_URL", ""))).isEqualTo(System.getProperty("user.name"));
    }
}
