package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import retrain.infra.Role.Statement;
import retrain.spec.EndpointSpec;
import retrain.spec.EndpointSpec.AlarmsSpec;
import retrain.spec.PromoteSpec;
import retrain.spec.SageMakerScoreSpec;
import retrain.spec.Spec;

/** What is done with models and endpoints of SageMaker: by scoring, and by deploying. */
final class ServingAccess {
    /** As long as what all names of an endpoint's things begin with may be; a longer one is cut, and ends with a digest. */
    private static final int LONGEST_PREFIX = 40;

    private static final int KEPT = LONGEST_PREFIX - 9;

    private final Plan plan;

    ServingAccess(Plan plan) {
        this.plan = plan;
    }

    /** {@return what the names of an endpoint's models and configurations begin with} */
    private static String prefix(String endpoint) {
        return endpoint.length() <= LONGEST_PREFIX
                ? endpoint
                : endpoint.substring(0, KEPT).replaceAll("-$", "") + "-*";
    }

    /** {@return what the models and jobs are called that score the holdout} */
    static String scoring(Plan plan) {
        return prefix(Spec.hyphenated(plan.spec().model())) + "-score-*";
    }

    List<Statement> score(SageMakerScoreSpec score) {
        List<Statement> all = new ArrayList<>();
        if (score.transform().isPresent()) {
            all.addAll(transform());
        }
        live(score).ifPresent(name -> all.addAll(live(name)));
        score.endpoint().ifPresent(live -> all.addAll(throwAway("Score", live.name())));
        all.addAll(passRole(score.transform().isPresent() || score.endpoint().isPresent()));
        return all;
    }

    private List<Statement> transform() {
        return List.of(
                Statement.of(
                        "ScoringModel",
                        "A batch transform needs a model of SageMaker, which is there for this job alone; one that a killed process left is looked at.",
                        List.of(Arn.of("sagemaker", "model/" + scoring(plan))),
                        "sagemaker:CreateModel",
                        "sagemaker:DescribeModel",
                        "sagemaker:DeleteModel",
                        "sagemaker:AddTags"),
                Statement.of(
                        "ScoringJob",
                        "The transform that was begun elsewhere is looked at, until its answers are taken.",
                        List.of(Arn.of("sagemaker", "transform-job/" + scoring(plan))),
                        "sagemaker:DescribeTransformJob"));
    }

    private Optional<String> live(SageMakerScoreSpec score) {
        return score.endpoint().isPresent()
                ? score.endpoint().map(SageMakerScoreSpec.LiveSpec::name)
                : score.champion() == SageMakerScoreSpec.Champion.ENDPOINT ? plan.endpoint() : Optional.empty();
    }

    private static List<Statement> live(String endpoint) {
        return List.of(
                Statement.of(
                        "LiveEndpoint",
                        "What the endpoint serves is scored by it.",
                        List.of(Arn.of("sagemaker", "endpoint/" + endpoint)),
                        "sagemaker:DescribeEndpoint",
                        "sagemaker:InvokeEndpoint"),
                Statement.of(
                        "LiveModels",
                        "Which model the endpoint serves tells its archive's digest, not a name.",
                        things(endpoint, "-*", "endpoint-config", "model"),
                        "sagemaker:DescribeEndpointConfig",
                        "sagemaker:DescribeModel"));
    }

    static List<Object> things(String endpoint, String suffix, String... kinds) {
        return Stream.of(kinds)
                .map(kind -> (Object) Arn.of("sagemaker", kind + "/" + prefix(endpoint) + suffix))
                .toList();
    }

