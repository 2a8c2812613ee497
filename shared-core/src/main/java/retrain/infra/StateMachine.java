package retrain.infra;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state machine of Step Functions that retrains: functions go on with the run up to the next job, the machine begins and awaits the job.
 * Standard workflow, in JSONata. What it remembers stands in variables; what a state passes on is the answer of a function, a few kilobytes.
 */
public final class StateMachine {
    /** The most that Step Functions takes, in bytes of UTF-8. */
    private static final int MOST = 1_048_576;

    private StateMachine() {}

    /** {@return the definition in the Amazon States Language; <code>${StepArn}</code> and the like are filled in by the stack} */
    static Map<String, Object> definition(Plan plan) {
        Map<String, Map<String, Object>> states = new StateMachineFlow(plan).states();
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put(
                "Comment", "Retrains " + plan.spec().model() + ". Written by 'infra' from " + plan.config() + ".");
        definition.put("QueryLanguage", "JSONata");
        definition.put("StartAt", states.keySet().iterator().next());
        definition.put("TimeoutSeconds", StateMachineTimes.all(states));
        definition.put("States", states);
        return definition;
    }

    /** {@return the definition as a file, to be read, checked and compared} */
    static GeneratedFile file(Plan plan) {
        String text = JsonText.of(definition(plan));
        if (text.getBytes(StandardCharsets.UTF_8).length > MOST) {
            throw new IllegalStateException("the definition is larger than Step Functions takes");
        }
        return new GeneratedFile(plan.infra().out() + "/state-machine.asl.json", text);
    }

    /** {@return the state machine, and the alarm that it watches, as resources of the stack} */
    static List<Resource> of(Plan plan) {
        List<Resource> all = new ArrayList<>();
        all.add(machine(plan));
        all.addAll(StateMachinePromotion.alarm(plan));
        return all;
    }

    private static Resource machine(Plan plan) {
        return new Resource(
                Ids.STATE_MACHINE,
                "AWS::StepFunctions::StateMachine",
                "Goes through a retrain from the data to the endpoint. Errors are logged, without what the states pass on.",
                Cfn.map(
                        "StateMachineName",
                        plan.machine(),
                        "StateMachineType",
                        "STANDARD",
                        "RoleArn",
                        Cfn.arn(Ids.role(Ids.STATE_MACHINE)),
                        "Definition",
                        definition(plan),
                        "DefinitionSubstitutions",
                        substitutions(plan),
                        "LoggingConfiguration",
                        Cfn.map(
                                "Level",
                                "ERROR",
                                "IncludeExecutionData",
                                false,
                                "Destinations",
                                List.of(Cfn.map(
                                        "CloudWatchLogsLogGroup",
                                        Cfn.map("LogGroupArn", Cfn.arn(Ids.logs(Ids.STATE_MACHINE)))))),
                        "TracingConfiguration",
                        Cfn.map("Enabled", true)));
    }

    /** {@return what stands for the names in the definition, those alone that are in it} */
    private static Map<String, Object> substitutions(Plan plan) {
        String text = JsonText.of(definition(plan));
        Map<String, Object> all = Cfn.map(
                Ids.STEP + "Arn",
                Functions.callable(plan, Ids.STEP),
                Ids.DECIDE + "Arn",
                Functions.callable(plan, Ids.DECIDE),
                Ids.DEPLOY + "Arn",
                Functions.callable(plan, Ids.DEPLOY),
                Ids.RECORD + "Arn",
                Functions.callable(plan, Ids.RECORD),
                Ids.TOPIC + "Arn",
                Cfn.ref(Ids.TOPIC),
                Ids.JOB_ROLE + "Arn",
                Cfn.arn(Ids.JOB_ROLE),
                Ids.CODE_BUCKET,
                Cfn.ref(Ids.CODE_BUCKET),
                Ids.CODE_KEY,
                Cfn.ref(Ids.CODE_KEY));
        all.keySet().removeIf(name -> !text.contains("${" + name + "}"));
        return all;
    }
}
