package retrain.jenkins.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.Command;
import retrain.Option;
import retrain.jenkins.access.Origin.Starter;

class TrustTest {
    private static Origin change(String id, boolean trusted, Starter starter) {
        return new Origin(Optional.of(id), trusted, starter);
    }

    private static Origin branch(Starter starter) {
        return new Origin(Optional.empty(), true, starter);
    }

    @ParameterizedTest
    @CsvSource({
        // change, revision, what the source trusts, is trusted
        "false, , , true", // no multibranch project
        "false, a, , true", // a branch of a source that tells nothing
        "false, a, a, true",
        "false, a, b, false", // a branch of a fork that is not trusted
        "true, , , false",
        "true, a, , false",
        "true, , a, false",
        "true, a, b, false",
        "true, a, a, true",
    })
    void shouldTrustAChangeOnlyWhenTheSourceDoes(boolean change, String revision, String trusted, boolean expected) {
        assertThat(Origin.isTrusted(change, Optional.ofNullable(revision), Optional.ofNullable(trusted)))
                .isEqualTo(expected);
    }

    @Test
    void shouldFindTheIntentByWhatStartedTheBuild() {
        assertThat(Intents.of(Optional.empty(), branch(Starter.EVENT))).isEqualTo("branch");
        assertThat(Intents.of(Optional.empty(), branch(Starter.SCHEDULE))).isEqualTo("schedule");
        assertThat(Intents.of(Optional.empty(), branch(Starter.PERSON))).isEqualTo("manual");
        assertThat(Intents.of(Optional.of("branch"), branch(Starter.PERSON))).isEqualTo("branch");
    }

    @Test
    void shouldNeverLetAChangeRequestBeAnythingElse() {
        assertThat(Intents.of(Optional.empty(), change("12", true, Starter.PERSON)))
                .isEqualTo("pull-request/12");
        assertThat(Intents.of(Optional.of("manual"), change("12", true, Starter.PERSON)))
                .isEqualTo("pull-request/12");
        assertThat(Intents.of(Optional.of("pull-requests"), change("12", true, Starter.EVENT)))
                .isEqualTo("pull-request/12");
        assertThat(Intents.of(Optional.of("pull-request/mine"), change("12", true, Starter.EVENT)))
                .isEqualTo("pull-request/mine");
    }

    @Test
    void shouldNotLetAnUntrustedChangeRequestChooseItsName() {
        assertThat(Intents.of(Optional.of("pull-request/../champion"), change("12", false, Starter.EVENT)))
                .isEqualTo("pull-request/12");
        assertThat(Intents.of(Optional.empty(), change("../x", false, Starter.EVENT)))
                .isEqualTo("pull-request/..-x");
        assertThat(Intents.of(Optional.empty(), change("..", false, Starter.EVENT)))
                .isEqualTo("pull-request/unnamed");
    }

    @Test
    void shouldAskForThePermissionWhereTheChampionMayMove() {
        assertThat(Promoting.may(Command.RUN, Map.of())).isTrue();
        assertThat(Promoting.may(Command.PROMOTE, Map.of(Option.INTENT, "manual")))
                .isTrue();
        assertThat(Promoting.may(Command.STREAM, Map.of())).isTrue();
        assertThat(Promoting.may(Command.AB, Map.of())).isTrue();
        assertThat(Promoting.may(Command.ROLLBACK, Map.of(Option.INTENT, "pull-request/12")))
                .isTrue();
        assertThat(Promoting.may(Command.RUN, Map.of(Option.INTENT, "pull-request/12")))
                .isFalse();
        assertThat(Promoting.may(Command.RUN, Map.of(Option.DRY_RUN, "true"))).isFalse();
        assertThat(Promoting.may(Command.EVALUATE, Map.of())).isFalse();
        assertThat(Promoting.may(Command.CHECK, Map.of())).isFalse();
    }

    @Test
    void shouldKeepChangeRequestsFromWhatActsOnAllRuns() {
        assertThat(Promoting.actsOnAll(Command.ROLLBACK, Map.of())).isTrue();
        assertThat(Promoting.actsOnAll(Command.AB, Map.of())).isTrue();
        assertThat(Promoting.actsOnAll(Command.ROLLBACK, Map.of(Option.DRY_RUN, "true")))
                .isFalse();
        assertThat(Promoting.actsOnAll(Command.CLEAN, Map.of())).isFalse();
        assertThat(Promoting.actsOnAll(Command.CLEAN, Map.of(Option.DRY_RUN, "false")))
                .isTrue();
        assertThat(Promoting.actsOnAll(Command.RUN, Map.of())).isFalse();
    }

    @Test
    void shouldPutTheConfiguredStoreBeforeWhatTheStepSays() {
        assertThat(Overrides.withStore(Optional.empty(), Optional.empty())).isEmpty();
        assertThat(Overrides.withStore(Optional.of("/srv/it's, here"), Optional.of("seed=1")))
                .contains("store='/srv/it''s, here',seed=1");
    }

    @Test
    void shouldPutTheStoreOfAnUntrustedChangeAfterWhatTheStepSays() {
        assertThat(Overrides.apart(".retrain-untrusted-12", Optional.of("store=/srv/all")))
                .isEqualTo(
                        "store=/srv/all,store='.retrain-untrusted-12',history.mlflow='.retrain-untrusted-12/mlruns'");
    }

    @Test
    void shouldReadTheTargetsSpecFromWithinTheRepositoryOnly() {
        assertThat(TargetSpec.within("retrain.yaml")).contains("retrain.yaml");
        assertThat(TargetSpec.within("./models\\churn/retrain.yaml")).contains("models/churn/retrain.yaml");
        assertThat(TargetSpec.within("/etc/retrain.yaml")).isEmpty();
        assertThat(TargetSpec.within("C:/retrain.yaml")).isEmpty();
        assertThat(TargetSpec.within("models/../../retrain.yaml")).isEmpty();
        assertThat(TargetSpec.within("..")).isEmpty();
    }

    @Test
    void shouldPutTheTargetsSpecBesideTheRequestsOwn() {
        assertThat(TargetSpec.beside("models/retrain.yaml")).isEqualTo("models/retrain.target.yaml");
        assertThat(TargetSpec.beside("v1.2/spec")).isEqualTo("v1.2/spec.target");
    }
}
