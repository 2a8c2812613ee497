package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.infra.Role.Statement;

/** A role of its own for each part of the stack, which allows what that part does and nothing else. */
final class Roles {
    private static final String LATEST = "2012-10-17";

    private Roles() {}

    /** {@return the roles of a plan, in their order} */
    static List<Role> of(Plan plan) {
        FunctionRoles functions = new FunctionRoles(plan);
        List<Role> roles = new ArrayList<>();
        roles.add(functions.trigger());
        if (plan.infra().rows().isEmpty()) {
            roles.add(functions.step());
        }
        roles.add(functions.decide());
        roles.add(functions.deploy());
        roles.add(functions.record());
        roles.add(new MachineRole(plan).of());
        new JobRoles(plan).jobs().ifPresent(roles::add);
        new JobRoles(plan).glue().ifPresent(roles::add);
        roles.add(caller(
                Ids.role(Ids.RULES),
                "events.amazonaws.com",
                "Begins an execution when an alarm rings or somebody asks for it.",
                List.of()));
        roles.add(caller(
                Ids.role(Ids.SCHEDULES),
                "scheduler.amazonaws.com",
                "Begins an execution when its time has come.",
                undelivered(plan)));
        roles.addAll(SageMakerPipeline.roles(plan));
        return List.copyOf(roles);
    }

    private static List<Statement> undelivered(Plan plan) {
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of(
                "Undelivered",
                "A call that could not be made is kept.",
                List.of(Cfn.arn(Ids.DEAD_LETTERS)),
                "sqs:SendMessage"));
        all.addAll(new Access(plan)
                .key("The queue for it is encrypted with this key.", List.of("kms:Decrypt", "kms:GenerateDataKey")));
        return all;
    }

    private static Role caller(String id, String service, String purpose, List<Statement> more) {
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of(
                "Begin", "It begins executions.", List.of(Cfn.ref(Ids.STATE_MACHINE)), "states:StartExecution"));
        all.addAll(more);
        return new Role(id, Optional.empty(), service, purpose, all);
    }

    /** {@return the roles of a plan as resources of the stack} */
    static List<Resource> resources(Plan plan) {
        return of(plan).stream().map(role -> resource(plan, role)).toList();
    }

    /** {@return a role as a resource of the stack: who may take it, what it allows, within which boundary} */
    static Resource resource(Plan plan, Role role) {
        Optional<String> name = role.name().map(n -> n.substring(n.lastIndexOf('/') + 1));
        Optional<String> path =
                role.name().filter(n -> n.contains("/")).map(n -> "/" + n.substring(0, n.lastIndexOf('/') + 1));
        return new Resource(
                role.id(),
                "AWS::IAM::Role",
                role.purpose(),
                Cfn.map(
                        "RoleName", name,
                        "Path", path,
                        "Description", role.purpose(),
                        "PermissionsBoundary", plan.infra().boundary(),
                        "AssumeRolePolicyDocument", trust(plan, role),
                        "Policies", List.of(Cfn.map("PolicyName", "retrain", "PolicyDocument", policy(role)))));
    }

    /** {@return what a role allows, as a document of IAM} */
    static Map<String, Object> policy(Role role) {
        return Cfn.map(
                "Version",
                LATEST,
                "Statement",
                role.statements().stream().map(Statement::document).toList());
    }

    private static Map<String, Object> trust(Plan plan, Role role) {
        List<Object> statements = new ArrayList<>();
        for (String service : role.services()) {
            statements.add(Cfn.map(
                    "Effect",
                    "Allow",
                    "Principal",
                    Map.of("Service", service),
                    "Action",
                    "sts:AssumeRole",
                    "Condition",
                    condition(plan, service)));
        }
        return Cfn.map("Version", LATEST, "Statement", statements);
    }

    /**
     * That a service may take the role for nobody but this account, and where it tells it for nothing but the stack's own part. Lambda tells
     * the account alone.
     */
    private static Map<String, Object> condition(Plan plan, String service) {
        Optional<Object> source = Optional.ofNullable(
                switch (service) {
                    case "states.amazonaws.com" -> Arn.of("states", "stateMachine:" + plan.stack() + "*");
                    case "events.amazonaws.com" -> Arn.of("events", "rule/" + plan.stack() + "-*");
                    case "scheduler.amazonaws.com" -> Arn.of("scheduler", "schedule-group/*");
                    case "sagemaker.amazonaws.com" -> Arn.of("sagemaker", "*");
                    case "glue.amazonaws.com" -> Arn.of("glue", "*");
                    case "codebuild.amazonaws.com" -> Arn.of("codebuild", "project/" + plan.stack() + "*");
                    case "codepipeline.amazonaws.com" -> Arn.of("codepipeline", plan.stack() + "*");
                    default -> null;
                });
        return Cfn.map(
                "StringEquals",
                Map.of("aws:SourceAccount", Cfn.ref("AWS::AccountId")),
                "ArnLike",
                source.map(arn -> Map.of("aws:SourceArn", arn)));
    }
}
