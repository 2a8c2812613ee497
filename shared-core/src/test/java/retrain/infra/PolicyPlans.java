package retrain.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Plans that together have every statement a role may have. */
final class PolicyPlans {
    private PolicyPlans() {}

    static Map<String, Plan> all(Path folder) throws IOException {
        Map<String, Plan> plans = new LinkedHashMap<>();
        plans.put("flights", Plans.flights());
        plans.put("glue", of(folder, "glue", GLUE));
        plans.put("ownGlue", of(folder, "ownGlue", OWN_GLUE));
        plans.put("lambda", of(folder, "lambda", LAMBDA));
        plans.put("everything", of(folder, "everything", EVERYTHING));
        plans.put("live", of(folder, "live", LIVE));
        plans.put(
                "rows",
                of(
                        folder,
                        "rows",
                        EVERYTHING.replace(
                                "infra: {",
                                "infra: {rows: {image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/runner:1'}, ")));
        return plans;
    }

    private static Plan of(Path folder, String name, String yaml) throws IOException {
        Path base = Files.createDirectories(folder.resolve(name));
        Files.writeString(base.resolve("prepare.sql"), "SELECT * FROM rows");
        Files.writeString(base.resolve("clean.py"), "pass");
        return Plans.of(base, yaml);
    }

    private static final String GLUE = """
            model: small
            task: binary
            target: late
            store: s3://store-bucket
            aws:
              region: us-east-1
              role: arn:aws:iam::123456789012:role/ml/retrain-jobs
              work: s3://work-bucket/work
              kms-key: alias/retrain
            data:
              sources:
                rows: s3://lake/rows/*.parquet
                weather: glue://lake/weather?year='2013'
                old: s3://lake/old.csv?versionId=abc
              key: [id]
              prepare: {glue: {sql: prepare.sql, role: 'arn:aws:iam::123456789012:role/retrain-glue', connections: [lake]}}
            train: {xgboost: {rounds: 5}}
            evaluate: {metrics: [auc]}
            gates: [{metric: auc, at-least: 0.5}]
            promote: {endpoint: {name: small, instance: ml.m5.large}}
            infra: {}
            """;

    private static final String OWN_GLUE = GLUE.replace(
                    "{sql: prepare.sql, role: 'arn:aws:iam::123456789012:role/retrain-glue', connections: [lake]}",
                    "{job: clean}")
            .replace("alias/retrain", "12345678-1234-1234-1234-123456789012");

    private static final String LAMBDA = """
            model: small
            task: binary
            target: late
            store: s3://store-bucket/store/
            aws: {region: us-east-1, role: 'arn:aws:iam::123456789012:role/retrain-jobs'}
            data:
              sources: {rows: s3://lake/rows/}
              key: [id]
              prepare: {lambda: {function: clean-rows}}
            train:
              xgboost: {rounds: 5}
              sagemaker: {instance: ml.m5.large}
            evaluate: {metrics: [auc]}
            gates: [{metric: auc, at-least: 0.5}]
            promote: {endpoint: {name: small, instance: ml.m5.large}}
            infra: {boundary: 'arn:aws:iam::123456789012:policy/edge'}
            """;

    private static final String EVERYTHING = """
            model: small_one
            task: binary
            target: late
            store: s3://store-bucket/store
            aws:
              region: us-east-1
              role: arn:aws:iam::123456789012:role/retrain-jobs
              subnets: [subnet-0a1b2c3d]
              security-groups: [sg-0a1b2c3d]
              tags: {team: air}
            data:
              sources: {rows: s3://lake/rows/}
              key: [id]
              validation: {fraction: 0.2}
              prepare:
                code: [clean.py]
                processing: {image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/clean:4', command: [python3, clean.py]}
            train:
              xgboost: {rounds: 5, eval_metric: auc}
              tune: {trials: 4, ranges: {eta: {min: 0.01, max: 0.3}}}
              sagemaker: {instance: ml.m5.large}
            evaluate:
              metrics: [auc]
              sagemaker: {transform: {instance: ml.m5.large}, champion: endpoint}
            history:
              model-package-group: small
              lineage: true
              sagemaker-experiment: Small
              mlflow: arn:aws:sagemaker:us-east-1:123456789012:mlflow-tracking-server/flights
              cloudwatch:
                logs: /retrain/small
                retention: 365
                dashboard: small
                alarms: [{metric: auc, below: 0.65}]
            gates: [{metric: auc, at-least: 0.5}]
            promote:
              strategy: canary
              endpoint:
                name: small
                instances: 3
                data-capture: {percentage: 20, to: 's3://capture/small'}
                autoscaling: {min: 2, max: 8, target: 700}
                alarms: {errors: 0.01, names: [revenue]}
            infra: {watch: 30 minutes, buckets: {key: true}}
            """;

    private static final String LIVE = """
            model: small
            task: binary
            target: late
            store: s3://store-bucket/store
            aws: {region: us-east-1, role: 'arn:aws:iam::123456789012:role/retrain-jobs', kms-key: 'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012'}
            data:
              sources: {rows: s3://lake/rows.csv}
              key: [id]
            train: {xgboost: {rounds: 5}}
            evaluate: {metrics: [auc], sagemaker: {endpoint: {name: small-with-a-name-that-is-longer-than-forty-letters}}}
            gates: [{metric: auc, at-least: 0.5}]
            promote: {strategy: ab, endpoint: {name: small-with-a-name-that-is-longer-than-forty-letters, check: endpoint}}
            infra: {}
            """;
}
