"""XGBoost on the rows that prepare.py wrote. Arguments: working folder, rounds."""
import json
import sys
from pathlib import Path

import duckdb
import xgboost

out, rounds = Path(sys.argv[1]), int(sys.argv[2])
frame = duckdb.sql(f"SELECT * FROM '{out}/train.parquet'").df()
leave_out = json.loads((out / "leave-out.json").read_text())
features = [c for c in frame.columns if c not in leave_out]
codes = {}
for column in features:
    if frame[column].dtype.kind not in "iufb":
        codes[column] = sorted(frame[column].dropna().unique())
        frame[column] = frame[column].map({v: i for i, v in enumerate(codes[column])})
matrix = xgboost.DMatrix(frame[features].astype("float32"), frame["late"].astype("float32"))
params = {"objective": "binary:logistic", "eta": 0.1, "max_depth": 6, "tree_method": "hist", "eval_metric": ["logloss"]}
booster = xgboost.train(params, matrix, rounds, evals=[(matrix, "train")], verbose_eval=False)
booster.save_model(out / "model.ubj")
(out / "codes.json").write_text(json.dumps({"features": features, "codes": codes}))
