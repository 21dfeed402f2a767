"""What is computed for each part but the training: of a view, pure."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.activations import ACTIVATIONS, Activation, activation
from dl_core.datasets import Task, task
from dl_core.experiments import differences
from dl_core.experiments.backward import RANGE, Layers, broken_layer, layers
from dl_core.experiments.centred import KINDS, Unit, unit
from dl_core.experiments.cost import Cost
from dl_core.experiments.depth import DEEPEST, Trained, trained
from dl_core.experiments.depth import SAMPLES as SAMPLES_OF_PLANE
from dl_core.experiments.differences import STEPS, Errors
from dl_core.experiments.dying import Fate, dying_map, fates
from dl_core.experiments.slices import LOGITS, Slice, slice_of
from kit.kept import Shelf, of_examples
from pages.gradients.presets import PRESETS
from pages.gradients.training import Training
from pages.gradients.view import Gradients

Floats = NDArray[np.floating]
FLAT = 0.05  # a loss that changes by less over the whole range of a weight is a flat line in its chart
DIE = ("relu", "leaky", "elu", "gelu")  # activations whose dead units are compared
SHIFTED = ACTIVATIONS[:3]  # of the unit whose bias shifts its curve
Z = np.linspace(-RANGE, RANGE, 161)
X = np.linspace(-4.0, 4.0, 161)
WRONG = -10.0  # logit of a sample of class 1 that is classified wrongly with confidence
# nets beside each other take half the time: XLA releases the GIL, and shares one small product badly
_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())
v_curves = lru_cache(maxsize=32)(differences.errors)


# --- layer by layer -----------------------------------------------------------------------------------------


class Curve(NamedTuple):
    """An activation f and its slope f′ at x; all (n,)."""

    x: Floats
    f: Floats
    slope: Floats


class Under(NamedTuple):
    """Pre-activations z of one layer, or of all layers: their shares in BINS bins over ±RANGE (BINS,) and the
    share outside; deviation: the standard deviation of all z of a layer; within: that of one unit's z over
    the samples; root mean squares over the layers, if there are several."""

    shares: Floats
    outside: float
    deviation: float
    within: float


class Zero(NamedTuple):
    """Why a gradient is exactly 0. code: "fires" (no unit of the layer fires), "rounds" (float32 rounds every
    slope of the layer to 0), "reached" (no unit fires that the gradient reaches), "small" (float32 has no
    smaller number), or "" (nothing of these)."""

    code: str = ""
    layer: int = 0


class Followed(NamedTuple):
    """One net of the comparison. name: of its activation; layers: its forward and its backward pass; product:
    the slope factors multiplied from the output back to each layer (depth,); ceiling: the largest that it can
    be (depth,); under, curve: the pre-activations looked at and the activation above them.

    broken: where inf or nan began, as `broken_layer` says it, or None; nothing: the layers, from 1, whose
    weights have a gradient of exactly 0; why.
    """

    name: str
    layers: Layers
    product: Floats
    ceiling: Floats
    under: Under
    curve: Curve
    broken: tuple[str, int] | None
    nothing: tuple[int, ...]
    why: Zero


class Passes(NamedTuple):
    """Every net of the comparison. layer: whose histograms there are, 0: of all; asked: the layer that was
    asked for, which may not exist."""

    nets: tuple[Followed, ...]
    layer: int
    asked: int


@cache
def _curve(one: Activation) -> Curve:
    return Curve(Z, *one.curve(Z))


def under(found: Layers, layer: int) -> Under:
    """The pre-activations of a layer, from 1, or of all (0)."""
    rows = slice(None) if layer == 0 else slice(layer - 1, layer)
    deviation, within = (
        float(np.sqrt((sizes[rows].astype(float) ** 2).mean())) for sizes in (found.spread, found.within)
    )
    return Under(found.histogram[rows].mean(axis=0), float(found.outside[rows].mean()), deviation, within)


def _why(one: Activation, found: Layers) -> Zero:
    """Why a gradient is exactly 0 although float32 has smaller numbers: the first layer whose slopes let
    nothing through."""
    fires = one.name == "relu"  # whose slopes are 0 or 1: what does not pass is stopped, not rounded
    if (dead := np.flatnonzero(found.dead == 1)).size:
        return Zero("fires" if fires else "rounds", int(dead[0]) + 1)
    stopped = np.flatnonzero((found.post > 0) & (found.pre == 0)) if fires else dead
    if stopped.size:
        return Zero("reached", int(stopped[0]) + 1)
    return Zero("small" if found.post[-1] > 0 else "")


def followed(one: Activation, found: Layers, layer: int) -> Followed:
    """What is read off the passes of a net. layer: whose pre-activations are looked at."""
    product = np.cumprod(found.slope[::-1].astype(float))[::-1]
    ceiling = one.steepest ** np.arange(len(found.slope), 0.0, -1)
    nothing = tuple((np.flatnonzero(found.weight[:-1] == 0) + 1).tolist())
    return Followed(
        one.name,
        found,
        product,
        ceiling,
        under(found, layer),
        _curve(one),
        broken_layer(found),
        nothing,
        _why(one, found),
    )


def layer_by_layer(view: Gradients) -> Passes:
    """One forward and backward pass of every net, side by side."""
    asked = int(view["layer"])
    layer, points = min(asked, int(view["depth"])), view.task

    def one(of: Activation) -> Followed:
        return followed(
            of, layers(view.weights(of), view.net_config(of), view["loss"], of.steepest, points), layer
        )

    return Passes(tuple(_SIDE_BY_SIDE.map(one, view.activations)), layer, asked)


# --- zero-centred, dying ------------------------------------------------------------------------------------


class Centred(NamedTuple):
    """Two weights on four kinds of inputs, by kind, at one rate."""

    units: dict[str, Unit]
    rate: float


class Dying(NamedTuple):
    """map: dead units and accuracy of ReLU over BIASES × RATES; here: of each activation at the rate and bias
    looked at."""

    map: Fate
    here: dict[str, Fate]
    rate: float
    bias: float


def zero_centred(view: Gradients) -> Centred:
    """Signs and conditioning apart."""
    return Centred({kind: unit(kind, view["step"], int(view["seed"])) for kind in KINDS}, view["step"])


def dying_relu(view: Gradients) -> Dying:
    """Dead units over learning rate and bias."""
    seed, rate, bias = int(view["seed"]), view["dlr"], view["dbias"]
    return Dying(
        dying_map("relu", seed), {name: fates(name, [rate], [bias], seed) for name in DIE}, rate, bias
    )


# --- why a non-linearity, why a loss ------------------------------------------------------------------------


class NonLinear(NamedTuple):
    """A linear net and a ReLU net on the same points. depth: of both; asked: the depth that was asked for;
    shifted: f(w x + b) of some activations, by name: with the bias and without."""

    linear: Trained
    relu: Trained
    data: Task
    depth: int
    asked: int
    shifted: Mapping[str, tuple[Floats, Floats]]


class Losses(NamedTuple):
    """Accuracy and losses along one weight. changes: how often the accuracy changes from one position to the
    next; low, high: its least and largest; flat: whether cross entropy hardly changes; cross, squared: slopes
    of the losses at a logit of WRONG."""

    found: Slice
    changes: int
    low: float
    high: float
    flat: bool
    cross: float
    squared: float


def non_linearity(view: Gradients) -> NonLinear:
    """Both nets, trained, and one unit."""
    asked, seed, w, b = int(view["depth"]), int(view["seed"]), view["w"], view["b"]
    depth = min(asked, DEEPEST)
    linear, relu = (trained(name, view["task"], depth, seed) for name in ("identity", "relu"))
    shifted = {one.name: (one.curve(w * X + b)[0], one.curve(w * X)[0]) for one in SHIFTED}
    return NonLinear(linear, relu, task(view["task"], SAMPLES_OF_PLANE, seed), depth, asked, shifted)


def why_a_loss(view: Gradients) -> Losses:
    """One net, one of its weights moved."""
    found = slice_of(view["task"], int(view["depth"]), int(view["seed"]))
    at = int(np.abs(LOGITS - WRONG).argmin())
    changes, flat = int((np.diff(found.accuracy) != 0).sum()), bool(np.ptp(found.cross) < FLAT)
    low, high = float(found.accuracy.min()), float(found.accuracy.max())
    slopes = float(found.cross_slope[at]), float(found.squared_slope[at])
    return Losses(found, changes, low, high, flat, *slopes)


# --- backpropagation or differences -------------------------------------------------------------------------


class Differences(NamedTuple):
    """The V-shaped curves. best: the h at which central differences in float64 are nearest; off: their
    relative error there; off32: the least in float32."""

    errors: Errors
    best: float
    off: float
    off32: float


def numerical(view: Gradients) -> Differences:
    """Difference quotients against backpropagation."""
    found = v_curves(int(view["seed"]))
    best = int(np.nanargmin(found.central))
    return Differences(
        found, float(STEPS[best]), float(found.central[best]), float(np.nanmin(found.central32))
    )


# --- what exp costs -----------------------------------------------------------------------------------------


class Costs(NamedTuple):
    """Times of all activations, (activations, 3) each, as of Cost."""

    forward: Floats
    both: Floats


def as_kept(found: Sequence[Cost]) -> Costs:
    """A measurement as it is kept."""
    return Costs(np.array([one.forward for one in found]), np.array([one.both for one in found]))


def kept_costs(view: Gradients) -> list[Cost]:
    """What was measured when the example was made, on another machine."""
    found: Costs = SHELF.facts("cost", view)
    return [
        Cost(one, *(tuple(times.tolist()) for times in rows))
        for one, *rows in zip(ACTIVATIONS, *found, strict=True)
    ]


def label(name: str) -> str:
    """Of an activation."""
    return activation(name).label


# --- where the examples lead --------------------------------------------------------------------------------

SHELF = Shelf(
    Path(__file__).parent / "kept.npz",
    {"train": Training, "cost": Costs},
    of_examples(PRESETS, "train", "cost"),
    {"cost": as_kept},
)
