"""Metrics with scikit-learn on the holdout, all rows and by slice. Argument: working folder."""
import json
import sys
from pathlib import Path

import duckdb
import xgboost
from sklearn import metrics

out = Path(sys.argv[1])
frame = duckdb.sql(f"SELECT * FROM '{out}/holdout.parquet'").df()
encoding = json.loads((out / "codes.json").read_text())
slices = {c: frame[c].copy() for c in ("origin", "carrier")}
for column, values in encoding["codes"].items():
    frame[column] = frame[column].map({v: i for i, v in enumerate(values)})
booster = xgboost.Booster(model_file=out / "model.ubj")
scores = booster.predict(xgboost.DMatrix(frame[encoding["features"]].astype("float32")))
labels = frame["late"].astype(int)


def values(y, p):
    if y.nunique() < 2:
        return None
    return {
        "auc": metrics.roc_auc_score(y, p),
        "log_loss": metrics.log_loss(y, p),
        "brier": metrics.brier_score_loss(y, p),
    }


result = {"all": values(labels, scores)}
for column, names in slices.items():
    for name in sorted(names.unique()):
        result[f"{column}={name}"] = values(labels[names == name], scores[names == name])
(out / "metrics.json").write_text(json.dumps(result, indent=1))
frame["score"] = scores
duckdb.sql(f"COPY (SELECT late, score FROM frame) TO '{out}/predictions.parquet'")
