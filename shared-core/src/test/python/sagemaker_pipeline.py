"""The flows of the plans of the tests, built by SageMaker's own Python SDK without a network: their definitions as JSON, by plan, into
the file that is named."""

import json
import os
import sys
import warnings

os.environ.update(SAGEMAKER_SUPPRESS_V2_WARNING="1", AWS_DEFAULT_REGION="us-east-1")
warnings.simplefilter("ignore")

import boto3
import sagemaker.telemetry.telemetry_logging as telemetry

telemetry._requests_helper = lambda url, timeout: None

from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.lambda_helper import Lambda
from sagemaker.model import Model
from sagemaker.network import NetworkConfig
from sagemaker.processing import ProcessingInput, ProcessingOutput, Processor
from sagemaker.transformer import Transformer
from sagemaker.tuner import (
    ContinuousParameter,
    HyperparameterTuner,
    IntegerParameter,
    WarmStartConfig,
    WarmStartTypes,
)
from sagemaker.workflow.callback_step import CallbackStep
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionEquals, ConditionIn
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.functions import Join
from sagemaker.workflow.lambda_step import LambdaOutput, LambdaStep
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.retry import (
    SageMakerJobExceptionTypeEnum as Job,
    SageMakerJobStepRetryPolicy,
    StepExceptionTypeEnum as Service,
    StepRetryPolicy,
)
from sagemaker.workflow.steps import CacheConfig, ProcessingStep, TrainingStep, TransformStep, TuningStep

FILES = "DataSource_S3DataSource_S3Uri"

SERVICE = StepRetryPolicy(
    exception_types=[Service.SERVICE_FAULT, Service.THROTTLING], backoff_rate=2.0, interval_seconds=5, max_attempts=6
)
BROKEN = SageMakerJobStepRetryPolicy(
    exception_types=[Job.INTERNAL_ERROR], backoff_rate=2.0, interval_seconds=60, max_attempts=5
)
CAPACITY = SageMakerJobStepRetryPolicy(
    exception_types=[Job.CAPACITY_ERROR, Job.RESOURCE_LIMIT],
    backoff_rate=1.5,
    interval_seconds=300,
    expire_after_mins=360,
)
CACHE = CacheConfig(enable_caching=True, expire_after="30d")


