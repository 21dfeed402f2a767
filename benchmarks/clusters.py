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
    ours, theirs = many(points, starts).inertia, scikit_learn(points, starts)
    same = float((np.abs(ours / theirs - 1) < CLOSE).mean())
    print(f"{RUNS} k-means on {len(points):,} × {points.shape[1]}, {CLUSTERS} clusters, the same starts.")
    print(f"  as low as scikit-learn's, but for {CLOSE:g}: {100 * same:.0f} of 100 runs")
    took = raced(
        {
            "ours, all at once": lambda: many(points, starts).inertia,
            "scikit-learn, one by one": lambda: scikit_learn(points, starts),
        }
    )
    for name, (wall, own) in took.items():
        print(f"  {name:<30}{wall:>9.3f} s{own:>9.3f} s of the processor")
    mine, other = took.values()
    print(verdict("Seconds for a hundred", mine[0], MOST))
    print(verdict("Times as fast as scikit-learn", other[0] / mine[0], 1.0, at_least=True))
