package retrain.infra;

import java.nio.file.Path;

/** Plans that have pipelines of every kind. */
enum PipelinePlan {
    /** Spare machines, transforms, an endpoint, packages. */
    FLIGHTS,
    /** A search before the training, somebody who approves. */
    TUNING,
    /** Rows made by a job, a program of one's own, a VPC and a key, several classes. */
    CONTAINERS,
    /** All but the training in functions. */
    FUNCTIONS;

    private static final String CONTAINERS_YAML = """
            model: own
            task: multiclass
            target: kind
            store: s3://my-bucket/retrain
            data:
              sources:
                rows: [s3://my-bucket/rows/, s3://other-bucket/rows/]
                extra: s3://my-bucket/extra.csv
              prepare:
                processing: {image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/rows:1', environment: {LEVEL: 2}}
              key: [id]
              validation: {fraction: 0.2}
            train:
              script:
                command: [python3, train.py]
                code: code
                hyperparameters: {epochs: 8, max_depth: 3}
                metrics: {auc: 'auc=(\\S+)'}
                serve: [python3, serve.py]
              sagemaker:
                instance: ml.g5.xlarge
                image: 763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.5-gpu-py311
                environment: {LEVEL: info}
                retry: 2
            evaluate:
              metrics: [log_loss]
              sagemaker:
                transform: {instances: 2, max-concurrent: 4, gzip: false}
                image: 763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.5-gpu-py311
            gates:
              - {metric: log_loss, at-most: 1}
            promote:
              endpoint: {instance: ml.g5.xlarge, image: '763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:2.5-gpu-py311'}
            aws:
              region: eu-west-1
              role: arn:aws:iam::123456789012:role/retrain
              kms-key: arn:aws:kms:eu-west-1:123456789012:key/1
              subnets: [subnet-0a1b]
              security-groups: [sg-0a1b]
              network-isolation: true
              tags: {team: air}
            infra: {pipeline: true}
            """;

    private static final String FUNCTIONS_YAML = """
            model: small
            task: regression
            target: y
            store: s3://my-bucket/retrain
            data:
              sources: {rows: s3://my-bucket/rows/}
              key: [id]
            train: {xgboost: {rounds: 20}, sagemaker: {instance: ml.m5.large}}
            evaluate: {metrics: [rmse]}
            gates: [{metric: rmse, at-most: 1}]
            promote: {endpoint: {instance: ml.m5.large}}
            aws: {role: 'arn:aws-cn:iam::123456789012:role/retrain'}
            infra: {pipeline: true}
            """;

    private static final String TUNING_YAML = """
            model: flights
            task: binary
            target: late
            store: s3://my-bucket/retrain
            data:
              sources: {rows: s3://my-bucket/rows/}
              key: [id]
              validation: {fraction: 0.2}
            train:
              xgboost: {rounds: 300, eval_metric: auc}
              tune:
                strategy: bayesian
                trials: 8
                parallel: 2
                ranges:
                  eta: {min: 0.05, max: 0.3, scaling: logarithmic}
                  max_depth: {min: 3, max: 8}
              sagemaker: {instance: ml.m5.xlarge, warm-start: [tune-of-last-month]}
            evaluate:
              metrics: [auc]
              sagemaker: {transform: {instance: ml.m5.large}}
            gates: [{metric: auc, at-least: 0.6}]
            promote:
              strategy: canary
              endpoint: {name: flights, instance: ml.m5.large, canary: {size: 10, wait: 600}, termination-wait: 600}
            aws: {region: us-east-1, role: 'arn:aws:iam::123456789012:role/retrain', work: s3://my-work/jobs/}
            infra: {pipeline: true, approval: {within: 2 days}, notify: [team@example.com]}
            """;

    Plan in(Path folder) {
        return switch (this) {
            case FLIGHTS -> Plans.flights("infra.pipeline=true");
            case TUNING -> Plans.of(folder, TUNING_YAML);
            case CONTAINERS -> Plans.of(folder, CONTAINERS_YAML);
            case FUNCTIONS -> Plans.of(folder, FUNCTIONS_YAML);
        };
    }
}