    /** An endpoint for one scoring: model, configuration and endpoint of one name. */
    private static List<Statement> throwAway(String sid, String endpoint) {
        String check = "-check-*";
        return List.of(
                Statement.of(
                        sid + "Model",
                        "A throw-away endpoint needs a model of its own; one that a killed process left is looked at.",
                        things(endpoint, check, "model"),
                        "sagemaker:CreateModel",
                        "sagemaker:DescribeModel",
                        "sagemaker:DeleteModel"),
                Statement.of(
                        sid + "Config",
                        "A throw-away endpoint needs a configuration of its own.",
                        things(endpoint, check, "endpoint-config"),
                        "sagemaker:CreateEndpointConfig",
                        "sagemaker:DeleteEndpointConfig"),
                Statement.of(
                        sid + "EndpointMake",
                        "A throw-away endpoint is made of its configuration.",
                        things(endpoint, check, "endpoint", "endpoint-config"),
                        "sagemaker:CreateEndpoint"),
                Statement.of(
                        sid + "Endpoint",
                        "A throw-away endpoint scores rows and is removed, whatever happens.",
                        things(endpoint, check, "endpoint"),
                        "sagemaker:DescribeEndpoint",
                        "sagemaker:InvokeEndpoint",
                        "sagemaker:DeleteEndpoint"),
                Statement.of(
                        sid + "Tags",
                        "Each of these is tagged with the model that it is of.",
                        things(endpoint, check, "model", "endpoint-config", "endpoint"),
                        "sagemaker:AddTags"));
    }

    private static List<Statement> passRole(boolean made) {
        return made
                ? List.of(Access.pass(
                        Ids.JOB_ROLE, "sagemaker.amazonaws.com", "A model of SageMaker runs as the role of jobs."))
                : List.of();
    }

    List<Statement> deploy() {
        Optional<EndpointSpec> endpoint = plan.spec().promote().endpoint();
        if (endpoint.isEmpty()) {
            return List.of();
        }
        String name = plan.endpoint().orElseThrow();
        List<Statement> all = new ArrayList<>();
        all.addAll(versions(name));
        all.addAll(moves(name));
        if (endpoint.get().check() == EndpointSpec.Check.ENDPOINT) {
            all.addAll(throwAway("Check", name));
        }
        if (plan.spec().promote().strategy() == PromoteSpec.Strategy.AB) {
            all.add(weights(name));
        }
        endpoint.get().alarms().ifPresent(alarms -> all.addAll(alarms(name, alarms)));
        all.addAll(scaling(name, endpoint.get()));
        all.addAll(passRole(true));
        return all;
    }

    /** What a run asks of the endpoint that finds nothing to do: whether it serves the champion, as it should. */
    List<Statement> looks() {
        Optional<EndpointSpec> endpoint = plan.spec().promote().endpoint();
        List<Statement> all = new ArrayList<>();
        plan.endpoint()
                .ifPresent(name -> all.add(Statement.of(
                        "Served",
                        "A run that finds nothing new looks whether the endpoint serves the champion.",
                        List.of(Arn.of("sagemaker", "endpoint/" + name)),
                        "sagemaker:DescribeEndpoint")));
        if (endpoint.flatMap(EndpointSpec::autoscaling).isPresent()) {
            all.add(Statement.of(
                    "ServedScaling",
                    "And whether its instances follow the load; this action knows no resources.",
                    List.of("*"),
                    "application-autoscaling:DescribeScalingPolicies"));
        }
        return all;
    }

    private static List<Statement> versions(String endpoint) {
        return List.of(
                Statement.of(
                        "Models",
                        "A version is a model of SageMaker; one that is there already must be the same.",
                        things(endpoint, "-v*", "model"),
                        "sagemaker:CreateModel",
                        "sagemaker:DescribeModel"),
                Statement.of(
                        "Configs",
                        "What an endpoint serves is a configuration.",
                        things(endpoint, "-v*", "endpoint-config"),
                        "sagemaker:CreateEndpointConfig"),
                Statement.of(
                        "Tags",
                        "Each of these is tagged with the model that it is of.",
                        Stream.concat(
                                        things(endpoint, "-v*", "model", "endpoint-config").stream(),
                                        Stream.of(Arn.of("sagemaker", "endpoint/" + endpoint)))
                                .toList(),
                        "sagemaker:AddTags"));
    }

    private static List<Statement> moves(String endpoint) {
        Object arn = Arn.of("sagemaker", "endpoint/" + endpoint);
        List<Object> both = new ArrayList<>(List.of(arn));
        both.addAll(things(endpoint, "-v*", "endpoint-config"));
        return List.of(
                Statement.of(
                        "EndpointMove",
                        "The endpoint is made, or moved to another configuration.",
                        both,
                        "sagemaker:CreateEndpoint",
                        "sagemaker:UpdateEndpoint"),
                Statement.of(
                        "Endpoint",
                        "It is looked at until it serves what it should; its tag tells whose it is; one that failed is removed.",
                        List.of(arn),
                        "sagemaker:DescribeEndpoint",
                        "sagemaker:ListTags",
                        "sagemaker:DeleteEndpoint"));
    }

