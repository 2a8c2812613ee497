package retrain.infra;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.infra.Role.Statement;

@NullUnmarked // what is missing in a map of JSON fails the test
class RolesTest {
    /** Actions for which AWS's reference names no resource, so that a policy can only say "*": each with what limits it instead. */
    private static final Map<String, String> WITHOUT_RESOURCE = Map.ofEntries(
            entry("application-autoscaling:DescribeScalableTargets", "reads only"),
            entry("application-autoscaling:DescribeScalingPolicies", "reads only"),
            entry("cloudwatch:PutMetricData", "the condition on the namespace"),
            entry("ec2:DescribeDhcpOptions", "reads only"),
            entry("ec2:DescribeNetworkInterfaces", "reads only"),
            entry("ec2:DescribeRouteTables", "reads only"),
            entry("ec2:DescribeSecurityGroups", "reads only"),
            entry("ec2:DescribeSubnets", "reads only"),
            entry("ec2:DescribeVpcEndpoints", "reads only"),
            entry("ec2:DescribeVpcs", "reads only"),
            entry("ecr:GetAuthorizationToken", "a token lets nothing be fetched that the policy does not allow"),
            entry("logs:CreateLogDelivery", "the service delivers logs of the state machine alone"),
            entry("logs:DeleteLogDelivery", "the service delivers logs of the state machine alone"),
            entry("logs:DescribeLogGroups", "reads only"),
            entry("logs:DescribeResourcePolicies", "reads only"),
            entry("logs:GetLogDelivery", "reads only"),
            entry("logs:ListLogDeliveries", "reads only"),
            entry("logs:PutResourcePolicy", "the service lets itself deliver logs"),
            entry("logs:UpdateLogDelivery", "the service delivers logs of the state machine alone"),
            entry("xray:GetSamplingRules", "reads only"),
            entry("xray:GetSamplingTargets", "reads only"),
            entry("sagemaker:ListArtifacts", "tells what lineage knows of an address"),
            entry("sagemaker:ListAssociations", "tells what lineage joins"),
            entry("xray:PutTelemetryRecords", "adds to traces only"),
            entry("xray:PutTraceSegments", "adds to traces only"));

    @TempDir
    private Path folder;

    @Test
    void shouldAllowNoActionByAWildcard() throws IOException {
        assertThat(statements())
                .allSatisfy(s -> assertThat(s.actions()).isNotEmpty().allMatch(a -> a.matches("[a-z0-9-]+:[A-Za-z]+")));
    }

    @Test
    void shouldAllowEveryResourceOnlyToActionsThatTakeNone() throws IOException {
        assertThat(statements()).allSatisfy(s -> {
            if (s.resources().contains("*")) {
                assertThat(WITHOUT_RESOURCE.keySet()).as(s.sid()).containsAll(s.actions());
            } else {
                assertThat(s.actions()).as(s.sid()).doesNotContainAnyElementsOf(WITHOUT_RESOURCE.keySet());
            }
        });
    }

    @Test
    void shouldNameNoResourceThatIsAllOfAService() throws IOException {
        assertThat(statements())
                .flatMap(s -> (List<?>) Deployed.value(s.resources()))
                .filteredOn(r -> !r.equals("*"))
                .allSatisfy(
                        r -> assertThat(r.toString()).matches("arn:aws:[a-z0-9-]+:[a-z0-9-]*:([0-9]*|\\*):[^*]+.*"));
    }

    @Test
    void shouldSayOfEachStatementWhy() throws IOException {
        assertThat(statements()).allSatisfy(s -> assertThat(s.why()).matches("[A-Z].{15,200}\\."));
    }

    @Test
    void shouldNameEachStatementOnceInARole() throws IOException {
        for (Role role : roles()) {
            assertThat(role.statements())
                    .as(role.id())
                    .extracting(Statement::sid)
                    .doesNotHaveDuplicates()
                    .allMatch(s -> s.matches("[A-Za-z0-9]+"));
        }
    }

    @Test
    void shouldPassRolesToOneServiceOnly() throws IOException {
        assertThat(statements())
                .filteredOn(s -> s.actions().contains("iam:PassRole"))
                .isNotEmpty()
                .allSatisfy(s -> {
                    assertThat(s.actions()).containsExactly("iam:PassRole");
                    assertThat(s.condition().get("StringEquals"))
                            .isIn(
                                    Map.of("iam:PassedToService", "sagemaker.amazonaws.com"),
                                    Map.of("iam:PassedToService", "glue.amazonaws.com"));
                });
    }

