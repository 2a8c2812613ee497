"""Seconds of Evidently's drift preset on two Parquet files, from tables in memory. Arguments: folder, turns."""
import sys
import time

import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset

folder, turns = sys.argv[1], int(sys.argv[2])
reference = pd.read_parquet(f"{folder}/reference.parquet")
current = pd.read_parquet(f"{folder}/current.parquet")
seconds, processors = [], []
for _ in range(turns):
    start, before = time.perf_counter(), time.process_time()
    Report([DataDriftPreset()]).run(current, reference)
    seconds.append(time.perf_counter() - start)
    processors.append(time.process_time() - before)
seconds.sort()
processors.sort()
print(f"evidently: median {seconds[turns // 2]:.3f} s (processors {processors[turns // 2]:.3f} s), from {seconds[0]:.3f} to {seconds[-1]:.3f} s")