class Flow:
    def __init__(self, region, stack, role):
        boto = boto3.Session(region_name=region, aws_access_key_id="none", aws_secret_access_key="none")
        self.session = PipelineSession(
            boto_session=boto, sagemaker_client=boto.client("sagemaker"), default_bucket="my-bucket"
        )
        self.region, self.stack, self.role = region, stack, role
        self.began = None
        self.because = ParameterString("Because", default_value="somebody began it")
        self.cause = ParameterString(
            "Cause", default_value="manual", enum_values=["data", "schedule", "alarm", "manual"]
        )
        self.intent = ParameterString("Intent", default_value="schedule", enum_values=["schedule", "manual"])

    def call(self, name, function, inputs, outputs, after=None):
        if outputs:
            inputs["answer"] = ",".join(outputs)
        arn = f"arn:aws:lambda:{self.region}:123456789012:function:{self.stack}-{function}"
        return LambdaStep(
            name,
            Lambda(function_arn=arn, session=self.session),
            inputs=inputs,
            outputs=[LambdaOutput(o) for o in outputs],
            depends_on=after,
        )

    def check(self):
        return self.call(
            "Check",
            "step",
            {
                "do": "check",
                "execution": ExecutionVariables.PIPELINE_EXECUTION_ARN,
                "intent": self.intent,
                "cause": self.cause,
                "because": self.because,
            },
            ["outcome_kind", "run", "outcome_summary"],
        )

    def go_on(self, name, outputs, function="step", done=(), after=None):
        inputs = {
            "do": "go-on",
            "execution": ExecutionVariables.PIPELINE_EXECUTION_ARN,
            "intent": self.intent,
            "because": self.because,
        }
        if self.began is not None:
            inputs["run"] = out(self.began, "run")
        if done:
            values = []
            for planned, actual in done:
                values += [planned, "=", actual, ","]
            inputs["jobs"] = Join(on="", values=values[:-1])
        inputs.update(anew="true", wait="540")
        step = self.call(name, function, inputs, outputs, after)
        self.began = self.began or step
        return step

    def record(self, state, by):
        return self.call(
            "Record" + state,
            "record",
            {
                "execution": ExecutionVariables.PIPELINE_EXECUTION_ARN,
                "state": state,
                "run": out(by, "run"),
                "why": why(by),
            },
            [],
        )

    def failed(self, state, by):
        record = self.record(state, by)
        return [record, FailStep(state, error_message=why(by), depends_on=[record])]

    def ends(self, check, planned, score, deployment, judged, due):
        decide = judged[-1]
        last = deployment[-1]
        return [
            check,
            ConditionStep(
                "Due",
                conditions=[ConditionEquals(out(check, "outcome_kind"), "DUE")],
                if_steps=due,
                else_steps=[self.record("NotDue", check)],
            ),
            ConditionStep(
                "Changed",
                conditions=[ConditionEquals(out(planned, "next"), score)],
                if_steps=judged,
                else_steps=[self.record("Unchanged", planned)],
            ),
            ConditionStep(
                "Passed",
                conditions=[ConditionEquals(out(decide, "next"), "stage")],
                if_steps=deployment,
                else_steps=self.failed("Rejected", decide),
            ),
            ConditionStep(
                "Deployed",
                conditions=[ConditionIn(out(last, "outcome_kind"), ["PROMOTED", "TESTING"])],
                if_steps=[self.record("Promoted", last)],
                else_steps=self.failed("Failed", last),
            ),
        ]

    def deployment(self, looks, after):
        steps = []
        for look in range(looks):
            last = look == looks - 1
            steps.append(
                self.go_on(
                    "Deploy" if look == 0 else f"LookAgain{look}",
                    ["outcome_kind", "run", "outcome_summary"] if last else [],
                    "deploy",
                    after=[after] if after else None,
                )
            )
            after = steps[-1]
        return steps

    def transform(self, name, planned, job, instance, tags, filtered="$[0,-1]", **more):
        transformer = Transformer(
            model_name=asked(planned, "ModelName", job),
            instance_type=instance,
            strategy="MultiRecord",
            assemble_with="Line",
            output_path=asked(planned, "TransformOutput_S3OutputPath", job),
            accept="text/csv",
            max_payload=6,
            tags=tags,
            sagemaker_session=self.session,
            **{"instance_count": 1, **{k: v for k, v in more.items() if k != "compression"}},
        )
        args = transformer.transform(
            asked(planned, "TransformInput_" + FILES, job),
            content_type="text/csv",
            split_type="Line",
            compression_type=more.get("compression", "Gzip"),
            input_filter="$[1:]",
            join_source="Input",
            output_filter=filtered,
        )
        return TransformStep(name, step_args=args, cache_config=CACHE, retry_policies=[SERVICE, BROKEN, CAPACITY])

    def scored(self, planned, instance, tags, outputs, **more):
        candidate = self.transform("ScoreCandidate", planned, 0, instance, tags, **more)
        champion = self.transform("ScoreChampion", planned, 1, instance, tags, **more)
        evaluate = self.go_on(
            "Evaluate",
            [],
            done=[
                (out(planned, "jobs_0_name"), candidate.properties.TransformJobName),
                (out(planned, "jobs_1_name"), champion.properties.TransformJobName),
            ],
        )
        decide = self.go_on("Decide", outputs, "decide", after=[evaluate])
        return [candidate, champion, evaluate, decide]

    def definition(self, parameters, steps):
        pipeline = Pipeline(
            self.stack,
            parameters=[self.cause, self.because, self.intent] + parameters,
            steps=steps,
            pipeline_experiment_config=None,
            sagemaker_session=self.session,
        )
        return json.loads(pipeline.definition())


def out(step, name):
    return step.properties.Outputs[name]


def asked(step, path, job=0):
    return out(step, f"jobs_{job}_request_{path}")


def why(by):
    return Join(on=": ", values=[out(by, "outcome_kind"), out(by, "outcome_summary")])


def of_jobs(path):
    return [f"jobs_{job}_request_{p}" for job in (0, 1) for p in path]


SCORING = of_jobs(["TransformInput_" + FILES, "TransformOutput_S3OutputPath", "ModelName"]) + [
    "jobs_0_name",
    "jobs_1_name",
    "next",
    "run",
    "outcome_kind",
    "outcome_summary",
]

