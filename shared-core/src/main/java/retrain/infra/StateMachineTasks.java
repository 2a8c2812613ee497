package retrain.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** States of the Amazon States Language, in JSONata, and what all of them share: tries, time limits, where failures go. */
final class StateMachineTasks {
    /** A function may work for 15 minutes; a minute more for Lambda to begin it. */
    static final int FUNCTION_SECONDS = 960;

    /** How long a request may take that begins nothing. */
    static final int REQUEST_SECONDS = 60;

    /** The run's id, as functions want it: null as long as there is none. */
    static final String RUN = jsonata("$run = '' ? null : $run");

    private final String partition;

    StateMachineTasks(Plan plan) {
        this.partition =
                plan.spec().aws().role().map(arn -> arn.split(":", -1)[1]).orElse("aws");
    }

    /** {@return a text that Step Functions evaluates} */
    static String jsonata(String expression) {
        return "{% " + expression + " %}";
    }

    /** {@return a text as JSONata writes it, which has no way to write a quote of its own kind but the double one's} */
    static String quote(String text) {
        String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
        return text.contains("'") ? '"' + escaped.replace("\"", "\\\"") + '"' : "'" + escaped + "'";
    }

    /** {@return a task with all it must have}
     *
     * @param resource without the beginning of its ARN: {@code lambda:invoke}
     * @param then what stands between arguments and failures: Assign, Output, Next
     */
    Map<String, Object> task(
            String comment,
            String resource,
            Object arguments,
            long seconds,
            List<Object> retries,
            Map<String, Object> then,
            List<Object> catches) {
        Map<String, Object> task = Cfn.map(
                "Type",
                "Task",
                "Comment",
                comment,
                "Resource",
                "arn:" + partition + ":states:::" + resource,
                "Arguments",
                arguments,
                "TimeoutSeconds",
                seconds,
                "Retry",
                retries);
        task.putAll(then);
        task.put("Catch", catches);
        return task;
    }

    /** {@return the call of a function}
     *
     * @param payload its request
     * @param then as above; the answer is {@code $states.result.Payload}
     */
    Map<String, Object> function(
            String comment, String id, Map<String, Object> payload, Map<String, Object> then, List<Object> catches) {
        return task(
                comment,
                "lambda:invoke",
                Cfn.map("FunctionName", "${" + id + "Arn}", "Payload", payload),
                FUNCTION_SECONDS,
                functionRetries(),
                then,
                catches);
    }

    /** What a choice leads to if no rule fits. */
    static final String NOT_UNDERSTOOD = "NotUnderstood";

    static Map<String, Object> choice(String comment, List<Object> rules, String otherwise) {
        return Cfn.map("Type", "Choice", "Comment", comment, "Choices", rules, "Default", otherwise);
    }

    static Map<String, Object> choice(String comment, List<Object> rules) {
        return choice(comment, rules, NOT_UNDERSTOOD);
    }

    static Map<String, Object> rule(String condition, Map<String, Object> assign, String next) {
        Map<String, Object> rule = Cfn.map("Condition", jsonata(condition));
        if (!assign.isEmpty()) {
            rule.put("Assign", assign);
        }
        rule.put("Next", next);
        return rule;
    }

    static Map<String, Object> rule(String condition, String next) {
        return rule(condition, Map.of(), next);
    }

    /** {@return a wait} */
    static Map<String, Object> wait(String comment, long seconds, Map<String, Object> assign, String next) {
        Map<String, Object> wait = Cfn.map("Type", "Wait", "Comment", comment, "Seconds", seconds);
        if (!assign.isEmpty()) {
            wait.put("Assign", assign);
        }
        wait.put("Next", next);
        return wait;
    }

