# Makes rows.csv and expected.csv beside this file: what scipy's Welch test and statsmodels' cluster-robust least squares give for the cells
# of two columns, each against the rest of all rows ("all"), of the first column's value ("first") and of the second's ("second"). Run as
#   python expected.py <this folder>
# with scipy 1.17.1, statsmodels 0.15.0, numpy 2.4.6. An empty b is a cell of the first column alone. statsmodels gives the sum of the squares
# of the clusters' shares (no correction); the correction and the degrees of freedom are those of ClusterGrid's javadoc, written out here.
import csv, sys
import numpy as np
import statsmodels.api as sm
from scipy import stats

rng = np.random.default_rng(5)
n, clusters = 1500, 130
cluster = rng.integers(0, clusters, n)
a = np.where(rng.uniform(size=n) < 0.5, cluster % 3, rng.integers(0, 3, n)) + 1
b = rng.integers(0, 3, n)  # 0: in no slice
loss = rng.exponential(1, n) + rng.normal(0, 0.5, clusters)[cluster] + 0.4 * ((a == 2) & (b == 1))
loss = np.round(loss, 6)
with open(f"{sys.argv[1]}/rows.csv", "w") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["loss", "cluster", "a", "b"])
    w.writerows(zip(loss, cluster, a, b))

def kish(rows):
    sizes = np.bincount(cluster[rows])
    return sizes.sum() ** 2 / (sizes**2).sum()

out = []
for va in (1, 2, 3):
    for vb in (None, 1, 2):
        cell = (a == va) & (True if vb is None else b == vb)
        for whole, rows in (("all", np.ones(n, bool)), ("first", a == va), ("second", b == vb)):
            if vb is None and whole != "all":
                continue
            part, rest = loss[rows & cell], loss[rows & ~cell]
            t = stats.ttest_ind(part, rest, equal_var=False, alternative="greater")
            ci = stats.ttest_ind(part, rest, equal_var=False).confidence_interval(0.95)
            out.append(("welch", va, vb, whole, len(part), part.mean(), rest.mean(), t.pvalue, ci.low, ci.high))
            x = sm.add_constant(cell[rows].astype(float))
            fit = sm.OLS(loss[rows], x).fit(cov_type="cluster", cov_kwds={"groups": cluster[rows], "use_correction": False})
            g = min(kish(rows & cell), kish(rows & ~cell))
            se = np.sqrt(fit.cov_params()[1, 1] * g / (g - 1))
            d = fit.params[1]
            q = stats.t.ppf(0.975, g - 1)
            out.append(("cluster", va, vb, whole, len(part), part.mean(), rest.mean(), stats.t.sf(d / se, g - 1), d - q * se, d + q * se))
with open(f"{sys.argv[1]}/expected.csv", "w") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["method", "a", "b", "whole", "rows", "loss", "rest", "p", "low", "high"])
    w.writerows([[x if isinstance(x, (str, int)) or x is None else repr(float(x)) for x in row] for row in out])