XGBOOST = {
    "alpha": "0",
    "booster": "gbtree",
    "colsample_bylevel": "1",
    "colsample_bynode": "1",
    "colsample_bytree": "1",
    "eta": "0.1",
    "eval_metric": "logloss",
    "gamma": "0",
    "lambda": "1",
    "max_delta_step": "0",
    "max_depth": "6",
    "max_leaves": "0",
    "min_child_weight": "1",
    "num_parallel_tree": "1",
    "num_round": "200",
    "objective": "binary:logistic",
    "seed": "0",
    "subsample": "1",
}


def channel(planned, index, path="", content="application/x-parquet"):
    return TrainingInput(
        asked(planned, f"{path}InputDataConfig_{index}_{FILES}"),
        content_type=content,
        input_mode="File",
        distribution="FullyReplicated",
    )


def estimator(flow, planned, instance, path="", image=None, **more):
    return Estimator(
        image_uri=image or asked(planned, path + "AlgorithmSpecification_TrainingImage"),
        role=flow.role,
        instance_count=1,
        instance_type=instance,
        volume_size=30,
        disable_profiler=True,
        debugger_hook_config=False,
        sagemaker_session=flow.session,
        **more,
    )


def flights():
    flow = Flow("us-east-1", "retrain-flight-delay", "arn:aws:iam::123456789012:role/retrain-jobs")
    tags = [{"Key": "retrain:model", "Value": "flight-delay"}]
    machine = ParameterString("TrainingInstanceType", default_value="ml.m5.xlarge")
    scorer = ParameterString("TransformInstanceType", default_value="ml.m5.large")
    check = flow.check()
    plan = flow.go_on(
        "PlanTraining",
        [
            "jobs_0_request_AlgorithmSpecification_TrainingImage",
            "jobs_0_request_InputDataConfig_0_" + FILES,
            "jobs_0_request_CheckpointConfig_S3Uri",
            "run",
            "jobs_0_name",
        ],
    )
    xgboost = estimator(
        flow,
        plan,
        machine,
        output_path="s3://my-bucket/retrain/work/models",
        max_run=3600,
        max_wait=7200,
        use_spot_instances=True,
        checkpoint_s3_uri=asked(plan, "CheckpointConfig_S3Uri"),
        hyperparameters=XGBOOST,
        tags=tags,
    )
    train = TrainingStep(
        "Train", step_args=xgboost.fit({"train": channel(plan, 0)}), retry_policies=[SERVICE, BROKEN, CAPACITY]
    )
    planned = flow.go_on(
        "PlanScoring", SCORING, done=[(out(plan, "jobs_0_name"), train.properties.TrainingJobName)]
    )
    decided = ["candidate_archive", "candidate_version", "next", "run", "outcome_kind", "outcome_summary"]
    judged = flow.scored(planned, scorer, tags, decided)
    decide = judged[-1]
    archive, version = out(decide, "candidate_archive"), out(decide, "candidate_version")
    model = Model(
        image_uri=asked(plan, "AlgorithmSpecification_TrainingImage"),
        model_data=Join(on="/", values=["s3://my-bucket/retrain/work/models", archive, "model.tar.gz"]),
        role=flow.role,
        sagemaker_session=flow.session,
    )
    package = model.register(
        content_types=["text/csv"],
        response_types=["text/csv"],
        model_package_group_name="flight-delay",
        approval_status="PendingManualApproval",
        framework="XGBOOST",
        description=Join(
            on="", values=["flight-delay version ", version, ", archive ", archive, ", verdict passed."]
        ),
        customer_metadata_properties={
            "retrain.archive": archive,
            "retrain.model": "flight-delay",
            "retrain.verdict": "passed",
            "retrain.version": version,
        },
    )
    register = ModelStep("Register", step_args=package, retry_policies=[SERVICE])
    deployment = [register] + flow.deployment(3, register)
    return flow.definition(
        [machine, scorer], flow.ends(check, planned, "jobs", deployment, judged, [plan, train, planned])
    )


