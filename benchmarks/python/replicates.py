"""Paired AUC replicates with scikit-learn on 100,000 rows, seconds each. Argument: how many."""
import sys
import time

import numpy
from sklearn.metrics import roc_auc_score

rows = 100_000
random = numpy.random.default_rng(1)
labels = (random.random(rows) < 0.3).astype(int)
hard = random.random(rows)
candidate = 0.2 * labels + 0.6 * hard + 0.2 * random.random(rows)
champion = 0.2 * labels + 0.6 * hard + 0.2 * random.random(rows)
start = time.perf_counter()
for _ in range(int(sys.argv[1])):
    drawn = random.integers(0, rows, rows)
    roc_auc_score(labels[drawn], candidate[drawn]) - roc_auc_score(labels[drawn], champion[drawn])
print(f"{(time.perf_counter() - start) / int(sys.argv[1]):.4f}")
