"""Makes the ONNX models and expected predictions in ../resources/onnx.

    pip install onnx skl2onnx onnxmltools scikit-learn lightgbm pandas
    python make_onnx.py ../resources/onnx

The predictions are those of the libraries that trained the models, not of ONNX Runtime. rows.csv holds the rows that all models are
scored on: x and y are numbers, n is an integer, c is a text.
"""

import pathlib
import sys

import lightgbm
import numpy as np
import onnx
import pandas as pd
import skl2onnx
from onnx import TensorProto, helper, numpy_helper
from onnxmltools import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType as LightFloat
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier

OPSET = {"": 15, "ai.onnx.ml": 3}
FLOATS = ["x", "y", "n"]
folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(7)

rows = pd.DataFrame(
    {
        "x": random.normal(size=40).round(3),
        "y": random.normal(size=40).round(3),
        "n": random.integers(0, 9, size=40),
        "c": random.choice(["blue", "green", "red"], size=40),
    }
)
signal = rows.x - 0.5 * rows.y + 0.1 * rows.n + (rows.c == "red")
binary = (signal > 0.5).astype(int)
classes = np.where(signal < 0, "low", np.where(signal < 1, "mid", "top"))
number = 3 * rows.x - rows.y + 0.25 * rows.n
matrix = rows[FLOATS].to_numpy(np.float32)


def save(name, model, expected):
    model.ir_version = 8
    onnx.save(model, folder / f"{name}.onnx")
    pd.DataFrame(expected).to_csv(folder / f"{name}.csv", index=False, header=False, float_format="%.7f")


def sklearn_model(name, estimator, options=None):
    given = [("input", FloatTensorType([None, len(FLOATS)]))]
    converted = skl2onnx.convert_sklearn(estimator, initial_types=given, target_opset=OPSET, options=options)
    predict = getattr(estimator, "predict_proba", estimator.predict)
    save(name, converted, predict(matrix))


rows.to_csv(folder / "rows.csv", index=False)

logistic = LogisticRegression().fit(matrix, binary)
sklearn_model("binary-zipmap", logistic)
sklearn_model("binary-tensor", logistic, {"zipmap": False})
three = LogisticRegression().fit(matrix, classes)
sklearn_model("multiclass-zipmap", three)
tree = DecisionTreeClassifier(max_depth=3, random_state=0).fit(matrix, np.select([classes == "low", classes == "mid"], [5, 20], 100))
sklearn_model("multiclass-numbers", tree)
sklearn_model("multiclass-tensor", tree, {"zipmap": False})
sklearn_model("regression", LinearRegression().fit(matrix, number))

# One input a column, as a pipeline over a data frame has them.
columns = make_pipeline(
    ColumnTransformer([("text", OneHotEncoder(handle_unknown="ignore"), ["c"]), ("number", StandardScaler(), ["x", "n"])]),
    LogisticRegression(),
).fit(rows, binary)
converted = skl2onnx.convert_sklearn(
    columns,
    initial_types=[("c", StringTensorType([None, 1])), ("x", FloatTensorType([None, 1])), ("n", Int64TensorType([None, 1]))],
    target_opset=OPSET,
    options={"zipmap": False},
)
save("columns", converted, columns.predict_proba(rows))

boosted = lightgbm.LGBMClassifier(n_estimators=4, num_leaves=4, min_child_samples=2, random_state=0, verbose=-1).fit(matrix, binary)
save(
    "lightgbm",
    convert_lightgbm(boosted, initial_types=[("input", LightFloat([None, len(FLOATS)]))], target_opset=15),
    boosted.predict_proba(matrix),
)


def network(name, batch, ends_with_sigmoid):
    """What torch.onnx.export writes for a linear layer."""
    weight = np.array([[1.0], [-0.5], [0.1]], np.float32)
    bias = np.array([-0.5], np.float32)
    nodes = [helper.make_node("Gemm", ["features", "weight", "bias"], ["margin"])]
    if ends_with_sigmoid:
        nodes.append(helper.make_node("Sigmoid", ["margin"], ["score"]))
    out = "score" if ends_with_sigmoid else "margin"
    graph = helper.make_graph(
        nodes,
        "linear",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [batch, 3])],
        [helper.make_tensor_value_info(out, TensorProto.FLOAT, [batch, 1])],
        [numpy_helper.from_array(weight, "weight"), numpy_helper.from_array(bias, "bias")],
    )
    margin = matrix @ weight + bias
    expected = 1 / (1 + np.exp(-margin)) if ends_with_sigmoid else margin
    save(name, helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)]), expected)


network("torch", "batch", True)
network("torch-margin", "batch", False)
network("torch-one-row", 1, True)
