"""`python -m benchmarks gains`: what dropout gains over twenty seeds, at the end, stopped early, and against
the net without it stopped early: the figures that the page on dropout names."""

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.compare import SEEDS, TEST, compare
from dl_core.intervals import interval
from pages.dropout.presets import PRESETS
from pages.dropout.view import Dropout
from ui.live import WORK

TIMES = 4  # five seeds each
NAMES = ("Wrong labels, honestly", "Clean labels: a hundredth", "Half, in two layers")
COLUMNS = ("at the end", "both stopped early", "end against stopped early")


def gains(view: Dropout) -> NDArray[np.float64]:
    """Test accuracy of B minus A, seed by seed: (3, seeds), in the order of COLUMNS."""
    found = []
    for seed in range(0, TIMES * SEEDS, SEEDS):
        *_, (a, b) = compare(view.pair(), seed, int(view["epochs"]), lambda: WORK)
        ends = [one.accuracy[:, -1, TEST] for one in (a, b)]
        found.append([ends[1] - ends[0], b.stopped - a.stopped, ends[1] - a.stopped])
    return np.concatenate(found, axis=1).astype(float)


def main() -> None:
    """Print the table."""
    print(f"{TIMES * SEEDS} seeds, paired, 95 % intervals")
    print(f"{'preset':<28}" + "".join(f"{name:>28}" for name in COLUMNS))
    for name in NAMES:
        found = ("{:.3f} [{:.3f}, {:.3f}]".format(*interval(one)) for one in gains(PRESETS[name].view))
        print(f"{name:<28}" + "".join(f"{one:>28}" for one in found), flush=True)
