# Makes the expected values beside this file from scikit-learn. Scores are 32-bit floats, as Retrain stores them.
import csv, sys, warnings
import numpy as np, sklearn
from sklearn.metrics import *
warnings.simplefilter("ignore")
out = sys.argv[1]
f32, eps = np.float32, float(np.finfo(np.float32).eps)
rows = []
def say(case, metric, value): rows.append((case, metric, repr(float(value))))
def clip(p): return np.clip(p.astype(float), eps, 1 - eps)
def ece(y, p, bins=10):
    b = np.clip(np.searchsorted((np.arange(bins + 1) / bins).astype(f32), p, side="right") - 1, 0, bins - 1)
    return sum(abs((p[b == k].astype(float) - y[b == k]).sum()) for k in range(bins)) / len(y)
def binary(case, y, p, t):
    d, q = p.astype(float), (p >= f32(t)).astype(int)
    say(case, "auc", roc_auc_score(y, d)); say(case, "pr_auc", average_precision_score(y, d))
    say(case, "log_loss", log_loss(y, clip(p))); say(case, "brier", brier_score_loss(y, d))
    assert abs(log_loss(y, clip(p)) - log_loss(y, p)) < 1e-5
    say(case, "accuracy", accuracy_score(y, q)); say(case, "precision", precision_score(y, q))
    say(case, "recall", recall_score(y, q)); say(case, "f1", f1_score(y, q)); say(case, "ece", ece(y, p))
def table(name, header, columns):
    with open(f"{out}/{name}.csv", "w") as f:
        f.write(",".join(header) + "\n")
        for r in zip(*columns): f.write(",".join(str(x) for x in r) + "\n")
g = list(csv.DictReader(open(f"{out}/../golden/binary.csv")))
y = np.array([int(r["y"]) for r in g])
for m in ("champion", "challenger"):
    p = np.array([float(r[m]) for r in g]).astype(f32)
    binary(m, y, p, 0.5); 
rng = np.random.default_rng(7)
n = 400
y = rng.integers(0, 2, n); p = np.clip(rng.normal(0.35 + 0.3 * y, 0.35, n), 0, 1).round(2).astype(f32)
table("extreme", ["y", "p"], [y, p]); binary("extreme at 0.7", y, p, 0.7)
k = 4; names = np.array(["a", "b", "c", "d"])
y = rng.choice(k, n, p=[.5, .3, .15, .05]); z = rng.normal(0, 1, (n, k)); z[np.arange(n), y] += 1
z = z.round(1); p = np.exp(z); p = (p / p.sum(1, keepdims=True)).astype(f32)
table("multiclass", ["y", "a", "b", "c", "d"], [names[y]] + [p[:, i] for i in range(k)])
q = p.argmax(1); d = p.astype(float)
for metric, v in (("accuracy", accuracy_score(y, q)), ("macro_f1", f1_score(y, q, average="macro")),
    ("weighted_f1", f1_score(y, q, average="weighted")),
    ("log_loss", -np.log(np.clip(d[np.arange(n), y], eps, 1 - eps)).mean()),
    ("ovr_auc", np.mean([roc_auc_score(y == i, d[:, i]) for i in range(k)]))): say("multiclass", metric, v)
assert abs(log_loss(y, p) - float(rows[-2][2])) < 1e-6
assert abs(roc_auc_score(y, d / d.sum(1, keepdims=True), multi_class="ovr") - float(rows[-1][2])) < 1e-9
y = (rng.gamma(2, 20, n) - 15).round(2).astype(f32); p = (y + rng.normal(0, 8, n)).round(2).astype(f32)
y[y == 0] = 1
table("regression", ["y", "p"], [y, p]); y, p = y.astype(float), p.astype(float)
for metric, v in (("rmse", root_mean_squared_error(y, p)), ("mae", mean_absolute_error(y, p)),
    ("mape", mean_absolute_percentage_error(y, p)), ("r2", r2_score(y, p)),
    ("pinball", mean_pinball_loss(y, p, alpha=0.9))): say("regression", metric, v)
with open(f"{out}/expected.csv", "w") as f:
    f.write("case,metric,value\n")
    for r in rows: f.write(",".join(r) + "\n")
print(sklearn.__version__, np.__version__)