    @Test
    void shouldLetNoFunctionBeginAJob() throws IOException {
        assertThat(roles())
                .filteredOn(r -> r.services().contains("lambda.amazonaws.com"))
                .flatMap(Role::actions)
                .noneMatch(a -> a.matches("(sagemaker:(Create|Stop).*Job|glue:StartJobRun)"));
    }

    @Test
    void shouldStayWithinWhatIamTakes() throws IOException {
        for (Role role : roles()) {
            String policy = new ObjectMapper().writeValueAsString(Deployed.value(Roles.policy(role)));
            assertThat(policy.replaceAll("\\s", "").length()).as(role.id()).isLessThan(10240);
        }
    }

    @Test
    void shouldBeTakenByTheServiceForThisAccountOnly() throws IOException {
        for (Plan plan : PolicyPlans.all(folder).values()) {
            for (Resource role : Roles.resources(plan)) {
                assertThat(Deployed.value(role.properties().get("AssumeRolePolicyDocument"))
                                .toString())
                        .contains("aws:SourceAccount=123456789012");
            }
        }
    }

    @Test
    void shouldHaveTheNameAndThePathThatTheSpecGivesTheRoleOfJobs() throws IOException {
        Resource job = resource(PolicyPlans.all(folder).get("everything"), Ids.JOB_ROLE);
        Resource glue = resource(PolicyPlans.all(folder).get("glue"), "GlueRole");

        assertThat(job.properties()).containsEntry("RoleName", "retrain-jobs").doesNotContainKey("Path");
        assertThat(glue.properties()).containsEntry("RoleName", "retrain-glue");
    }

    @Test
    void shouldPutEachRoleWithinTheBoundary() throws IOException {
        assertThat(Roles.resources(PolicyPlans.all(folder).get("lambda")))
                .allSatisfy(r -> assertThat(r.properties())
                        .containsEntry("PermissionsBoundary", "arn:aws:iam::123456789012:policy/edge"));
    }

    @Test
    void shouldAllowNothingOfServicesThatTheSpecDoesNotUse() throws IOException {
        assertThat(Roles.of(Plans.flights()))
                .flatMap(Role::actions)
                .noneMatch(
                        a -> a.matches("(glue|kms|ec2|sagemaker-mlflow):.*|sagemaker:.*(Tuning|Processing|Trial).*"));
    }

    @Test
    void shouldAllowTheNamesThatRunsHaveWhateverTheModelEndsWith() throws IOException {
        Plan plan = Plans.of(folder, """
                model: small_
                task: binary
                target: late
                store: s3://store-bucket
                aws: {region: us-east-1, role: 'arn:aws:iam::123456789012:role/retrain-jobs'}
                data: {sources: {rows: s3://lake/rows/}, key: [id]}
                train: {xgboost: {rounds: 5}}
                history: {sagemaker-experiment: trials, model-package-group: small, lineage: true}
                gates: [{metric: auc, at-least: 0.5}]
                promote: {endpoint: {name: small, instance: ml.m5.large}}
                infra: {}
                """);

        assertThat(Roles.of(plan).stream()
                        .flatMap(role -> role.statements().stream())
                        .flatMap(s -> s.resources().stream())
                        .map(Arn::text))
                .anyMatch(r -> r.endsWith(":experiment-trial/small-*"))
                .anyMatch(r -> r.endsWith(":action/small-*"))
                .noneMatch(r -> r.matches(".*:(action|experiment-trial|experiment-trial-component)/small--.*"));
    }

    private static Resource resource(Plan plan, String id) {
        return Roles.resources(plan).stream()
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<Role> roles() throws IOException {
        return PolicyPlans.all(folder).values().stream()
                .flatMap(p -> Roles.of(p).stream())
                .toList();
    }

    private List<Statement> statements() throws IOException {
        return roles().stream().flatMap(r -> r.statements().stream()).toList();
    }

    @Test
    void shouldPassALinterThatKnowsAllActions() throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        for (Map.Entry<String, Plan> plan : PolicyPlans.all(folder).entrySet()) {
            for (Role role : Roles.of(plan.getValue())) {
                Path file = Files.createDirectories(folder.resolve("policies"))
                        .resolve(plan.getKey() + "-" + role.id() + ".json");
                json.writeValue(file.toFile(), Deployed.value(Roles.policy(role)));
            }
        }

        assertThat(Parliament.findings(folder.resolve("policies"))).isEmpty();
    }
}
