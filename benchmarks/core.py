"""`python -m benchmarks core`: 1,000 steps of Adam with everything kept, on every surface, ours against C,
optax, NumPy and PyTorch."""

import time
from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

import jax
import numpy as np

from benchmarks.by_hand import BY_HAND
from benchmarks.contestants import CLoop, Direct, FloatLoop, NumPyLoop, Optax, Ours, Torch
from benchmarks.verdict import verdict
from surfaces import SURFACES, Surface

REPETITIONS = {Ours: 31, CLoop: 31, Direct: 31, Optax: 31, NumPyLoop: 5, FloatLoop: 5, Torch: 3}
MOST_OVER_C, MOST_OVER_C_ANYWHERE, LEAST_UNDER_NUMPY = 5.0, 12.0, 50.0
POINTS = 100  # at which the gradients by hand are checked
COLUMNS = (
    "ours ms",
    "direct ms",
    "C ms",
    "ours/C",
    "direct/C",
    "optax/ours",
    "numpy/ours",
    "floats/ours",
    "torch/ours",
)
HEAD = f"{'surface':<20}" + "".join(f"{name:>12}" for name in COLUMNS)


class Row(NamedTuple):
    """Median milliseconds of each contestant on one surface."""

    surface: str
    ours: float
    direct: float
    c: float
    optax: float
    numpy: float
    floats: float
    torch: float

    def __str__(self) -> str:
        times = f"{self.ours:>12.3f}{self.direct:>12.3f}{self.c:>12.3f}"
        ratios = f"{self.ours / self.c:>12.2f}{self.direct / self.c:>12.2f}{self.optax / self.ours:>12.1f}"
        return f"{self.surface:<20}{times}{ratios}" + "".join(
            f"{slow / self.ours:>12.0f}" for slow in (self.numpy, self.floats, self.torch)
        )


def close(one: Any, other: Any, tolerance: float = 1e-6) -> bool:
    """Equal to a relative tolerance (absolute below 1), or both not finite."""
    one, other = np.asarray(one), np.asarray(other)
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        return bool(not np.isfinite(one).all() and not np.isfinite(other).all())
    return bool(np.all(np.abs(one - other) <= tolerance * np.maximum(1, np.abs(other))))


def check_gradients(surface: Surface) -> None:
    """C's and NumPy's value and gradient against jax.grad at random points of the window. Raises
    AssertionError where they differ."""
    x0, x1, y0, y1 = surface.window
    points = np.random.default_rng(0).uniform((x0, y0), (x1, y1), (POINTS, 2))
    values, grads = jax.vmap(jax.value_and_grad(surface))(points)  # type: ignore[arg-type]
    exact = np.column_stack([values, grads])
    in_c = np.stack([CLoop(surface).rows(point, 1)[0, 2:5] for point in points])
    in_numpy = np.array([BY_HAND[type(surface).__name__](surface, *point) for point in points.tolist()])
    for who, found in (("adam.c", in_c), ("by_hand.py", in_numpy)):
        assert close(found, exact, 1e-9), f"{who} is wrong on {surface.label}: {np.abs(found - exact).max()}"


def measure(surface: Surface) -> Row:
    """Every contestant on one surface, turn by turn. Raises AssertionError if they do not end in the same
    point."""
    check_gradients(surface)
    contestants = {cls: cls(surface) for cls in REPETITIONS}
    ends = {cls: run() for cls, run in contestants.items()}  # compiles; not timed
    apart = {cls.__name__: end for cls, end in ends.items() if not close(end, ends[CLoop])}
    assert not apart, f"On {surface.label} C ends in {ends[CLoop]}, but {apart}"
    times: dict[type, list[float]] = {cls: [] for cls in contestants}
    for turn in range(max(REPETITIONS.values())):
        for cls, run in contestants.items():
            if turn < REPETITIONS[cls]:
                before = time.perf_counter()
                run()
                times[cls].append(1e3 * (time.perf_counter() - before))
    return Row(
        surface.label,
        *(median(times[cls]) for cls in (Ours, Direct, CLoop, Optax, NumPyLoop, FloatLoop, Torch)),
    )


def judge(rows: Sequence[Row]) -> list[str]:
    """The medians over surfaces, and each target with what was reached."""
    over_c = [row.ours / row.c for row in rows]
    worst = max(rows, key=lambda row: row.ours / row.c)
    numpys = [row.numpy / row.ours for row in rows]
    return [
        str(Row("median", *(median(row[i] for row in rows) for i in range(1, len(rows[0]))))),
        "",
        f"Medians of ratios: ours/C {median(over_c):.2f}, direct/C "
        f"{median(row.direct / row.c for row in rows):.2f}, "
        f"optax/ours {median(row.optax / row.ours for row in rows):.1f}, numpy/ours {median(numpys):.0f}, "
        f"floats/ours {median(row.floats / row.ours for row in rows):.0f}, "
        f"torch/ours {median(row.torch / row.ours for row in rows):.0f}.",
        verdict("At most 5 times the C loop in the median over surfaces", median(over_c), MOST_OVER_C),
        verdict(
            f"No surface over 12 times the C loop; the worst is {worst.surface}",
            max(over_c),
            MOST_OVER_C_ANYWHERE,
        ),
        verdict(
            "At least 50 times faster than NumPy in the median over surfaces",
            median(numpys),
            LEAST_UNDER_NUMPY,
            at_least=True,
        )
        + f" Least: {min(numpys):.0f}.",
    ]


def main() -> None:
    """Print the table and the verdicts."""
    known = [cls for cls in SURFACES if cls.__name__ in BY_HAND]
    print(
        f"1,000 steps of Adam (float64, everything kept), medians in ms, {len(known)} surfaces\n\n{HEAD}",
        flush=True,
    )
    rows = []
    for cls in known:
        rows.append(measure(cls()))
        print(rows[-1], flush=True)
    print("\n".join(judge(rows)))
    for cls in SURFACES:
        if cls not in known:
            print(f"{cls.label} was not measured: write it in benchmarks/adam.c and benchmarks/by_hand.py.")
