"""What is computed for each part but the training: of a view and of the nets of the first seed, pure."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments import uncertainty
from dl_core.experiments.coadaptation import Alike, Removal, alike, correlations, profile, removals
from dl_core.experiments.masking import Received, mask_at, received
from dl_core.experiments.uncertainty import SIGMAS, Mistakes, against_angle, against_noise, unknown
from dl_core.experiments.vote import Votes, reaches, votes
from kit.learning.facts import NoTable, Training, has_no_table
from pages.dropout.view import Dropout

USUAL = 0.2  # ratio at which nets are thinned if B drops nothing
Differences = tuple[Mapping[str, float], Mapping[str, float]]


class Nets(NamedTuple):
    """Of which nets the facts are. differences: of A and of B, `Learning.differences`; epochs: after so many;
    ahead: whether the server trained them when it started; ratio: at which they are thinned; of_b: whether
    that is B's."""

    differences: Differences
    epochs: int
    ahead: bool
    ratio: float
    of_b: bool


class OnlyDigits(NamedTuple):
    """Why there is nothing: the part is of "turned" digits or of "pictures", and the data are others."""

    why: str


class Masked(NamedTuple):
    """The masks of one step. masks: of A and of B, (layers, units) each, true stays; dropped: B's share of
    dropped units; ratio: of what one unit receives with classic and with inverted dropout; apart: how far the
    running mean is from what it receives without a mask; chance: how far chance allows, two standard errors;
    both classic, then inverted."""

    differences: Differences
    step: int
    masks: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    dropped: float
    ratio: float
    received: tuple[Received, Received]
    apart: tuple[float, float]
    chance: tuple[float, float]


class Vote(NamedTuple):
    """A hundred thinned nets of A and of B. first: of how many the mean of probabilities reaches the whole
    net, or None; samples: of the test."""

    nets: Nets
    found: tuple[Votes, Votes]
    first: tuple[int | None, int | None]
    samples: int


class Coadaptation(NamedTuple):
    """layer: whose units are looked at; asked: that was asked for, and may not exist; correlations: (units,
    units) of A and of B, alike: their means; profiles: of all layers; removals: accuracy as units of the
    layer are taken away."""

    nets: Nets
    layer: int
    asked: int
    correlations: tuple[NDArray[np.float64], NDArray[np.float64]]
    alike: tuple[Alike, Alike]
    profiles: tuple[list[Alike], list[Alike]]
    removals: tuple[Removal, Removal]


class Doubt(NamedTuple):
    """angles: of turned digits, of A and of B; noises: of noisy ones."""

    nets: Nets
    angles: tuple[uncertainty.Curves, uncertainty.Curves]
    noises: tuple[uncertainty.Curves, uncertainty.Curves]


class Wrong(NamedTuple):
    """The mistakes of A and of B among the test images (n, 64); both: how many are the same ones."""

    nets: Nets
    found: tuple[Mistakes, Mistakes]
    images: NDArray[np.float32]
    both: int


# --- the mask -----------------------------------------------------------------------------------------------


def mask(view: Dropout) -> Masked:
    """This step's masks, and what a unit receives on average."""
    seed, step, layers, samples, units = (
        int(view[name]) for name in ("seed", "step", "depth", "batch_size", "width")
    )
    a, b = (mask_at(view[f"{which}.dropout"], seed, step, (layers, samples, units)) for which in ("a", "b"))
    ratio = view["b.dropout"] or view["a.dropout"]
    classic, inverted = (received(ratio, form, seed) for form in (False, True))
    both = (classic, inverted)
    (a_apart, b_apart), (a_chance, b_chance) = ([of(one) for one in both] for of in (_apart, _chance))
    return Masked(
        (view.differences("a"), view.differences("b")),
        step,
        (a, b),
        float(1 - b.mean()),
        ratio,
        both,
        (a_apart, b_apart),
        (a_chance, b_chance),
    )


def _apart(one: Received) -> float:
    return float(abs(one.running[-1] - one.whole))


def _chance(one: Received) -> float:
    return float(2 * one.spread / len(one.single) ** 0.5)


# --- nets taken apart ---------------------------------------------------------------------------------------


def nets_of(view: Dropout, training: Training, ahead: bool) -> Nets:
    """Which nets are taken apart: thinned at B's ratio, else at A's, else at the usual one."""
    return Nets(
        training.differences,
        training.done,
        ahead,
        view["b.dropout"] or view["a.dropout"] or USUAL,
        bool(view["b.dropout"]),
    )


def vote(view: Dropout, training: Training, ahead: bool) -> Iterator[Vote]:
    """A hundred thinned nets of each."""
    nets = nets_of(view, training, ahead)
    a, b = (votes(net, nets.ratio, int(view["seed"])) for net in training.first_nets)
    yield Vote(
        nets,
        (a, b),
        (reaches(a.mean, a.whole), reaches(b.mean, b.whole)),
        int(training.first_nets[0].data.test.n),
    )


def coadaptation(view: Dropout, training: Training, ahead: bool) -> Iterator[Coadaptation]:
    """Correlations, and units taken away, one random order after the other."""
    asked, seed = int(view["layer"]), int(view["seed"])
    layer = min(asked, int(view["depth"]))
    a, b = training.first_nets
    found = correlations(a, layer - 1), correlations(b, layer - 1)
    shared = layer, asked, found, (alike(found[0]), alike(found[1])), (profile(a), profile(b))
    for gone in zip(removals(a, layer - 1, seed), removals(b, layer - 1, seed), strict=True):
        yield Coadaptation(nets_of(view, training, ahead), *shared, gone)


def doubt(view: Dropout, training: Training, ahead: bool) -> Iterator[Doubt]:
    """Turned and then noisy digits, point by point."""
    nets, seed = nets_of(view, training, ahead), int(view["seed"])
    a, b = training.first_nets
    none = unknown(SIGMAS)
    for angles in zip(against_angle(a, nets.ratio, seed), against_angle(b, nets.ratio, seed), strict=True):
        yield Doubt(nets, angles, (none, none))
    for noises in zip(against_noise(a, nets.ratio, seed), against_noise(b, nets.ratio, seed), strict=True):
        yield Doubt(nets, angles, noises)


def wrong(view: Dropout, training: Training, ahead: bool) -> Iterator[Wrong]:
    """The digits that each gets wrong."""
    a, b = (uncertainty.wrong(net) for net in training.first_nets)
    both = len(set(a.at.tolist()) & set(b.at.tolist()))
    yield Wrong(nets_of(view, training, ahead), (a, b), training.first_nets[0].data.test.x, both)


def has_no_digits(view: Dropout) -> bool:
    """Whether there is nothing for the parts that are about digits."""
    return has_no_table(view) or view["data"] != "digits"


def no_digits(why: str, view: Dropout) -> NoTable | OnlyDigits:
    """What there is then. why: as of OnlyDigits."""
    return NoTable() if has_no_table(view) else OnlyDigits(why)
