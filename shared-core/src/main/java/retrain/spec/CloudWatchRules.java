package retrain.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import retrain.spec.CloudWatchSpec.CloudWatchAlarmSpec;

/** What must be true of {@code history.cloudwatch}. */
final class CloudWatchRules {
    private static final String PATH = "history.cloudwatch";
    private static final String TOPIC = "arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:.+";

    /** What CloudWatch takes for each state of an alarm. */
    private static final int MOST_TOPICS = 5;

    private static final int MOST_HOURS = 7 * 24;
    private static final Set<Integer> RETENTIONS = Set.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653);

    private final Spec spec;
    private final CloudWatchSpec cloudwatch;
    private final SpecRules rules;

    CloudWatchRules(Spec spec, CloudWatchSpec cloudwatch, SpecRules rules) {
        this.spec = spec;
        this.cloudwatch = cloudwatch;
        this.rules = rules;
    }

    void check() {
        logs();
        topics();
        Set<String> titles = new HashSet<>();
        for (int i = 0; i < cloudwatch.alarms().size(); i++) {
            String path = PATH + ".alarms[" + i + "]";
            CloudWatchAlarmSpec alarm = cloudwatch.alarms().get(i);
            alarm(path, alarm);
            if (!titles.add(alarm.title())) {
                rules.wrong(path, "is there twice", "Remove one of them");
            }
        }
    }

    private void logs() {
        cloudwatch.retention().ifPresent(days -> {
            if (cloudwatch.logs().isEmpty()) {
                rules.wrong(
                        PATH + ".retention", "is about logs, and there are none", "Add 'logs: /retrain', or remove it");
            }
            if (!RETENTIONS.contains(days)) {
                String all = RETENTIONS.stream().sorted().toList().toString();
                rules.wrong(PATH + ".retention", days + " is no time that CloudWatch Logs has", "Use one of " + all);
            }
        });
        boolean noArn = spec.aws().kmsKey().filter(k -> !k.startsWith("arn:")).isPresent();
        if (cloudwatch.logs().isPresent() && noArn) {
            rules.wrong(
                    "aws.kms-key", "is no ARN, and CloudWatch Logs takes nothing else", "Write arn:aws:kms:…:key/…");
        }
    }

    private void topics() {
        List<String> wrong = new ArrayList<>(cloudwatch.topics());
        wrong.removeIf(topic -> topic.matches(TOPIC));
        if (!wrong.isEmpty()) {
            rules.wrong(PATH + ".notify", wrong + " is no topic of SNS", "Write arn:aws:sns:region:account:name");
        }
        if (cloudwatch.topics().size() > MOST_TOPICS) {
            rules.wrong(PATH + ".notify", "names more than five topics", "Name five at most");
        }
        if (!cloudwatch.topics().isEmpty() && cloudwatch.alarms().isEmpty()) {
            rules.wrong(PATH + ".notify", "is told of alarms, and there are none", "Add 'alarms', or remove it");
        }
    }

    private void alarm(String path, CloudWatchAlarmSpec alarm) {
        long bounds =
                List.of(
                                alarm.below().isPresent(),
                                alarm.above().isPresent(),
                                alarm.missing().isPresent())
                        .stream()
                        .filter(b -> b)
                        .count();
        if (bounds != 1) {
            rules.wrong(
                    path,
                    "says when it rings " + (bounds == 0 ? "nowhere" : "twice"),
                    "Write one of below, above, missing");
        }
        if (alarm.missingHours().filter(h -> h > MOST_HOURS).isPresent()) {
            rules.wrong(path + ".missing", "is longer than CloudWatch looks back", "Write '7 days' at most");
        }
        if (alarm.isOfModel()) {
            metric(path, alarm);
        } else if (alarm.of() != CloudWatchAlarmSpec.Of.LIVE || alarm.basis() != CloudWatchAlarmSpec.Basis.REALISED) {
            rules.wrong(
                    path, "names a model or a basis, but " + alarm.metric() + " has none", "Remove 'of' and 'basis'");
        }
    }

    private void metric(String path, CloudWatchAlarmSpec alarm) {
        List<String> right = new ArrayList<>(CloudWatchAlarmSpec.FIGURES);
        Metric.of(spec.task()).forEach(m -> right.add(m.word()));
        if (!right.contains(alarm.metric())) {
            rules.wrong(
                    path + ".metric",
                    "'" + alarm.metric() + "' is neither a metric of the task nor a figure that CloudWatch is told",
                    Words.instead(alarm.metric(), right));
        }
        if (alarm.of() != CloudWatchAlarmSpec.Of.LIVE && alarm.basis() != CloudWatchAlarmSpec.Basis.REALISED) {
            rules.wrong(path + ".basis", "is about the live model", "Remove it, or write 'of: live'");
        }
    }
}
