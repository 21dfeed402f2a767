"""The part "Symmetry" of the page "Initial weights": from a view to charts and sentences."""

import numpy as np

from dl_core.activations import Activation
from dl_core.experiments.symmetry import ONES, SAMPLES, STEPS, UNITS, Run, run
from dl_core.initializers import initializer
from dl_core.numerals import number
from figures.init_symmetry import curves, maps
from ui.parts import Part, Says, say
from views.init import Init

RANDOM = "xavier"


def symmetry(view: Init) -> Part:
    """A small net whose units start alike, beside one whose units do not."""
    name, one, at = view["same"], view.activation, int(view["at"])
    runs = {scheme: run(scheme, one.name, int(view["seed"])) for scheme in dict.fromkeys((name, RANDOM))}
    labelled = {scheme: (initializer(scheme).label, found) for scheme, found in runs.items()}
    return Part([*maps(runs[name], at), *curves(labelled, at)], _words(name, one, runs[name], runs[RANDOM]))


def _words(name: str, one: Activation, asked: Run, random: Run) -> Says:
    if not (np.isfinite(asked.loss).all() and np.isfinite(random.loss).all()):
        return [say("A net diverged: its loss is not finite any more.", "alarm")]
    losses = f"loss {number(asked.loss[0])} at the start, {number(asked.loss[-1])} after {STEPS} steps"
    if name == RANDOM:
        return [say(f"Units that start differently hear different gradients and stay different (by {number(asked.apart.min(), 2)} at least): {losses}.")]
    return [say(f"{_same(asked)}: {losses}; from Xavier {number(random.loss[-1])}."), say(_why(name, one, asked))]


def _same(asked: Run) -> str:
    most = float(asked.apart.max())
    how = "exactly the same numbers (difference 0)" if most == 0 else f"the same numbers up to rounding (difference at most {number(most, 1)} of their length)"
    return f"At every step the {UNITS} units of a layer have {how}"


def _why(name: str, one: Activation, asked: Run) -> str:
    if name == "zeros":
        moved = float(np.abs(asked.net.w1[-1]).max())
        if not any(part.any() for part in asked.net[:-1]):
            return (
                f"With zeros and {one.label}, f(0) = 0, every weight's gradient is 0: only the output's bias moves, to {asked.net.b3[-1, 0]:.3f}; "
                f"ln({ONES}/{SAMPLES - ONES}) = {np.log(ONES / (SAMPLES - ONES)):.3f} says the classes' shares, whatever comes in."
            ).replace("-", "−")
        return f"{one.label}(0) is not 0, so zeros do move: first the readout, then W₂, last W₁ (by {number(moved, 1)} at most), all units of a layer alike."
    if one.name == "identity":
        return "Here that costs nothing in the end: without a non-linearity one unit in each layer says all that a net with one output can."
    return "Equal weights in and out give equal gradients: the net is worth one unit in each layer, however wide it is."
