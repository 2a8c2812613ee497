package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.infra.Role.Statement;
import retrain.spec.SageMakerScoreSpec;

/** The roles of the functions. A function begins no job: that does the state machine. */
final class FunctionRoles {
    private static final String LAMBDA = "lambda.amazonaws.com";

    private final Plan plan;
    private final Access access;

    FunctionRoles(Plan plan) {
        this.plan = plan;
        this.access = new Access(plan);
    }

    /** Gathers events and begins an execution. */
    Role trigger() {
        List<Statement> all = new ArrayList<>(basics(Ids.TRIGGER));
        all.add(Statement.of(
                "Events",
                "Lambda takes events from the queue for the function, and removes those that were dealt with.",
                List.of(Cfn.arn(Ids.EVENTS)),
                "sqs:ReceiveMessage",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes"));
        all.add(Statement.of(
                "Executions",
                "It begins one execution for all events, and looks whether one that runs or has succeeded covers them.",
                List.of(Cfn.ref(Ids.STATE_MACHINE)),
                "states:StartExecution",
                "states:ListExecutions"));
        all.add(Statement.of(
                "Execution",
                "It looks whether an execution that succeeded did more than give way to an older one.",
                List.of(Arn.of("states", "execution:" + plan.stack() + ":*")),
                "states:DescribeExecution"));
        all.addAll(access.key(
                "The queue and the function's variables are encrypted with this key.", List.of("kms:Decrypt")));
        return role(Ids.TRIGGER, "Gathers events of new data and begins one execution for them.", all);
    }

    /** Does the stages that read rows. */
    Role step() {
        List<Statement> all = new ArrayList<>(basics(Ids.STEP));
        all.addAll(rows());
        all.addAll(journeys());
        all.addAll(access.key());
        return role(
                Ids.STEP,
                "Prepares, inspects, trains, scores and evaluates up to the next job, and goes on after it.",
                all);
    }

    /** {@return what the work on rows needs, in a function or in a job} */
    List<Statement> rows() {
        List<Statement> all = new ArrayList<>();
        all.addAll(access.store());
        all.addAll(access.work());
        all.addAll(access.sources());
        all.addAll(access.catalog());
        StageAccess stages = new StageAccess(plan);
        all.addAll(stages.prepare());
        all.addAll(stages.train());
        all.addAll(stages.score());
        all.addAll(new HistoryAccess(plan).told());
        return all;
    }

    /** {@return what it needs beside who does not wait for an endpoint that scores} */
    List<Statement> journeys() {
        boolean moves = plan.spec()
                .evaluate()
                .sagemaker()
                .flatMap(SageMakerScoreSpec::endpoint)
                .isPresent();
        return moves ? List.of(access.journeys()) : List.of();
    }

    /** Gates and registers. */
    Role decide() {
        List<Statement> all = new ArrayList<>(basics(Ids.DECIDE));
        all.addAll(access.store());
        all.addAll(access.work());
        all.addAll(new HistoryAccess(plan).registered());
        all.addAll(access.key());
        return role(Ids.DECIDE, "Compares the evaluation with the gates and registers the candidate.", all);
    }

    /** Deploys and rolls back. */
    Role deploy() {
        List<Statement> all = new ArrayList<>(basics(Ids.DEPLOY));
        all.addAll(access.store());
        all.addAll(access.work());
        all.addAll(new ServingAccess(plan).deploy());
        if (plan.endpoint().isPresent()) {
            all.add(access.journeys());
        }
        all.addAll(new HistoryAccess(plan).registered());
        all.addAll(access.key("kms:CreateGrant", "kms:DescribeKey"));
        return role(
                Ids.DEPLOY,
                "Checks the candidate where it is served from, deploys it, and brings the champion before back.",
                all);
    }

    /** Enters how an execution ended. */
    Role record() {
        List<Statement> all = new ArrayList<>(basics(Ids.RECORD));
        all.addAll(access.documents());
        all.addAll(access.key());
        return role(Ids.RECORD, "Enters into the model's audit chain how an execution ended.", all);
    }

    private List<Statement> basics(String function) {
        List<Statement> all = new ArrayList<>(List.of(access.logs(function)));
        all.addAll(access.functionNetwork());
        return all;
    }

    private static Role role(String function, String purpose, List<Statement> statements) {
        return new Role(Ids.role(function), Optional.empty(), LAMBDA, purpose, statements);
    }
}