    private static Statement weights(String endpoint) {
        return Statement.of(
                "Weights",
                "The variants of an A/B test get their shares.",
                List.of(Arn.of("sagemaker", "endpoint/" + endpoint)),
                "sagemaker:UpdateEndpointWeightsAndCapacities");
    }

    /** SageMaker looks at the alarms in the name of who asked for the deployment. */
    private static List<Statement> alarms(String endpoint, AlarmsSpec alarms) {
        List<Object> watched = new ArrayList<>(List.of(Arn.of("cloudwatch", "alarm:" + endpoint + "-*")));
        alarms.names().forEach(name -> watched.add(Arn.of("cloudwatch", "alarm:" + name)));
        Statement look = Statement.of(
                "AlarmsLook",
                "Alarms that the spec names must be there; and SageMaker looks at all of them while the traffic moves.",
                watched,
                "cloudwatch:DescribeAlarms");
        boolean makes = alarms.errors().isPresent()
                || alarms.latency().isPresent()
                || alarms.quality().isPresent();
        return makes
                ? List.of(
                        look,
                        Statement.of(
                                "AlarmsMake",
                                "The alarms with bounds of the spec are made.",
                                watched.subList(0, 1),
                                "cloudwatch:PutMetricAlarm"))
                : List.of(look);
    }

    /** Even without 'autoscaling': an earlier spec may have had it, and SageMaker refuses to move what is scaled. */
    private static List<Statement> scaling(String endpoint, EndpointSpec spec) {
        if (spec.serverless().isPresent()) {
            return List.of();
        }
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of(
                "ScalingLook",
                "Scaling that an earlier spec began is found; these actions know no resources.",
                List.of("*"),
                spec.autoscaling().isPresent()
                        ? new String[] {
                            "application-autoscaling:DescribeScalableTargets",
                            "application-autoscaling:DescribeScalingPolicies"
                        }
                        : new String[] {"application-autoscaling:DescribeScalableTargets"}));
        all.add(scalable(
                "ScalingEnd",
                "Scaling is ended before instances change: SageMaker refuses otherwise.",
                "application-autoscaling:DeregisterScalableTarget"));
        if (spec.autoscaling().isPresent()) {
            all.addAll(autoscaling(endpoint));
        }
        return all;
    }

    private static List<Statement> autoscaling(String endpoint) {
        return List.of(
                scalable(
                        "Scaling",
                        "The number of instances follows the load.",
                        "application-autoscaling:RegisterScalableTarget",
                        "application-autoscaling:PutScalingPolicy"),
                Statement.of(
                        "ScaledConfig",
                        "Whether the type of instance stays decides whether their number does.",
                        things(endpoint, "-v*", "endpoint-config"),
                        "sagemaker:DescribeEndpointConfig"),
                Statement.of(
                        "ScalingAlarms",
                        "Application Auto Scaling makes alarms in the name of who sets the policy.",
                        List.of(Arn.of("cloudwatch", "alarm:TargetTracking-endpoint/" + endpoint + "/*")),
                        "cloudwatch:PutMetricAlarm",
                        "cloudwatch:DescribeAlarms",
                        "cloudwatch:DeleteAlarms"),
                Statement.of(
                                "ScalingRole",
                                "The first scaling in an account makes the role of Application Auto Scaling.",
                                List.of(Arn.global(
                                        "iam",
                                        "role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/*")),
                                "iam:CreateServiceLinkedRole")
                        .when("StringLike", "iam:AWSServiceName", "sagemaker.application-autoscaling.amazonaws.com"));
    }

    /** Ids of targets are given by the service: they are told by the service that is scaled. */
    private static Statement scalable(String sid, String why, String... actions) {
        return Statement.of(sid, why, List.of(Arn.of("application-autoscaling", "scalable-target/*")), actions)
                .when("StringEquals", "application-autoscaling:service-namespace", "sagemaker");
    }
}
