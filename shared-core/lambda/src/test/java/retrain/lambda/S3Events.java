package retrain.lambda;

import java.util.ArrayList;
import java.util.List;

/** Events as S3, EventBridge and SQS send them. */
final class S3Events {
    static final String BUCKET = "retrain-bucket";

    private S3Events() {}

    /** {@return an event of EventBridge} */
    static String created(String key, String time, String sequencer) {
        return """
                {"version": "0", "id": "17793124-05d4-b198-2fde-7ededc63b103", "detail-type": "Object Created",
                 "source": "aws.s3", "account": "123456789012", "time": "%s", "region": "us-east-1",
                 "resources": ["arn:aws:s3:::%s"],
                 "detail": {"version": "0", "bucket": {"name": "%s"},
                   "object": {"key": "%s", "size": 5, "etag": "b1946ac92492d2347c6235b4d2611184", "sequencer": "%s"},
                   "request-id": "N4N7GDK58NMKJ12R", "requester": "123456789012", "source-ip-address": "1.2.3.4",
                   "reason": "PutObject"}}
                """.formatted(time, BUCKET, BUCKET, key, sequencer);
    }

    static String created(String key, String time) {
        return created(key, time, "617f08299329d189");
    }

    /** {@return a notification of S3 itself} */
    static String notified(String key, String time) {
        return """
                {"Records": [{"eventVersion": "2.2", "eventSource": "aws:s3", "awsRegion": "us-east-1", "eventTime": "%s",
                  "eventName": "ObjectCreated:Put", "s3": {"s3SchemaVersion": "1.0", "configurationId": "all",
                    "bucket": {"name": "%s", "arn": "arn:aws:s3:::%s"},
                    "object": {"key": "%s", "size": 5, "eTag": "b1946ac9", "sequencer": "617f08299329d189"}}}]}
                """.formatted(time, BUCKET, BUCKET, key);
    }

    static String alarm(String state, String time) {
        return """
                {"version": "0", "id": "c4c1c1c9-6542-e61b-6ef0-8c4d36933a92", "detail-type": "CloudWatch Alarm State Change",
                 "source": "aws.cloudwatch", "account": "123456789012", "time": "%s", "region": "us-east-1",
                 "resources": ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:drift"],
                 "detail": {"alarmName": "drift", "state": {"value": "%s", "reason": "Threshold Crossed"},
                   "previousState": {"value": "OK"}}}
                """.formatted(time, state);
    }

    static String scheduled(String time) {
        return """
                {"version": "0", "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa", "detail-type": "Scheduled Event",
                 "source": "aws.events", "account": "123456789012", "time": "%s", "region": "us-east-1",
                 "resources": ["arn:aws:events:us-east-1:123456789012:rule/daily"], "detail": {}}
                """.formatted(time);
    }

    /** {@return a batch of SQS; the id of the first message is {@code m-0}} */
    static String batch(List<String> bodies) {
        List<String> records = new ArrayList<>();
        for (String body : bodies) {
            records.add("""
                    {"messageId": "m-%d", "receiptHandle": "h", "body": %s,
                     "attributes": {"ApproximateReceiveCount": "1"}, "md5OfBody": "x", "eventSource": "aws:sqs",
                     "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:events", "awsRegion": "us-east-1"}
                    """.formatted(records.size(), quoted(body)));
        }
        return "{\"Records\": [" + String.join(",", records) + "]}";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
