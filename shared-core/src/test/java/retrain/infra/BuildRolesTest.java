package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.infra.Role.Statement;
import retrain.infra.RoleAudit.Asked;

/** The roles of builds: that of CodePipeline by its stages, that each fits its neighbour, and all before the eyes of a linter. */
@NullUnmarked // what is missing in a map of JSON fails the test
class BuildRolesTest {
    private static final String APPROVAL = "infra.codepipeline.approval=true";

    @TempDir
    private Path folder;

    private static Map<String, Plan> plans() {
        Map<String, Plan> plans = new LinkedHashMap<>();
        plans.put("plain", DeliveryTest.plan());
        plans.put("approval", DeliveryTest.plan(APPROVAL, "infra.github.environment=live"));
        plans.put(
                "requests",
                DeliveryTest.plan(
                        "infra.codepipeline.pull-requests=true",
                        "infra.codepipeline.by=both",
                        "infra.buckets.key=true",
                        "infra.codepipeline.vpc=vpc-1a2b",
                        "aws.subnets=[subnet-1a2b]",
                        "aws.security-groups=[sg-1a2b]"));
        plans.put(
                "old",
                DeliveryTest.plan(
                        "infra.codepipeline.connection=arn:aws:codestar-connections:us-east-1:123456789012:connection/1a2b"));
        return plans;
    }

    @Test
    void shouldAllowCodePipelineWhatItsStagesDoAndNothingElse() {
        plans().forEach((name, plan) -> RoleAudit.check(name, role(plan, Ids.BUILDS), stages(plan), Set.of("kms")));
    }

    private static Role role(Plan plan, String id) {
        return Delivery.roles(plan).stream()
                .filter(r -> r.id().equals(Ids.role(id)))
                .findFirst()
                .orElseThrow();
    }

    /** What each kind of action does, by the guide of CodePipeline ("Add permissions to the service role"). */
    private static Set<Asked> stages(Plan plan) {
        Set<Asked> asked = new LinkedHashSet<>();
        for (Resource resource : Delivery.of(plan)) {
            if (resource.type().equals("AWS::CodePipeline::Pipeline")) {
                for (Object stage : (List<?>) resource.properties().get("Stages")) {
                    ((List<?>) ((Map<?, ?>) stage).get("Actions")).forEach(a -> action((Map<?, ?>) a, asked));
                }
            }
        }
        String bucket = "arn:aws:s3:::" + Ids.BUILD_BUCKET;
        for (String on : List.of("GetObject", "GetObjectVersion", "PutObject")) {
            asked.add(new Asked("s3:" + on, bucket + "/Source/1a2b.zip"));
        }
        for (String on : List.of("GetBucketAcl", "GetBucketLocation", "GetBucketVersioning")) {
            asked.add(new Asked("s3:" + on, bucket));
        }
        return asked;
    }

    private static void action(Map<?, ?> action, Set<Asked> asked) {
        Map<?, ?> settings = (Map<?, ?>) action.get("Configuration");
        String provider = (String) ((Map<?, ?>) action.get("ActionTypeId")).get("Provider");
        switch (provider) {
            case "CodeStarSourceConnection" -> {
                String arn = (String) settings.get("ConnectionArn");
                asked.add(new Asked(arn.split(":", -1)[2] + ":UseConnection", arn));
            }
            case "CodeBuild" -> {
                String project = (String) Deployed.value(settings.get("ProjectName"));
                asked.add(new Asked("codebuild:StartBuild", project));
                asked.add(new Asked("codebuild:BatchGetBuilds", project));
            }
            case "Manual" ->
                asked.add(new Asked("sns:Publish", (String) Deployed.value(settings.get("NotificationArn"))));
            default -> throw new IllegalArgumentException(provider);
        }
    }

    /** What is proven of a build of CodeBuild holds of a job of GitHub: it may do the same, but what CodeBuild itself does. */
    @Test
    void shouldAllowGithubWhatCodeBuildMay() {
        Plan approval = plans().get("approval");
        Plan requests = plans().get("requests");

        assertThat(work(role(approval, Ids.GITHUB_RETRAIN))).isEqualTo(work(role(approval, Ids.BUILD_RETRAIN)));
        assertThat(work(role(approval, Ids.GITHUB_PROMOTE))).isEqualTo(work(role(approval, Ids.BUILD_PROMOTE)));
        assertThat(work(role(requests, Ids.GITHUB_RETRAIN))).isEqualTo(work(role(requests, Ids.BUILD_RETRAIN)));
        assertThat(work(role(requests, Ids.GITHUB_REQUEST))).isEqualTo(work(role(requests, Ids.BUILD_REQUEST)));
        assertThat(work(role(approval, Ids.GITHUB_REQUEST))).isEqualTo(work(role(approval, Ids.GITHUB_RETRAIN)));
    }

    private static List<Statement> work(Role role) {
        Set<String> ofCodeBuild = Set.of(
                "Logs",
                "Handed",
                "Bucket",
                "NetworkMake",
                "NetworkUse",
                "NetworkLook",
                "NetworkPermission",
                "Reports",
                "Connection");
        return role.statements().stream()
                .filter(s -> !ofCodeBuild.contains(s.sid()) || role.id().startsWith("Github"))
                .toList();
    }

    @Test
    void shouldPassALinterThatKnowsAllActions() throws IOException, InterruptedException {
        Path policies = Files.createDirectories(folder.resolve("policies"));
        for (Map.Entry<String, Plan> plan : plans().entrySet()) {
            for (Role role : Delivery.roles(plan.getValue())) {
                new ObjectMapper()
                        .writeValue(
                                policies.resolve(plan.getKey() + "-" + role.id() + ".json")
                                        .toFile(),
                                Deployed.value(Roles.policy(role)));
            }
        }

        assertThat(Parliament.findings(policies)).isEmpty();
    }
}
