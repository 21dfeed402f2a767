"""The charts of a network's landscape: the loss on a plane with the paths' projections, and everything that says how far to trust it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.landscape import EVERY, ROWS, STEPS, Ground, Plane, Run, Shadow, shares
from dl_core.numerals import percent
from figures.charts import Spec, axis, chart, dots, heat, line, spans
from figures.theme import CONTOURS, GROUND, colour, marker

LEVELS = 12  # lines of equal loss, at most
TURN = 10  # kept points between two markers on a path
AT = np.arange(ROWS) * EVERY


def _percent(share: float) -> str:
    return percent(share, 0 if share >= 0.1 else 1)


def _frame(label: str, places: NDArray[np.float64]) -> Spec:
    half = (places[1] - places[0]) / 2  # the outer cells' own halves: each cell's middle is where its loss was taken
    return axis(label, float(places[0] - half), float(places[-1] + half))


def _path(run: Run, seen: Shadow) -> list[Spec]:
    label = run.optimizer.label
    ink, sign = colour(label), marker(label)
    x, y = seen.place.T
    ends = np.flatnonzero(np.isfinite(x))[-1:]
    return [
        line(x, y, ink, label), dots(x[::TURN], y[::TURN], ink, marker=sign, size=3), dots(x[ends], y[ends], ink, marker=sign, size=6),
        dots(seen.mean[:1], seen.mean[1:], "", size=6.5), dots(seen.mean[:1], seen.mean[1:], ink, size=4),
    ]  # fmt: skip


def _levels(low: float, high: float) -> list[float]:
    """Round numbers between the two, evenly spaced, at most LEVELS."""
    step = next((step for step in (0.05, 0.1, 0.2, 0.5, 1.0, 2.0) if high - low <= LEVELS * step), (high - low) / LEVELS)
    return [float(f"{k * step:.6g}") for k in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)] if step else []


def landscape(plane: Plane, found: Ground, runs: Sequence[Run], shadows: Sequence[Shadow]) -> Spec:
    """The map: log₁₀ loss on the plane, on it the projected paths, the start, the ends, and the means of the late iterates (ringed)."""
    with np.errstate(divide="ignore"):
        z = np.log10(found.loss.astype(float))
    some = z[np.isfinite(z)]
    low, high = (float(some.min()), float(some.max())) if some.size else (0.0, 1.0)
    quiet = {mode: [shade for _, shade in stops] for mode, stops in GROUND.items()}
    marks = [{**heat(z, "log₁₀ loss", low, high), "stops": quiet, "levels": _levels(low, high), "ink": CONTOURS}]
    for run, seen in zip(runs, shadows, strict=True):
        marks += _path(run, seen)
    start = shadows[0].place[0]
    marks.append(dots(start[:1], start[1:], "", marker="diamond", size=7))
    word = "random direction" if plane.reach else "direction"
    held = [_percent(share) for share in shares(plane, np.concatenate([run.path for run in runs]))]
    about = (
        f"The true loss of the nets in this plane. The paths are projections: their own losses are in the next chart. Large markers: ends after {STEPS} steps; "
        "ringed circles: means of the late iterates; diamond: the start. In the axes: the share of the paths' variance. Axes have scales of their own."
    )
    x, y = (_frame(f"{word} {i + 1} ({held[i]})", places) for i, places in enumerate((found.x, found.y)))
    return chart("landscape", "log₁₀ loss on a plane; ringed: late means", about, x, y, marks, tall=True)


def losses(runs: Sequence[Run], shadows: Sequence[Shadow]) -> Spec:
    """True losses beside those of the projections."""
    marks = []
    for run, seen in zip(runs, shadows, strict=True):
        label = run.optimizer.label
        ink = colour(label)
        marks += [line(AT, seen.loss, ink, dashed=True), line(AT, run.loss, ink, label)]
        marks += [dots([STEPS], [run.mean_loss], "", size=5.5), dots([STEPS], [run.mean_loss], ink, size=3.5)]
    about = (
        "Solid: the loss of the net. Dashed: the loss of its projection, where the map draws it. Where they differ, the map does not show where the net is. "
        "Ringed: the mean of the late iterates, its true loss."
    )
    return chart("true", "Loss: net solid, its projection dashed", about, axis("steps", 0, STEPS + 12, whole=True), axis("loss", log=True), marks)


def distances(runs: Sequence[Run], shadows: Sequence[Shadow]) -> Spec:
    """How far each path is from the plane, beside how far it is from its start."""
    marks = []
    for run, seen in zip(runs, shadows, strict=True):
        label = run.optimizer.label
        ink = colour(label)
        marks += [line(AT, seen.moved, ink, dashed=True, faint=True), line(AT, seen.away, ink, label)]
    about = "Solid: from the net to the nearest point of the plane. Dashed: from the net to the start. Euclidean, over all weights and biases."
    return chart("away", "Distance: to plane solid, start dashed", about, axis("steps", 0, STEPS + 12, whole=True), axis("distance", 0), marks)


def held(plane: Plane, runs: Sequence[Run], walks: Sequence[float]) -> Spec:
    """The share of the variance that the plane holds, of all paths together and of each. walks: what the same kind of plane, made from random walks, holds of
    these, in the same order."""
    rows = [("all", "", np.concatenate([run.path for run in runs]))] + [(run.optimizer.label, colour(run.optimizer.label), run.path) for run in runs]
    found = [(label, ink, float(shares(plane, points).sum()), walk) for (label, ink, points), walk in zip(rows, walks, strict=True)]
    drawn, names = [], []
    for label, ink, share, walk in found:
        drawn.append(("", ink, 0.0, share, share))
        beyond = max(share, walk + 0.01 if walk > share else share)  # the name stands beyond the bar and the diamond
        names.append((label, ink, beyond, share, beyond))
    about = (
        f"Of {runs[0].path.shape[1]} weights and biases; variance around the mean of all points, or of the path's own. Diamonds: random walks of the same step "
        "lengths, in a plane made from them in the same way. A large share does not say that training is two-dimensional."
    )
    x, y = axis("share of variance", -0.03, 1.35, until=1.0), axis("", 0, len(drawn), bare=True)
    heights, walked = np.arange(len(drawn))[::-1] + 0.5, [walk for *_, walk in found]
    return chart(
        "held", "Variance in the plane (◆ random walks)", about, x, y, [spans(drawn), spans(names), dots(walked, heights, "", marker="diamond", size=3.6)]
    )


def charts(plane: Plane, found: Ground, runs: Sequence[Run], shadows: Sequence[Shadow], walks: Sequence[float]) -> list[Spec]:
    """All of them."""
    return [landscape(plane, found, runs, shadows), losses(runs, shadows), distances(runs, shadows), held(plane, runs, walks)]
