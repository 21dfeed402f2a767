"""What is computed for each part: of a view, pure."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.activations import Activation
from dl_core.digits import MOST, TEST, digits
from dl_core.experiments import batchnorm, meanfield, schemes, symmetry
from dl_core.experiments.batchnorm import SIZES, OneLayer, Sixteen, Trained
from dl_core.experiments.meanfield import edge_of_chaos, fixed_point, slope_factor
from dl_core.experiments.schemes import Comparison
from dl_core.experiments.signal import Net, Signal, follow, whole
from dl_core.experiments.variance import DEPTH, SCALES, signal
from dl_core.initializers import KEPT, Initializer, initializer
from kit.kept import Shelf, of_examples
from kit.page import Progress
from pages.init.presets import PRESETS
from pages.init.view import MOST_KEPT, MOST_WORK, Init

INSTANT = (
    3e9  # multiplications and additions that are done before the picture; more of them show how far they are
)
DRAWN, TURNED = 500, 12
RANDOM = "xavier"  # beside it the part on symmetry shows the units that start alike
Floats = NDArray[np.floating]
_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())


# --- histograms, and what they hide -------------------------------------------------------------------------


class Followed(NamedTuple):
    """One net of the comparison: the scheme's name and label, and what became of its signal."""

    name: str
    label: str
    signal: Signal


class Nets(NamedTuple):
    """The nets that are done, of those asked for; the share of all work that is done; of which numbers there
    are histograms, and their frame."""

    done: tuple[Followed, ...]
    share: float
    kinds: tuple[str, ...]
    frame: str


class TooLarge(NamedTuple):
    """A net that is not computed; fits: how many layers of its width would be, below 2: none."""

    depth: int
    width: int
    samples: int
    fits: int


def kinds_of(view: Init) -> tuple[str, ...]:
    """Of which numbers the part at hand needs histograms."""
    return tuple(view["kinds"]) if "kinds" in view.known else ("grad",)


def net(view: Init, scheme: Initializer) -> Net:
    """One net of the comparison."""
    depth, width, samples, seed = (int(view[name]) for name in ("depth", "width", "samples", "seed"))
    return Net(
        scheme.name, view.activation.name, depth, width, samples, view["scale"], bool(view["batchnorm"]), seed
    )


def too_large(view: Init) -> TooLarge | None:
    """What would take too long or too much memory, or None."""
    depth, width, samples = (int(view[name]) for name in ("depth", "width", "samples"))
    kept = 2 if "grad" in kinds_of(view) else 1
    fits = int(min(MOST_WORK / (width * width * samples), MOST_KEPT / (kept * width * samples)))
    return None if depth <= fits else TooLarge(depth, width, samples, fits)


def work(view: Init) -> float:
    """Multiplications and additions of all nets, drawing their weights included: a number of a normal matrix
    is worth DRAWN of them, one of an orthogonal matrix TURNED times its width."""
    depth, width, samples = (int(view[name]) for name in ("depth", "width", "samples"))
    passes = 3 if "grad" in kinds_of(view) else 1
    drawn = [TURNED * width if one.shape == "orthogonal" else DRAWN for one in view.schemes]
    return sum(
        depth * width * width * (passes * samples + (0 if width * width <= KEPT else one)) for one in drawn
    )


def is_instant(view: Init) -> bool:
    """Whether all nets are followed before anybody would wait, or none is."""
    return work(view) <= INSTANT or too_large(view) is not None


def _frame(view: Init) -> str:
    return str(view["frame"]) if "frame" in view.known else "whole"


def nets(view: Init) -> Nets | TooLarge:
    """All nets of a view, side by side."""
    if found := too_large(view):
        return found

    def one(scheme: Initializer) -> Followed:
        return Followed(
            scheme.name,
            scheme.label,
            whole(follow(net(view, scheme), view.activation.steepest, kinds_of(view), _frame(view))),
        )

    return Nets(tuple(_SIDE_BY_SIDE.map(one, view.schemes)), 1.0, kinds_of(view), _frame(view))


def nets_one_by_one(view: Init) -> Iterator[Nets]:
    """The nets of a view one after the other, layer by layer."""
    done: tuple[Followed, ...] = ()
    kinds, frame = kinds_of(view), _frame(view)
    yield Nets(done, 0.0, kinds, frame)
    for scheme in view.schemes:
        following = follow(net(view, scheme), view.activation.steepest, kinds, frame)
        try:
            while True:
                yield Nets(done, (len(done) + next(following)) / len(view.schemes), kinds, frame)
        except StopIteration as end:
            done = (*done, Followed(scheme.name, scheme.label, end.value))
        yield Nets(done, len(done) / len(view.schemes), kinds, frame)


# --- weight scale × depth -----------------------------------------------------------------------------------


