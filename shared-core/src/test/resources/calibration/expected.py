# Makes expected.csv beside this file: what scikit-learn's calibrations give for scores and labels. Run as
#   python expected.py <this folder>
# with scikit-learn 1.9.1, scipy 1.17.1, numpy 2.4.6. Scores are 32-bit floats, as Retrain has them; all else is in 64 bits.
# scikit-learn's logistic curve is found by L-BFGS to about 1e-4 of its coefficients; "platt_exact" goes on from there by Newton's method.
import csv, sys
import numpy as np
from scipy.special import expit, logit
from sklearn.calibration import _sigmoid_calibration
from sklearn.isotonic import IsotonicRegression

rng = np.random.default_rng(11)
out = []
golden = list(csv.DictReader(open(f"{sys.argv[1]}/../golden/binary.csv")))
cases = {"challenger": (np.array([float(r["challenger"]) for r in golden]), np.array([int(r["y"]) for r in golden]))}
n = 500
s = rng.uniform(0.001, 0.999, n)
cases["overconfident"] = (s, (rng.uniform(size=n) < expit(0.4 * logit(s) - 0.7)).astype(int))
s = np.round(rng.uniform(0, 1, 200), 1)
cases["ties"] = (s, (rng.uniform(size=200) < s).astype(int))
s = rng.uniform(0, 1, 60)
cases["separated"] = (s, (s > 0.6).astype(int))
grid = np.concatenate([np.linspace(0, 1, 21), [0.123456, 0.999]]).astype(np.float32)
for name, (s, y) in cases.items():
    s = s.astype(np.float32).astype(float)
    least = 2.0**-24
    margin = logit(np.clip(s, least, 1 - least))
    a, b = _sigmoid_calibration(margin, y)
    out.append((name, "platt_sklearn", -a, -b))
    ones, zeros = y.sum(), len(y) - y.sum()
    target = np.where(y == 1, (ones + 1) / (ones + 2), 1 / (zeros + 2))
    theta = np.array([-a, -b])
    design = np.column_stack([margin, np.ones_like(margin)])
    for _ in range(50):
        p = expit(design @ theta)
        theta = theta - np.linalg.solve(design.T @ (design * (p * (1 - p))[:, None]), design.T @ (p - target))
    out.append((name, "platt_exact", *theta))
    iso = IsotonicRegression(out_of_bounds="clip").fit(s, y)
    for g, v in zip(grid, iso.predict(grid.astype(float))):
        out.append((name, "isotonic", float(g), v))
    for i in range(len(s)):
        out.append((name, "row", s[i], y[i]))
with open(f"{sys.argv[1]}/expected.csv", "w") as f:
    f.write("case,what,x,value\n")
    for case, what, x, v in out:
        f.write(f"{case},{what},{float(x)!r},{float(v)!r}\n")
