package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import retrain.Outcome.Kind;

/** What the functions and the state machine call in runs that go through all branches is what their roles allow: nothing is missing, nothing spare. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeastPrivilegeIT {
    private static final String BASE = """
            model: small
            task: binary
            target: late
            store: s3://%1$s/store
            aws:
              region: us-east-1
              role: arn:aws:iam::123456789012:role/retrain
              poll: 0.01
            data:
              sources: {rows: 's3://%1$s/data/rows-*.csv'}
              key: [id]
              features: [x, y]
            train: {xgboost: {rounds: 5}, sagemaker: {instance: ml.m5.large}}
            evaluate: {resamples: 200, sagemaker: {transform: {instance: ml.m5.large}}}
            history: {model-package-group: small}
            gates: [{metric: auc, at-least: 0.5}]
            promote: {endpoint: {name: small, instance: ml.m5.large}}
            infra: {}
            """.formatted(AwsWorld.BUCKET);

    /** What a call on the loopback cannot show, each with who says that it is needed. */
    private static final Map<String, String> UNSEEN = Map.ofEntries();

    private final TracedFunctions.Ledger ledger = new TracedFunctions.Ledger();

    @BeforeAll
    void runAll(@TempDir Path folder) throws IOException {
        base(folder.resolve("base"));
    }

    private void base(Path folder) throws IOException {
        try (TracedFunctions functions = new TracedFunctions(folder, BASE, ledger)) {
            assertThat(functions.check().kind()).isEqualTo(Kind.DUE);
            assertThat(functions.drive().kind()).isEqualTo(Kind.PROMOTED);
            functions.world.month(4);
            assertThat(functions.drive().kind()).isEqualTo(Kind.PROMOTED);
            assertThat(functions.drive().kind()).isEqualTo(Kind.UNCHANGED);
            assertThat(functions.rollback().kind()).isEqualTo(Kind.DONE);
            functions.world.month(5);
            functions.spec(BASE.replace("at-least: 0.5", "at-least: 0.999"));
            assertThat(functions.drive().kind()).isEqualTo(Kind.REJECTED);
        }
    }

    @Test
    void shouldAllowAllThatIsCalled() {
        assertThat(ledger.denied).isEmpty();
    }

    @Test
    void shouldAllowNothingThatIsNotCalled() {
        TreeSet<String> spare = new TreeSet<>(ledger.allowed);
        spare.removeAll(ledger.used);
        assertThat(spare).containsExactlyInAnyOrderElementsOf(UNSEEN.keySet());
    }
}
