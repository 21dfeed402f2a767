"""What is computed for the parts but the training: of a view, pure."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments import averaging as averages
from dl_core.experiments import bias_variance as bv
from dl_core.experiments import choosing as choices
from dl_core.intervals import t_of
from kit.kept import Shelf
from kit.page import Progress
from pages.regularization.view import Regularization

Floats = NDArray[np.float64]
DRAWN = 20  # fits of all
BATCH = 100  # images of a batch
LINES = range(9)  # degrees in the plane of bias² and variance


class Best(NamedTuple):
    """The best of the first k candidates, k = 1…n, chosen on one set: what is claimed, what is true, and the
    difference, means over the draws (n,) each; low, high: the middle 90 % of the difference (n,)."""

    claim: Floats
    truth: Floats
    optimism: Floats
    low: Floats
    high: Floats


class Choice(NamedTuple):
    """Nets of which the best is chosen. candidates: all; done: how many have learned; test, validation:
    chosen on which; division (3, done): accuracy of each on one small test and one small validation set, and
    in truth; by_chance (done,): the closed form for equally good candidates, None if these are not so; share:
    of the work."""

    candidates: int
    done: int
    test: Best
    validation: Best
    division: Floats
    by_chance: Floats | None
    share: float


class Polynomials(NamedTuple):
    """Polynomials of one degree and ridge among many. parts: theirs, exact; fits (DRAWN, 200) on bv.GRID,
    mean (200,) of all; points (n,), targets (n,): the first training set; rows: of other degrees, ridges,
    numbers of points; matched: the best degree for each number of points; wide: degrees up to more
    coefficients than points; lines (degrees, 2), more (numbers, 2): bias² and variance; waves: of sines."""

    degree: int
    ridge: float
    parts: bv.Parts
    fits: Floats
    mean: Floats
    points: Floats
    targets: Floats
    rows: bv.Polynomials
    matched: list[bv.Parts]
    wide: list[bv.Parts]
    lines: Floats
    more: Floats
    waves: bv.Parts


class Family(NamedTuple):
    """Nets of one kind, each trained on images of its own. bias2, variance, brier: estimate and half of its
    95 % interval."""

    label: str
    bias2: tuple[float, float]
    variance: tuple[float, float]
    brier: tuple[float, float]


class Nets(NamedTuple):
    """The families whose nets are all there, by their places among all; share: of the work."""

    families: dict[int, Family]
    share: float


class Counts(NamedTuple):
    """Of the mean of the first M nets' probabilities, M = 1…n: accuracy, its worst and best order, Brier
    score over the orders, and what that is expected to be, (n,) each."""

    accuracy: Floats
    worst: Floats
    best: Floats
    brier: Floats
    expected: Floats


class Averaging(NamedTuple):
    """Nets beside each other at some epochs (looks,): accuracy of each (nets, looks), of the mean of each
    one's late weights, mean over nets, of the mean of all probabilities, and of all weights, (looks,) each;
    now, stopped: counted nets; mixed (n,): accuracy of the mean of M nets' weights, empty as long as there is
    none; share: of the work."""

    epochs: Floats
    single: Floats
    late: Floats
    together: Floats
    weights: Floats
    now: Counts
    stopped: Counts
    mixed: Floats
    share: float


def progress(facts: Choice | Nets | Averaging | Polynomials) -> Progress | None:
    """In hundredths."""
    return None if isinstance(facts, Polynomials) else Progress(round(100 * facts.share), 100)


# --- choosing on the test set -------------------------------------------------------------------------------


def choosing(view: Regularization) -> Iterator[Choice]:
    """The nets, two after two."""
    seed = int(view["seed"])
    return (choice(found, seed) for found in choices.choosing(view["variant"], seed))


def choice(found: choices.Choosing, seed: int) -> Choice:
    """What choosing among the nets so far claims."""
    test, validation = (_best(one) for one in choices.chosen(found.right, seed))
    done = len(found.right)
    # else the candidates are not equally good
    same = len({(one.lr, one.l2) for one in found.candidates}) == 1
    chance = choices.by_chance(done, float(found.right.mean())) if same and done else None
    return Choice(
        len(found.candidates),
        done,
        test,
        validation,
        choices.shares(found.right, seed, draws=1)[:, 0],
        chance,
        found.share,
    )


def _best(one: choices.Chosen) -> Best:
    return Best(one.claim.mean(axis=0), one.truth.mean(axis=0), one.optimism.mean(axis=0), *one.band())


# --- bias and variance --------------------------------------------------------------------------------------


def bias_and_variance(view: Regularization) -> Polynomials:
    """Of polynomials: 200 training sets, each fitted by every model."""
    seed, degree, ridge = int(view["seed"]), int(view["degree"]), view["ridge"]
    return polynomials(degree, ridge, seed, _measured(seed))


@lru_cache(maxsize=32)
def _measured(seed: int) -> bv.Polynomials:
    *_begun, last = bv.polynomials(seed)
    return last


def polynomials(degree: int, ridge: float, seed: int, rows: bv.Polynomials) -> Polynomials:
    """One degree and ridge among the models that are measured."""
    found, targets = bv.fits(degree, ridge, seed), bv.sets(bv.POINTS, bv.SIGMA, seed)[0]
    matched = [parts for _degree, parts in bv.matched()]
    lines = np.array([bv.exact(bv.POINTS, one) for one in LINES])
    return Polynomials(
        degree,
        ridge,
        bv.exact(bv.POINTS, degree, ridge),
        found[:DRAWN],
        found.mean(axis=0),
        bv.middles(bv.POINTS),
        targets,
        rows,
        matched,
        bv.wide(),
        lines,
        np.array(matched),
        bv.exact(bv.POINTS, 1, basis=bv.waves),
    )


def is_polynomial(view: Regularization) -> bool:
    """Whether there is nothing to train."""
    return bool(view["model"] == "poly")


def nets(view: Regularization) -> Iterator[Nets]:
    """Of nets, family by family."""
    return (families(found) for found in bv.nets(int(view["seed"])))


def families(found: bv.Nets) -> Nets:
    """Bias², variance and their sum for each family whose nets are all there: the interval is for all of
    them."""
    rows, reach = {}, t_of(bv.RUNS)
    for place, family in enumerate(bv.FAMILIES):
        parts, errors = found.parts(family.name), found.errors(family.name)
        if parts is None or errors is None or len(found.found[family.name]) < bv.RUNS:
            continue
        scores = found.brier(family.name)
        error = float(scores.std(ddof=1)) / len(scores) ** 0.5
        both = ((parts.bias2, reach * errors.bias2), (parts.variance, reach * errors.variance))
        rows[place] = Family(family.label, *both, (float(scores.mean()), reach * error))
    return Nets(rows, found.share)


# --- averaging nets -----------------------------------------------------------------------------------------


def averaging(view: Regularization) -> Iterator[Averaging]:
    """The nets, look by look."""
    seed = int(view["seed"])
    return (averaged(found, seed) for found in averages.averaging(seed))


def averaged(found: averages.Averaging, seed: int) -> Averaging:
    """What averaging the nets so far gives."""
    looks = np.arange(found.single.shape[1]) * averages.EVERY * BATCH / averages.TRAINING
    now, stopped = (_counts(given, found.y, seed) for given in (found.now, found.stopped))
    mixed = found.mixed.mean(axis=0) if len(found.mixed) else np.zeros(0)
    return Averaging(
        looks,
        found.single,
        found.late.mean(axis=0),
        found.together,
        found.weights,
        now,
        stopped,
        mixed,
        found.share,
    )


def _counts(given: Floats, y: NDArray[np.int32], seed: int) -> Counts:
    found = averages.ensembles(given, y, seed)
    accuracy = found.accuracy
    means = accuracy.mean(axis=0), accuracy.min(axis=0), accuracy.max(axis=0), found.brier.mean(axis=0)
    return Counts(*means, averages.expected_brier(given, y))


# --- where the nets of these parts lead ---------------------------------------------------------------------

SHELF = Shelf(
    Path(__file__).parent / "kept.npz",
    {"choose": Choice, "biasvar": Nets, "average": Averaging},
    {
        "choose": (Regularization(), Regularization({"variant": "seeds"})),
        "biasvar": (Regularization({"model": "nets"}),),
        "average": (Regularization(),),
    },
)