class Scales(NamedTuple):
    """One direction, seen at one scale and depth. measured, theory: RMS (scales, DEPTH); own, own_theory: at
    the scale looked at (DEPTH,); spread: the standard deviation of the activations there, None on the way
    back. forward: RMS of the activations there, which the way back rests on. edge: of chaos, or None;
    settled: the variance at which lengths settle, 0 or inf if they do not; factor: on squared gradients
    there."""

    activation: Activation
    backward: bool
    scale: float
    depth: int
    measured: Floats
    theory: Floats
    own: Floats
    own_theory: Floats
    spread: Floats | None
    forward: Floats
    edge: float | None
    settled: float
    factor: float


maps = lru_cache(maxsize=32)(signal)
# apart: a slider must not push the maps out
_one = lru_cache(maxsize=32)(lambda name, seed, scale: signal(name, seed, (scale,)))
_theory = lru_cache(maxsize=32)(lambda activation: meanfield.theory(activation, SCALES.astype(float), DEPTH))


def scales(view: Init) -> Scales:
    """The size of a signal over weight scale and depth, measured and by mean-field theory."""
    one, seed, scale, depth, backward = (
        view.activation,
        int(view["seed"]),
        float(view["scale"]),
        int(view["depth"]),
        view["direction"] == "backward",
    )
    own = _one(one.name, seed, scale)

    def way(both: Any) -> Floats:
        return both.backward if backward else both.forward

    settled = fixed_point(one, scale)
    return Scales(
        one,
        backward,
        scale,
        depth,
        way(maps(one.name, seed)),
        way(_theory(one)),
        way(own)[0],
        way(meanfield.theory(one, [scale], DEPTH))[0],
        None if backward else own.spread[0],
        own.forward[0],
        edge_of_chaos(one),
        settled,
        slope_factor(one, scale, settled),
    )


# --- symmetry -----------------------------------------------------------------------------------------------


class Alike(NamedTuple):
    """A small net whose units start by one scheme, and beside it one that starts from RANDOM (the same, if
    that is the scheme); the step looked at."""

    scheme: str
    activation: Activation
    step: int
    asked: symmetry.Run
    random: symmetry.Run


def alike(view: Init) -> Alike:
    """Both nets, all steps of their training."""
    name, one, seed = view["same"], view.activation, int(view["seed"])
    asked, random = (symmetry.run(scheme, one.name, seed) for scheme in (name, RANDOM))
    return Alike(name, one, int(view["step"]), asked, random)


# --- does it train? -----------------------------------------------------------------------------------------


class Training(NamedTuple):
    """The schemes that are compared, by name, and how far their nets have come."""

    schemes: tuple[str, ...]
    found: Comparison


def labels(names: Sequence[str]) -> list[str]:
    """Of schemes."""
    return [initializer(name).label for name in names]


def training(view: Init) -> Iterator[Training]:
    """The chosen schemes, SEEDS nets each, point by point."""
    names = [one.name for one in view.schemes]
    for found in schemes.compare(
        names, view.activation.name, view["scale"], bool(view["batchnorm"]), int(view["seed"])
    ):
        yield Training(tuple(names), found)


def trained(found: Training) -> Progress | None:
    """Updates."""
    return Progress(found.found.step, schemes.UPDATES) if found.schemes else None


# --- batch norm ---------------------------------------------------------------------------------------------


class Layer(NamedTuple):
    """One layer of batch norm on one batch, with its gain γ and shift β."""

    found: OneLayer
    gain: float
    shift: float


class Later(NamedTuple):
    """A trained net at test time. right: test accuracy in batches of each of SIZES; size: of the test batches
    looked at, of `asked` as far as there are images; here: the accuracy in these; one_digit: in ten batches,
    each of one digit."""

    found: Trained
    right: tuple[float, ...]
    asked: int
    size: int
    here: float
    one_digit: float


def one_layer(view: Init) -> Layer:
    """The four equations on one batch, and the way back."""
    gain, shift = view["gamma"], view["beta"]
    return Layer(
        batchnorm.one_layer(int(view["batch"]), view["mean"], view["spread"], gain, shift, int(view["seed"])),
        gain,
        shift,
    )


def sixteen(view: Init) -> Iterator[Sixteen]:
    """32 nets, point by point."""
    return batchnorm.sixteen(view["activation"], int(view["seed"]))


def scaled(found: Sixteen) -> Progress:
    """Points of nets."""
    return Progress(found.done, batchnorm.TOTAL)


def after_training(view: Init) -> Later:
    """Statistics of the test batch against running ones."""
    seed, batch = int(view["seed"]), int(view["batch"])
    found, data, size = batchnorm.trained(view["activation"], seed), digits(MOST, seed), min(batch, TEST)
    right = tuple(batchnorm.in_batches_of(one, found, data) for one in SIZES)
    return Later(
        found,
        right,
        batch,
        size,
        batchnorm.in_batches_of(size, found, data),
        batchnorm.one_digit_at_a_time(found, data),
    )


# --- where the nets of the examples lead --------------------------------------------------------------------

SHELF = Shelf(
    Path(__file__).parent / "kept.npz",
    {"train": Training, "scales": Sixteen},
    of_examples(PRESETS, "train", "scales"),
)