def tuning():
    flow = Flow("us-east-1", "retrain-flights", "arn:aws:iam::123456789012:role/retrain")
    tags = [{"Key": "retrain:model", "Value": "flights"}]
    machine = ParameterString("TrainingInstanceType", default_value="ml.m5.xlarge")
    scorer = ParameterString("TransformInstanceType", default_value="ml.m5.large")
    check = flow.check()
    in_search = "TrainingJobDefinition_"
    told = {**XGBOOST, "eval_metric": "auc", "num_round": "300", "eta": "0.3"}
    search = flow.go_on(
        "PlanTuning",
        [
            f"jobs_0_request_{in_search}AlgorithmSpecification_TrainingImage",
            f"jobs_0_request_{in_search}InputDataConfig_0_{FILES}",
            f"jobs_0_request_{in_search}InputDataConfig_1_{FILES}",
            "run",
            "jobs_0_name",
        ],
    )
    fixed = {k: v for k, v in told.items() if k not in ("eta", "max_depth")}
    tuned = estimator(
        flow,
        search,
        machine,
        in_search,
        output_path="s3://my-work/jobs/models",
        max_run=86400,
        hyperparameters=fixed,
    )
    tuner = HyperparameterTuner(
        tuned,
        "validation:auc",
        {"eta": ContinuousParameter(0.05, 0.3, "Logarithmic"), "max_depth": IntegerParameter(3, 8, "Linear")},
        strategy="Bayesian",
        objective_type="Maximize",
        max_jobs=8,
        max_parallel_jobs=2,
        early_stopping_type="Auto",
        random_seed=0,
        warm_start_config=WarmStartConfig(WarmStartTypes.TRANSFER_LEARNING, {"tune-of-last-month"}),
        tags=tags,
    )
    channels = {"train": channel(search, 0, in_search), "validation": channel(search, 1, in_search)}
    tune = TuningStep(
        "Tune", step_args=tuner.fit(channels), cache_config=CACHE, retry_policies=[SERVICE, CAPACITY]
    )
    plan = flow.go_on(
        "PlanTraining",
        [
            "jobs_0_request_AlgorithmSpecification_TrainingImage",
            "jobs_0_request_InputDataConfig_0_" + FILES,
            "jobs_0_request_InputDataConfig_1_" + FILES,
            "jobs_0_request_HyperParameters_eta",
            "jobs_0_request_HyperParameters_max_depth",
            "jobs_0_name",
        ],
        done=[(out(search, "jobs_0_name"), tune.properties.HyperParameterTuningJobName)],
    )
    best = {**fixed, **{name: asked(plan, "HyperParameters_" + name) for name in ("eta", "max_depth")}}
    xgboost = estimator(
        flow,
        plan,
        machine,
        output_path="s3://my-work/jobs/models",
        max_run=86400,
        hyperparameters=best,
        tags=tags,
    )
    train = TrainingStep(
        "Train",
        step_args=xgboost.fit({"train": channel(plan, 0), "validation": channel(plan, 1)}),
        cache_config=CACHE,
        retry_policies=[SERVICE, BROKEN, CAPACITY],
    )
    planned = flow.go_on(
        "PlanScoring", SCORING, done=[(out(plan, "jobs_0_name"), train.properties.TrainingJobName)]
    )
    decided = ["next", "candidate_version", "outcome_summary", "outcome_kind", "run"]
    judged = flow.scored(planned, scorer, tags, decided)
    decide = judged[-1]
    approve = CallbackStep(
        "Approve",
        sqs_queue_url="https://sqs.us-east-1.amazonaws.com/123456789012/retrain-flights-approvals",
        inputs={
            "model": "flights",
            "version": out(decide, "candidate_version"),
            "run": out(flow.began, "run"),
        },
        outputs=[],
    )
    deployment = [approve] + flow.deployment(5, approve)
    due = [search, tune, plan, train, planned]
    return flow.definition([machine, scorer], flow.ends(check, planned, "jobs", deployment, judged, due))


