"""The part "Weight scale × depth" of the page "Initial weights": how large the signal is, measured and by mean-field theory."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dl_core.activations import Activation
from dl_core.experiments import meanfield
from dl_core.experiments.meanfield import edge_of_chaos, fixed_point, slope_factor
from dl_core.experiments.variance import DEPTH, SCALES, WIDTH, Signal, signal
from dl_core.numerals import number
from figures.init_map import Seen, charts, inside
from ui.parts import Part, Says, say
from views.init import Init

# What is true around each edge; tests/dl_core/test_variance.py holds it.
AROUND = {
    "sigmoid": "Up to there gradients vanish at every weight scale, while the activations' mean keeps their RMS at 0.5 to 0.7.",
    "tanh": "Below it signals die out; above it they settle, and gradients grow layer by layer.",
    "relu": "Only there lengths and gradients stay, whatever they are: below everything dies out, above everything explodes.",
    "leaky": "Only there lengths and gradients stay, whatever they are: below everything dies out, above everything explodes.",
    "elu": "From there to √2 signals settle and gradients grow by less than 3 % a layer; beyond √2 both explode.",
    "gelu": "No scale keeps the signal: inputs N(0, 1) die out below it and explode above it, where gradients already grow.",
    "silu": "No scale keeps the signal: inputs N(0, 1) die out below it and explode above it, where gradients already grow.",
    "softplus": "Below it signals settle while gradients vanish; above it both explode.",
    "identity": "Only there lengths and gradients stay, whatever they are: below everything dies out, above everything explodes.",
}
AT_ZERO = {"relu": 0, "leaky": 1}  # the slope at 0 where it is not what tiny numbers have on average

maps = lru_cache(maxsize=32)(signal)
_one = lru_cache(maxsize=32)(lambda name, seed, scale: signal(name, seed, (scale,)))  # apart: a slider must not push the maps out
_theory = lru_cache(maxsize=32)(lambda activation: meanfield.theory(activation, SCALES.astype(float), DEPTH))


def _number(value: float, lost: bool) -> str:
    if np.isfinite(value):
        return number(value) if value or lost else "0 (float32 has nothing so small)"
    return "no value" if lost else "more than float32 holds"


def _size(view: Init, found: float, ideal: float, lost: bool) -> dict[str, str]:
    """What was measured at the scale and depth looked at, and what theory says; lost: whether float32 lost the activations before."""
    depth = f"{view['depth']:.0f}"
    if view["way"] == "backward":
        what = f"{depth} layers back from the top of {DEPTH}, N(0, 1) has become numbers with an RMS of"
    else:
        what = f"after {depth} layers the activations have an RMS of"
    theory = f"Mean-field theory, for layers infinitely wide, says {number(ideal)}; these are {WIDTH} wide."
    tone = "" if np.isfinite(found) and found > 0 else "alarm"
    return say(f"{view.activation.label} at {number(view['scale'])} × Xavier: {what} {_number(found, lost)}. {theory}", tone)


def _edge(one: Activation, scale: float) -> dict[str, str]:
    """Where the edge of chaos is, what is true around it, and χ₁ here."""
    edge, settled = edge_of_chaos(one), fixed_point(one, scale)
    lengths = "go to 0" if settled == 0 else "grow without end" if np.isinf(settled) else f"settle at a variance of {number(settled)} before the activation"
    here = f"At {number(scale)} lengths {lengths}; then a layer back multiplies squared gradients by χ₁ = {number(slope_factor(one, scale, settled))}."
    if edge is None:
        return say(f"No edge of chaos between {number(meanfield.SEARCHED[0])} and {number(meanfield.SEARCHED[1])}. {here}")
    return say(f"Edge of chaos: {number(edge, 4)} × Xavier. {AROUND[one.name]} {here}")


def _lost(one: Activation, forward: NDArray[np.float32]) -> Says:
    """A sentence where the way back rests on activations that float32 has lost."""
    over, under = np.flatnonzero(~np.isfinite(forward)), np.flatnonzero(forward == 0)
    if over.size:
        return [say(f"The activations leave float32 at layer {over[0] + 1}: from there on they have no slopes, and nothing comes back.", "alarm")]
    if under.size and one.name in AT_ZERO:
        return [say(f"The activations are 0 in float32 from layer {under[0] + 1} on: up there every slope is {AT_ZERO[one.name]}, that at 0.", "alarm")]
    return []


def variance_map(view: Init) -> Part:
    """Signal over weight scale × depth, cut at the view's own."""
    one, seed, scale, depth, backward = view.activation, int(view["seed"]), float(view["scale"]), int(view["depth"]), view["way"] == "backward"
    own = _one(one.name, seed, scale)

    def way(both: Signal | meanfield.Theory) -> NDArray[np.floating]:
        return both.backward if backward else both.forward

    mine, ideal = way(own)[0], way(meanfield.theory(one, [scale], DEPTH))[0]
    spread = None if backward else own.spread[0]
    seen = Seen(one, backward, scale, depth, way(maps(one.name, seed)), way(_theory(one)), mine, ideal, spread, edge_of_chaos(one))
    lost = _lost(one, own.forward[0]) if backward else []
    says = [_size(view, float(mine[depth - 1]), float(ideal[depth - 1]), bool(lost)), _edge(one, scale), *lost]
    if not inside(scale):
        says.append(say(f"The map goes from {number(SCALES[0])} to {number(SCALES[-1])} × Xavier; the last chart is at {number(scale)}."))
    return Part(charts(seen), says)
