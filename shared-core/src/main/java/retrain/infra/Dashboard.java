package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A dashboard of the stack: executions, functions, queues. Its form is "Dashboard body structure and syntax" of CloudWatch. */
final class Dashboard {
    private static final int WIDTH = 12;
    private static final int HEIGHT = 6;

    private final Plan plan;
    private final List<String> widgets = new ArrayList<>();

    private Dashboard(Plan plan) {
        this.plan = plan;
    }

    static Resource of(Plan plan) {
        return new Resource(
                "Dashboard",
                "AWS::CloudWatch::Dashboard",
                "Executions, functions and queues of the stack.",
                Cfn.map("DashboardName", plan.name("stack"), "DashboardBody", Cfn.sub(new Dashboard(plan).body())));
    }

    private String body() {
        String machine = "\"StateMachineArn\", \"${" + Ids.STATE_MACHINE + "}\"";
        widget(
                "Executions",
                "Sum",
                List.of(
                        metric("AWS/States", "ExecutionsStarted", machine),
                        metric("AWS/States", "ExecutionsSucceeded", machine),
                        metric("AWS/States", "ExecutionsFailed", machine),
                        metric("AWS/States", "ExecutionsTimedOut", machine)));
        widget("Milliseconds of an execution", "Maximum", List.of(metric("AWS/States", "ExecutionTime", machine)));
        widget("Milliseconds of the functions", "Maximum", ofFunctions("Duration"));
        widget("Errors of the functions", "Sum", ofFunctions("Errors"));
        widget(
                "Events that wait",
                "Maximum",
                List.of(
                        metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", queue(Ids.EVENTS)),
                        metric("AWS/SQS", "ApproximateNumberOfMessagesNotVisible", queue(Ids.EVENTS))));
        widget(
                "Dead letters",
                "Maximum",
                List.of(metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", queue(Ids.DEAD_LETTERS))));
        return widgets.stream().collect(Collectors.joining(",\n", "{\"widgets\": [\n", "\n]}"));
    }

    private List<String> ofFunctions(String metric) {
        return Functions.ids(plan).stream()
                .map(id -> metric("AWS/Lambda", metric, "\"FunctionName\", \"${" + id + "}\""))
                .toList();
    }

    private static String queue(String id) {
        return "\"QueueName\", \"${" + id + ".QueueName}\"";
    }

    private static String metric(String namespace, String name, String dimension) {
        return "[\"" + namespace + "\", \"" + name + "\", " + dimension + "]";
    }

    private void widget(String title, String statistic, List<String> metrics) {
        int x = widgets.size() % 2 * WIDTH;
        int y = widgets.size() / 2 * HEIGHT;
        widgets.add("  {\"type\": \"metric\", \"x\": %d, \"y\": %d, \"width\": %d, \"height\": %d, \"properties\": {\n"
                        .formatted(x, y, WIDTH, HEIGHT)
                + "    \"title\": \"" + title
                + "\", \"region\": \"${AWS::Region}\", \"view\": \"timeSeries\", \"stat\": \"" + statistic
                + "\", \"period\": 300, \"metrics\": [\n      " + String.join(",\n      ", metrics) + "]}}");
    }
}
