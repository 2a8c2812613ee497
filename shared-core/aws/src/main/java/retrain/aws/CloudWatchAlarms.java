package retrain.aws;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import retrain.run.Digest;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;

/**
 * Makes alarms, and changes those that are not as they should be: the description ends with a digest of what was asked for. Alarms that the
 * spec does not name any more stay.
 */
final class CloudWatchAlarms {
    private static final int MOST_NAMES = 100;
    private static final int DIGITS = 12;

    private final CloudWatchClient cloudwatch;

    CloudWatchAlarms(CloudWatchClient cloudwatch) {
        this.cloudwatch = cloudwatch;
    }

    void ensure(List<PutMetricAlarmRequest> alarms) {
        for (int from = 0; from < alarms.size(); from += MOST_NAMES) {
            List<PutMetricAlarmRequest> part = alarms.subList(from, Math.min(alarms.size(), from + MOST_NAMES));
            Map<String, String> there = there(part);
            for (PutMetricAlarmRequest alarm : part) {
                String description = described(alarm);
                if (!description.equals(there.get(alarm.alarmName()))) {
                    put(alarm.toBuilder().alarmDescription(description).build());
                }
            }
        }
    }

    /** {@return the descriptions of those that are there, by name} */
    private Map<String, String> there(List<PutMetricAlarmRequest> alarms) {
        List<String> names =
                alarms.stream().map(PutMetricAlarmRequest::alarmName).toList();
        Map<String, String> there = new HashMap<>();
        List<MetricAlarm> found = AwsFailure.call(
                        "alarms of CloudWatch",
                        "cloudwatch:DescribeAlarms",
                        () -> cloudwatch.describeAlarms(r -> r.alarmNames(names).maxRecords(MOST_NAMES)))
                .metricAlarms();
        found.forEach(alarm -> there.put(alarm.alarmName(), String.valueOf(alarm.alarmDescription())));
        return there;
    }

    private static String described(PutMetricAlarmRequest alarm) {
        String digest = Digest.of(alarm.toString()).hex().substring(0, DIGITS);
        return alarm.alarmDescription() + ". Made by Retrain, " + digest;
    }

    private void put(PutMetricAlarmRequest alarm) {
        AwsFailure.call(
                "alarm " + alarm.alarmName(), "cloudwatch:PutMetricAlarm", () -> cloudwatch.putMetricAlarm(alarm));
    }
}
