"""What river's detectors answer for two fixed streams of errors: writes ../resources/golden/detectors.json (pip install river==0.26.1)."""
import json
import pathlib

import river
from river._river_rust.drift import AdaptiveWindowing
from river.drift import PageHinkley

STREAMS = {
    "classes": (42, [(0.2, 3000), (0.35, 2000), (0.1, 2500), (0.3, 1500), (0.32, 3000)]),
    "sums": (7, [(0.1, 2000), (0.15, 2000), (0.5, 1000), (0.2, 3000)]),
}


def uniform(seed):
    while True:
        seed = (seed * 6364136223846793005 + 1442695040888963407) & ((1 << 64) - 1)
        yield (seed >> 11) * 2.0**-53


def stream(name):
    seed, levels = STREAMS[name]
    random = uniform(seed)
    for level, rows in levels:
        for _ in range(rows):
            yield float(next(random) < level) if name == "classes" else level * (next(random) + next(random))


def adwin(name, delta):
    # The class river.drift.ADWIN starts afresh after an alarm; the window below it goes on, as in the paper.
    window = AdaptiveWindowing(delta=delta, clock=32, max_buckets=5, min_window_length=5, grace_period=10)
    cuts = []
    for i, error in enumerate(stream(name)):
        if window.update(error):
            cuts.append([i, int(window.get_width())])
    return {
        "stream": name,
        "delta": delta,
        "cuts": cuts,
        "length": int(window.get_width()),
        "total": window.get_total(),
        "squares": window.get_variance(),
    }


def page_hinkley(name, threshold):
    detector = PageHinkley(threshold=threshold, mode="up")
    alarms = []
    for i, error in enumerate(stream(name)):
        detector.update(error)
        if detector.drift_detected:
            alarms.append(i)
    return {"stream": name, "threshold": threshold, "alarms": alarms}


answers = {
    "streams": {name: {"seed": seed, "levels": levels} for name, (seed, levels) in STREAMS.items()},
    "adwin": [adwin(name, delta) for name in STREAMS for delta in (0.002, 0.05)],
    "page-hinkley": [page_hinkley(name, threshold) for name in STREAMS for threshold in (50, 10)],
    "river": river.__version__,
}
golden = pathlib.Path(__file__).parent.parent / "resources/golden/detectors.json"
golden.write_text(json.dumps(answers, indent=1) + "\n")