    /** What Lambda itself could not do now, and what the function says may go well later. */
    static List<Object> functionRetries() {
        return List.of(
                retry(
                        List.of(
                                "Lambda.ServiceException",
                                "Lambda.AWSLambdaException",
                                "Lambda.SdkClientException",
                                "Lambda.TooManyRequestsException",
                                "Lambda.ClientExecutionTimeoutException",
                                "Lambda.SnapStartNotReadyException"),
                        2,
                        6,
                        60),
                retry(List.of("retrain.lambda.Retryable"), 30, 5, 600));
    }

    /** A request that begins nothing may be sent again whatever the matter was. */
    static List<Object> requestRetries() {
        return List.of(retry(List.of("States.TaskFailed"), 2, 4, 30));
    }

    /** {@return the same, but for an error that is an answer: {@code States.TaskFailed} stands for each error of a task} */
    static List<Object> requestRetriesBut(String answer) {
        List<Object> all = new ArrayList<>();
        all.add(Cfn.map("ErrorEquals", List.of(answer), "MaxAttempts", 0));
        all.addAll(requestRetries());
        return all;
    }

    /** A quota of instances that is used up is waited for, 2 hours in all at most. */
    static List<Object> sageMakerRetries() {
        return List.of(
                retry(
                        List.of("SageMaker.ResourceLimitExceededException", "SageMaker.ResourceLimitExceeded"),
                        120,
                        10,
                        900),
                retry(
                        List.of(
                                "SageMaker.ThrottlingException",
                                "SageMaker.InternalFailure",
                                "SageMaker.InternalServerException",
                                "SageMaker.ServiceUnavailable",
                                "SageMaker.SdkClientException"),
                        5,
                        6,
                        120));
    }

    static List<Object> glueRetries() {
        return List.of(
                retry(
                        List.of("Glue.ConcurrentRunsExceededException", "Glue.ResourceNumberLimitExceededException"),
                        60,
                        10,
                        600),
                retry(
                        List.of(
                                "Glue.ThrottlingException",
                                "Glue.InternalServiceException",
                                "Glue.OperationTimeoutException",
                                "Glue.SdkClientException"),
                        5,
                        6,
                        120));
    }

    /** Each wait is a random part of the longest one, so that machines which were refused together do not come back together. */
    private static Map<String, Object> retry(List<String> errors, int first, int tries, int longest) {
        return Cfn.map(
                "ErrorEquals",
                errors,
                "IntervalSeconds",
                first,
                "MaxAttempts",
                tries,
                "BackoffRate",
                2.0,
                "MaxDelaySeconds",
                longest,
                "JitterStrategy",
                "FULL");
    }

    /** {@return what is done about a failure that the retries did not mend} */
    static Map<String, Object> caught(List<String> errors, Map<String, Object> assign, String next) {
        Map<String, Object> caught = new LinkedHashMap<>();
        caught.put("ErrorEquals", errors);
        if (!assign.isEmpty()) {
            caught.put("Assign", assign);
        }
        caught.put("Next", next);
        return caught;
    }

    /** {@return the ends of a task that failed: it took too long, or anything else} */
    static List<Object> failures(Object... before) {
        List<Object> all = new ArrayList<>(List.of(before));
        all.add(caught(
                List.of("States.Timeout", "Sandbox.Timedout"),
                StateMachineEnd.TIMED_OUT.because(quote("took longer than it may: ") + " & $states.context.State.Name"),
                StateMachineEnd.RECORD));
        all.add(caught(List.of("States.ALL"), StateMachineEnd.FAILED.because(CAUSE), StateMachineEnd.RECORD));
        return all;
    }

    /**
     * The message of an error. A function's is a JSON document with the message in it; it is cut out as a text, since a document that is cut
     * off itself would let a parser fail, and with it the state.
     */
    static final String CAUSE = "$states.errorOutput.Error & ': ' & $replace($replace($substringBefore($substringAfter("
            + "$states.errorOutput.Cause & '', '\"errorMessage\":\"'), '\",\"errorType\"'), '\\\\n', '\\n'), '\\\\\"', '\"')";
}
