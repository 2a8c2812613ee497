"""Runs the sources of SageMaker's XGBoost container as the container does: trains in /opt/ml's form, serves by its own Flask app.

usage: train <sources> <folder with train/, validation/, hyperparameters.json> <model folder>
       serve <sources> <model folder> <rows.csv>
"""
import collections
import collections.abc
import json
import os
import sys
import types

# The container's Dockerfile makes the same change in sagemaker_containers.
collections.Mapping = collections.abc.Mapping

command, sources, folder, target = sys.argv[1:5]
sys.path.insert(0, os.path.join(sources, "src"))

if command == "train":
    # Training on GPUs needs packages of CUDA, and is not what is looked at.
    gpu = "sagemaker_xgboost_container.distributed_gpu.distributed_gpu_training"
    sys.modules[gpu] = types.ModuleType(gpu)
    from sagemaker_xgboost_container.algorithm_mode.train import sagemaker_train

    with open(os.path.join(folder, "hyperparameters.json")) as f:
        hyperparameters = json.load(f)
    channel = {"ContentType": "application/x-parquet", "TrainingInputMode": "File", "S3DistributionType": "FullyReplicated"}
    sagemaker_train(
        train_config=hyperparameters,
        data_config={"train": channel, "validation": channel},
        train_path=os.path.join(folder, "train"),
        val_path=os.path.join(folder, "validation"),
        model_dir=target,
        sm_hosts=["algo-1"],
        sm_current_host="algo-1",
        checkpoint_config={},
    )
else:
    os.environ["SM_MODEL_DIR"] = folder
    from sagemaker_xgboost_container.algorithm_mode import serve

    client = serve.ScoringService.csdk_start().test_client()
    if client.get("/ping").status_code != 200:
        sys.exit("no answer to /ping")
    with open(target, "rb") as f:
        answer = client.post("/invocations", data=f.read(), headers={"Content-Type": "text/csv", "Accept": "application/json"})
    if answer.status_code != 200:
        sys.exit(answer.get_data(as_text=True))
    for prediction in json.loads(answer.get_data(as_text=True))["predictions"]:
        print(prediction["score"])
