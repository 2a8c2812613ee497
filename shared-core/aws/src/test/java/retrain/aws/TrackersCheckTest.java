package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.aws.AwsServer.Fault;
import retrain.local.Embedded;
import retrain.problem.InvalidInput;
import retrain.report.Tracker;
import retrain.spec.AwsSpec;

/** What validate finds about the places in AWS that runs are told to. */
class TrackersCheckTest {
    private static final String ARN = "arn:aws:sagemaker:eu-west-1:123456789012:mlflow-tracking-server/flights";

    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeExperiments experiments;
    private S3Project project;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        experiments = new FakeExperiments(aws);
        new FakeModelRegistry(aws);
        aws.s3.put("lake", "rows.csv", S3Project.rows(0, 300).getBytes(StandardCharsets.UTF_8));
        project = new S3Project(folder);
        project.spec("sources: {rows: 's3://lake/rows.csv'}", """
                aws: {work: s3://lake/work, region: us-east-1}
                history: {model-package-group: small, sagemaker-experiment: flights}""");
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private void deny(String call) {
        aws.faults(c -> c.name().equals(call) ? Fault.DENIED : Fault.NONE);
    }

    @Test
    void shouldFindThatAllMayBeToldWithoutMakingAnything() {
        project.execute(Command.VALIDATE);

        assertThat(aws.calls())
                .extracting(AwsServer.Call::name)
                .contains("SageMaker.ListModelPackages", "SageMaker.AssociateTrialComponent")
                .noneMatch(name -> name.startsWith("SageMaker.Create"));
        assertThat(experiments.trials("flights")).isEmpty();
    }

    @Test
    void shouldNameThePermissionThatExperimentsMiss() {
        deny("SageMaker.AssociateTrialComponent");

        assertThatThrownBy(() -> project.execute(Command.VALIDATE))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("experiment flights")
                .hasMessageContaining("sagemaker:AssociateTrialComponent");
    }

    @Test
    void shouldNameThePermissionThatPackagesMiss() {
        deny("SageMaker.ListModelPackages");

        assertThatThrownBy(() -> project.execute(Command.VALIDATE))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("sagemaker:ListModelPackages");
    }

    @Test
    void shouldOnlyNoticeWhatCannotBeAskedJustNow() {
        aws.faults(c -> c.name().equals("SageMaker.AssociateTrialComponent") ? Fault.ERROR_BEFORE : Fault.NONE);

        assertThat(project.execute(Command.VALIDATE).text())
                .anyMatch(line -> line.startsWith("SageMaker Experiments could not be asked: experiment flights"));
    }

    @Test
    void shouldNameThePermissionThatMlflowMisses() {
        aws.onRest(
                "GET /api/2.0/mlflow/experiments/get-by-name",
                (path, query, headers, body) -> AwsServer.Reply.json(403, Map.of("message", "User is not authorized")));

        assertThatThrownBy(() -> mlflow().check("small"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("was refused with HTTP status 403")
                .hasMessageContaining("\"sagemaker-mlflow:GetExperimentByName\", \"Resource\": \"" + ARN + "\"");
    }

    @Test
    void shouldTakeAnMlflowThatDoesNotKnowTheModelYet() {
        aws.onRest(
                "GET /api/2.0/mlflow/experiments/get-by-name",
                (path, query, headers, body) ->
                        AwsServer.Reply.json(404, Map.of("error_code", "RESOURCE_DOES_NOT_EXIST", "message", "none")));

        mlflow().check("small");

        assertThat(aws.calls()).hasSize(1);
    }

    private Tracker mlflow() {
        SageMakerMlflow server = new SageMakerMlflow(ARN, new AwsClients(AwsSpec.usual()).identity());
        return Embedded.mlflow(aws.address(), server);
    }
}
