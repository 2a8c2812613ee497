"""Scores rows by a model as SageMaker's XGBoost container does: unpickle it, or else load it as a booster by its path."""

import pickle
import sys

import numpy
import xgboost

path, rows, types = sys.argv[1:4]
try:
    booster = pickle.load(open(path, "rb"))
except Exception:
    booster = xgboost.Booster()
    booster.load_model(path)
booster.set_param("nthread", 1)
values = numpy.genfromtxt(rows, delimiter=",", dtype=numpy.float32, missing_values="nan", ndmin=2)
matrix = xgboost.DMatrix(values, feature_types=types.split(",") if types else None, enable_categorical=bool(types))
scores = booster.predict(matrix, validate_features=False)
print("\n".join(repr(float(s)) for s in numpy.asarray(scores).reshape(-1)))
print(booster.feature_names, file=sys.stderr)
