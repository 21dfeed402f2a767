"""What a plane shows of the nets: of a view and its nets, pure. Planes and grounds are kept for all
visitors."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dl_core.experiments.landscape import (
    LATE,
    Course,
    Floats,
    Ground,
    Plane,
    Run,
    Shadow,
    Single,
    averaged,
    candidate_rates,
    diverged,
    frame,
    ground,
    random_walks,
    shadow,
    shares,
)
from kit.lru_cache import LRUCache
from kit.settings import slug
from pages.landscape import training
from pages.landscape.training import Nets
from pages.landscape.view import ENDS, Landscape, plane_of

MOST_PLANES = 48  # that are kept
IN_THE_PLANE = 1e-6  # of the way from the start: an end that is nearer to the plane lies in it
PLANES: LRUCache[tuple[Plane, tuple[float, ...]]] = LRUCache(MOST_PLANES)
GROUNDS: LRUCache[Ground] = LRUCache(MOST_PLANES)


class Lost(NamedTuple):
    """A rule that diverged. how: "higher" (it ended higher than it began), "overflow" (its numbers left
    float32) or "never" (no loss was finite); first, last: its loss at the start and the last finite one."""

    label: str
    rate: float
    how: str
    first: float
    last: float


class Trained(NamedTuple):
    """A rule on the plane. loss (ROWS,): of the net, over all points; mean_loss: of the mean of its last
    weights; projection: what the plane shows of it; share: of its path's variance that the plane holds; walk:
    what a plane made in the same way from random walks holds of its walk; at_edge: whether its rate was
    searched for, and is the largest of those tried."""

    label: str
    rate: float
    loss: Single
    mean_loss: float
    projection: Shadow
    share: float
    walk: float
    at_edge: bool


class Wrong(NamedTuple):
    """The end at which the map is wrong by the largest factor. in_plane: whether all ends lie in the plane;
    drawn: the loss where the map draws this end; true: the net's own."""

    label: str
    drawn: float
    true: float
    factor: float
    in_plane: bool


class Shown(NamedTuple):
    """A plane and what it shows. kind: of PLANES; of: the place of the rule whose path or end makes it;
    weights: numbers of a net; ground: the loss on a grid; axes (2,): shares of the variance of all paths
    along each axis; share, walk: as of a rule, of all paths together."""

    kind: str
    of: int
    weights: int
    rules: tuple[Trained, ...]
    ground: Ground
    axes: Floats
    share: float
    walk: float
    wrong: Wrong


class Seen(NamedTuple):
    """All that a view shows. rules: how many were chosen; average_last: the share of the steps whose weights
    are averaged; shown: None where too few rules are left for a plane of this kind; lost: those that
    diverged."""

    rules: int
    kind: str
    average_last: float
    lost: tuple[Lost, ...]
    shown: Shown | None


class InTraining(NamedTuple):
    """How many of how many rules are trained."""

    done: int
    rules: int


def facts(view: Landscape) -> Seen:
    """The plane that is asked for, of nets that are there at once."""
    return seen(view, training.nets(view))


def joined(view: Landscape, nets: Nets, under_way: bool) -> Seen | InTraining:
    """The same of nets that are trained one after the other; how far that is, until all are."""
    return seen(view, nets) if nets.complete else InTraining(nets.done, len(nets.runs))


def seen(view: Landscape, nets: Nets) -> Seen:
    """The plane of a view, and what it shows of nets that are all trained: of those that did not diverge."""
    runs = [run for run in nets.runs if run is not None]
    lost = tuple(_lost(run) for run in runs if diverged(run))
    here = [run for run in runs if not diverged(run)]
    few = len(here) < (ENDS if view["plane"] == "ends" else 1)
    shown = None if few or nets.course is None else _shown(view, nets.course, here)
    return Seen(len(runs), view["plane"], view["average_last"], lost, shown)


def _lost(run: Run) -> Lost:
    finite = np.flatnonzero(np.isfinite(run.loss))
    kept = bool(np.isfinite(run.path).all() and np.isfinite(run.loss[-1]))
    how = "higher" if kept else "overflow" if finite.size else "never"
    last = float(run.loss[finite[-1]]) if finite.size else float("nan")
    return Lost(run.optimizer.label, float(run.optimizer.lr), how, float(run.loss[0]), last)


def _shown(view: Landscape, course: Course, trained: Sequence[Run]) -> Shown:
    last, choice = view["average_last"], view.choice
    runs = [run if last == LATE else averaged(run, course, last) for run in trained]
    of = next((i for i, run in enumerate(runs) if slug(run.optimizer) == choice.of), 0)
    paths, named = [run.path for run in runs], (tuple(view.cases()), choice)

    def made() -> tuple[Plane, tuple[float, ...]]:
        """The plane, and what the same kind of plane of random walks holds of these: of all together, and of
        each."""
        walks = random_walks(paths, int(view["seed"]))
        walked = plane_of(choice, walks, of)
        return plane_of(choice, paths, of), tuple(
            float(shares(walked, points).sum()) for points in (np.concatenate(walks), *walks)
        )

    plane, (walk, *walks) = PLANES.made(named, made)
    projections = [shadow(plane, run, course) for run in runs]
    low, high = frame(plane, projections)
    # another mean seldom needs another ground
    map_ = GROUNDS.made((named, *low, *high), lambda: ground(plane, low, high, course))
    rules = tuple(_trained(view, plane, *one) for one in zip(runs, projections, walks, strict=True))
    axes = shares(plane, np.concatenate(paths))
    return Shown(choice.kind, of, paths[0].shape[1], rules, map_, axes, float(axes.sum()), walk, wrong(rules))


def _trained(view: Landscape, plane: Plane, run: Run, projection: Shadow, walk: float) -> Trained:
    rate, share = float(run.optimizer.lr), float(shares(plane, run.path).sum())
    at_edge = view["rates"] == "tuned" and rate == candidate_rates(type(run.optimizer))[-1]
    return Trained(run.optimizer.label, rate, run.loss, run.mean_loss, projection, share, walk, at_edge)


def wrong(rules: Sequence[Trained]) -> Wrong:
    """Where the map is furthest from the truth at an end: by the largest factor, infinite if one of the two
    losses is 0."""

    def factor(one: Trained) -> float:
        drawn, true = float(one.projection.loss[-1]), float(one.loss[-1])
        return max(drawn / true, true / drawn) if min(drawn, true) > 0 else np.inf

    worst = max(rules, key=factor)
    inside = all(
        one.projection.away[-1] < IN_THE_PLANE * max(one.projection.moved[-1], 1e-12) for one in rules
    )
    return Wrong(worst.label, float(worst.projection.loss[-1]), float(worst.loss[-1]), factor(worst), inside)