def containers():
    flow = Flow("eu-west-1", "retrain-own", "arn:aws:iam::123456789012:role/retrain")
    key = "arn:aws:kms:eu-west-1:123456789012:key/1"
    image = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.5-gpu-py311"
    tags = [{"Key": "retrain:model", "Value": "own"}, {"Key": "team", "Value": "air"}]
    network = NetworkConfig(enable_network_isolation=True, security_group_ids=["sg-0a1b"], subnets=["subnet-0a1b"])
    maker = ParameterString("ProcessingInstanceType", default_value="ml.m5.xlarge")
    machine = ParameterString("TrainingInstanceType", default_value="ml.g5.xlarge")
    scorer = ParameterString("TransformInstanceType", default_value="ml.m5.large")
    check = flow.check()
    prepare = flow.go_on(
        "PlanPrepare",
        ["jobs_0_name"]
        + [f"jobs_0_request_ProcessingInputs_{i}_S3Input_S3Uri" for i in range(3)]
        + ["jobs_0_request_ProcessingOutputConfig_Outputs_0_S3Output_S3Uri", "run"],
    )
    processor = Processor(
        role=flow.role,
        image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/rows:1",
        instance_count=1,
        instance_type=maker,
        volume_size_in_gb=30,
        volume_kms_key=key,
        output_kms_key=key,
        max_runtime_in_seconds=7200,
        env={"LEVEL": "2", "RETRAIN_JOB": out(prepare, "jobs_0_name")},
        network_config=network,
        tags=tags,
        sagemaker_session=flow.session,
    )
    sources = [("rows-1", "rows/1"), ("rows-2", "rows/2"), ("extra", "extra")]
    made = ProcessingStep(
        "Prepare",
        step_args=processor.run(
            inputs=[
                ProcessingInput(
                    source=asked(prepare, f"ProcessingInputs_{i}_S3Input_S3Uri"),
                    destination="/opt/ml/processing/input/" + folder,
                    input_name=name,
                    s3_data_type="ManifestFile",
                )
                for i, (name, folder) in enumerate(sources)
            ],
            outputs=[
                ProcessingOutput(
                    source="/opt/ml/processing/output",
                    destination=asked(prepare, "ProcessingOutputConfig_Outputs_0_S3Output_S3Uri"),
                    output_name="rows",
                )
            ],
        ),
        retry_policies=[SERVICE, BROKEN, CAPACITY],
    )
    names = ["epochs", "max_depth", "sagemaker_program", "sagemaker_region", "sagemaker_submit_directory"]
    plan = flow.go_on(
        "PlanTraining",
        ["jobs_0_request_InputDataConfig_0_" + FILES, "jobs_0_request_InputDataConfig_1_" + FILES]
        + ["jobs_0_request_HyperParameters_" + name for name in names]
        + ["jobs_0_name"],
        done=[(out(prepare, "jobs_0_name"), made.properties.ProcessingJobName)],
    )
    program = estimator(
        flow,
        plan,
        machine,
        image=image,
        output_path="s3://my-bucket/retrain/work/models",
        output_kms_key=key,
        max_run=86400,
        max_retry_attempts=2,
        environment={"LEVEL": "info"},
        metric_definitions=[{"Name": "auc", "Regex": "auc=(\\S+)"}],
        subnets=["subnet-0a1b"],
        security_group_ids=["sg-0a1b"],
        enable_network_isolation=True,
        hyperparameters={name: asked(plan, "HyperParameters_" + name) for name in names},
        tags=tags,
    )
    csv = {
        "train": channel(plan, 0, content="text/csv"),
        "validation": channel(plan, 1, content="text/csv"),
    }
    train = TrainingStep(
        "Train", step_args=program.fit(csv), cache_config=CACHE, retry_policies=[SERVICE, BROKEN, CAPACITY]
    )
    planned = flow.go_on(
        "PlanScoring", SCORING, done=[(out(plan, "jobs_0_name"), train.properties.TrainingJobName)]
    )
    judged = flow.scored(
        planned,
        scorer,
        tags,
        ["next", "run", "outcome_kind", "outcome_summary"],
        filtered=None,
        compression="None",
        instance_count=2,
        max_concurrent_transforms=4,
        output_kms_key=key,
        volume_kms_key=key,
    )
    deployment = flow.deployment(3, None)
    due = [prepare, made, plan, train, planned]
    return flow.definition(
        [maker, machine, scorer], flow.ends(check, planned, "jobs", deployment, judged, due)
    )


if __name__ == "__main__":
    with open(sys.argv[1], "w") as file:
        json.dump({"FLIGHTS": flights(), "TUNING": tuning(), "CONTAINERS": containers()}, file)
