"""`python -m benchmarks clusters`: a hundred k-means on the digits from given starts, ours all at once
against scikit-learn's one by one."""

import time
from collections.abc import Callable
from statistics import median

import numpy as np
from sklearn.cluster import KMeans

from benchmarks.verdict import verdict
from dl_core.digits import load
from dl_core.experiments.cluster_runs import STARTS, many
from dl_core.experiments.clusters import LONGEST, Floats

RUNS, CLUSTERS, REPEATS = 100, 10, 5
SOME = 10  # of the starts, for scikit-learn
MOST = 0.3  # seconds, of the wall
CLOSE = (
    1e-3  # of the inertia of one run: where ours compares distances in float32, a tie may go the other way
)


def scikit_learn(points: Floats, starts: Floats) -> np.ndarray:
    """The inertia of each run (r,)."""
    return np.array(
        [KMeans(len(one), init=one, n_init=1, max_iter=LONGEST, tol=0).fit(points).inertia_ for one in starts]
    )


def raced(contestants: dict[str, Callable[[], np.ndarray]]) -> dict[str, tuple[float, float]]:
    """Seconds of the wall and of the processor of each, medians of REPEATS turns."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in contestants}
    for _turn in range(REPEATS):
        for name, run in contestants.items():
            wall, own = time.perf_counter(), time.process_time()
            run()
            times[name].append((time.perf_counter() - wall, time.process_time() - own))
    return {
        name: (median(one[0] for one in took), median(one[1] for one in took)) for name, took in times.items()
    }


def main() -> None:
    """Print the times and the verdicts."""
    points = load()[0]
    starts = STARTS["points"](points, CLUSTERS, RUNS, np.random.default_rng(0))
    some = starts[:SOME]
    ours, theirs = many(points, some).inertia, scikit_learn(points, some)
    same = int((np.abs(ours / theirs - 1) < CLOSE).sum())
    print(f"k-means on {len(points):,} × {points.shape[1]}, {CLUSTERS} clusters, from the same starts.")
    print(f"  with scikit-learn's inertia, but for {CLOSE:g}: {same} of {SOME} runs")
    took = raced(
        {
            f"ours, {RUNS} at once": lambda: many(points, starts).inertia,
            f"scikit-learn, {SOME} one by one": lambda: scikit_learn(points, some),
        }
    )
    for name, (wall, own) in took.items():
        print(f"  {name:<30}{wall:>9.3f} s{own:>9.3f} s of the processor")
    (wall, own), (_wall, other) = took.values()
    print(verdict(f"Seconds for {RUNS}", wall, MOST))
    said = "Times as fast as scikit-learn, by the processor's time of a run"
    print(verdict(said, (other / SOME) / (own / RUNS), 1.0, at_least=True))
