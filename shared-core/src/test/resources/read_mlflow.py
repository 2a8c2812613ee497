"""Prints what MLflow's own client finds, a line of JSON for each line of input: a tracking URI and experiments, with tabs between.

The argument is a folder for artifacts.
"""
import json
import sys

from mlflow import MlflowClient, set_registry_uri, set_tracking_uri
from mlflow.artifacts import download_artifacts

folder = sys.argv[1]


def files(client, run_id, path=None):
    for item in client.list_artifacts(run_id, path):
        if item.is_dir:
            yield from files(client, run_id, item.path)
        else:
            yield item.path


def content(run_id, path):
    with open(download_artifacts(run_id=run_id, artifact_path=path, dst_path=folder), encoding="utf-8") as f:
        return f.read()


def read(client, experiment):
    runs = []
    for run in client.search_runs([client.get_experiment_by_name(experiment).experiment_id], max_results=1000):
        run_id = run.info.run_id
        runs.append({
            "id": run_id,
            "name": run.info.run_name,
            "status": run.info.status,
            "start": run.info.start_time,
            "end": run.info.end_time,
            "params": run.data.params,
            "tags": run.data.tags,
            "metrics": {k: [[m.step, m.value] for m in sorted(client.get_metric_history(run_id, k), key=lambda m: m.step)]
                        for k in run.data.metrics},
            "inputs": sorted([t.value, i.dataset.name, i.dataset.digest, i.dataset.profile]
                             for i in run.inputs.dataset_inputs for t in i.tags),
            "artifacts": {p: content(run_id, p) for p in sorted(files(client, run_id))},
        })
    versions = [
        {"version": int(v.version), "run": v.run_id, "tags": v.tags, "source": v.source, "description": v.description}
        for v in client.search_model_versions(f"name = '{experiment}'")
    ]
    aliases = {}
    for alias in ("champion", "challenger"):
        try:
            aliases[alias] = int(client.get_model_version_by_alias(experiment, alias).version)
        except Exception:  # no such alias
            pass
    return {"runs": sorted(runs, key=lambda r: r["name"]), "versions": versions, "aliases": aliases}


for line in sys.stdin:
    uri, *experiments = line.rstrip("\n").split("\t")
    set_tracking_uri(uri)
    set_registry_uri(uri)
    client = MlflowClient(uri, uri)
    print(json.dumps({e: read(client, e) for e in experiments}, sort_keys=True), flush=True)
