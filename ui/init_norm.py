"""The parts on batch norm of the page "Initial weights"."""

import math
from typing import Any

import numpy as np

from dl_core.digits import MOST, TEST, digits
from dl_core.experiments import batchnorm
from dl_core.experiments.batchnorm import BATCH, LATER, LATER_RATE, POINTS, SCALES, SIZES, TOTAL, UPDATES, OneLayer, Sixteen
from dl_core.experiments.learning import KEEPS
from dl_core.network import EPS
from dl_core.numerals import number, percent
from figures import init_norm as charts
from ui.live import key_of, live
from ui.parts import Part, Says, commanded, say
from views.init import Init

SEEN = ("part", "activation", "seed")  # the settings on which a run of 16 scales depends
HALF = 0.5


def one_layer(view: Init) -> Part:
    """The four equations on one batch, and the way back."""
    gain, shift = view["gamma"], view["beta"]
    found = batchnorm.one_layer(int(view["batch"]), view["mean"], view["spread"], gain, shift, int(view["seed"]))
    return Part(charts.one_layer(found, gain, shift), _equations(found, gain, shift))


def _equations(found: OneLayer, gain: float, shift: float) -> Says:
    n, undo = len(found.x), math.sqrt(found.variance + EPS)
    if n == 1:
        return [say(f"One sample is its own mean: μ = {number(found.mean)}, σ² = 0, x̂ = 0. Out comes β = {number(shift)}, whatever came in, and no gradient "
                    "goes back. (PyTorch refuses to train on such a batch.)", "alarm")]  # fmt: skip
    off, mean, variance = float(np.abs(undo * found.hat + found.mean - found.x).max()), round(float(found.y.mean()), 9) + 0.0, float(found.y.var())
    came, gone, share = gain / undo * float(found.hat @ found.grad_y), float(found.hat @ found.grad_x), EPS / (found.variance + EPS)
    says = [
        say(f"{n:,} samples: μ = {number(found.mean)}, σ² = {number(found.variance)}, γ = {number(gain)}, β = {number(shift)}. What comes out has mean "
            f"{number(mean)} and variance {number(variance)}. Batch norm shifts and scales: {_shape(found)}."),
        say(f"γ = √(σ² + ε) = {number(undo)} and β = μ = {number(found.mean)} would undo it (largest difference {number(off, 1)}): a layer with batch "
            "norm can do all that it could without."),
        say(f"∂L/∂y sums to {number(float(found.grad_y.sum()))}, ∂L/∂x to {number(float(found.grad_x.sum()), 1)}: a bias before batch norm gets no gradient. "
            f"Σ x̂ ∂L/∂x is {number(gone, 2)}, a share ε / (σ² + ε) = {number(share, 2)} of γ / √(σ² + ε) Σ x̂ ∂L/∂y = {number(came)}: longer weights "
            "change nothing, but for ε."),
    ]  # fmt: skip
    if n == 2:
        says.append(say("Two samples come out as ±γ + β, but for ε, however far apart they were: only which one is larger gets through.", "alarm"))
    return says


def _shape(found: OneLayer) -> str:
    before = ((found.x - found.x.mean()) ** 3).mean() / found.x.std() ** 3
    if not found.y.std():
        return "with γ = 0 nothing of the shape is left"
    after = ((found.y - found.y.mean()) ** 3).mean() / found.y.std() ** 3
    return f"the shape stays (skewness {number(before, 2)} before, {number(after, 2)} after); it makes nothing normal"


def key(view: Init) -> Any:
    """What a run of 16 scales is a run of."""
    return key_of(view, tuple(name for name in view.settings({}) if name not in SEEN))


def sixteen_scales(view: Init) -> Part:
    """32 nets learn while they are looked at."""
    run = live(key(view), lambda: batchnorm.sixteen(view["activation"], int(view["seed"])), commanded())
    return Part(charts.sixteen(run.state), _verdict(run.state), run.commands, {"done": run.state.done, "total": TOTAL})


def _verdict(found: Sixteen) -> Says:
    now, tiny = found.accuracy[:, :, found.point], number(SCALES[-1], 2)
    without, with_ = (now > HALF).sum(axis=1)
    broken = [f"{int(count)} {which}" for count, which in zip(np.isnan(now).sum(axis=1), ("without", "with"), strict=True) if count]
    lost = f" Not finite any more: {' and '.join(broken)}." if broken else ""
    small = int((found.variance[1] < EPS).sum())
    return [
        say(f"After {found.point * UPDATES} of {POINTS * UPDATES} updates {with_} of {len(SCALES)} nets with batch norm are right on more than half of the "
            f"training images, {without} of {len(SCALES)} without.{lost}"),
        say("Batch norm does not forgive every scale. The first step, relative to the weights, goes as 1/s: large ones hardly move, small ones are thrown far. "
            f"And it divides by √(σ² + ε), ε = {number(EPS)}: before training σ² in layer 5 is below ε in {small} of {len(SCALES)} nets: little gradient; "
            f"at s = {tiny} it is {number(float(found.variance[1, -1]), 1)} ({number(float(found.variance[0, -1]), 1)} without)."),
    ]  # fmt: skip


def after_training(view: Init) -> Part:
    """Statistics of the test batch against running ones."""
    seed, batch = int(view["seed"]), int(view["batch"])
    found, data, size = batchnorm.trained(view["activation"], seed), digits(MOST, seed), min(batch, TEST)
    here, right = batchnorm.in_batches_of(size, found, data), [batchnorm.in_batches_of(size, found, data) for size in SIZES]
    running, own = found.accuracy[-1]
    says = [
        say(f"After {LATER * UPDATES} updates (5 × 100, He's weights, SGD {number(LATER_RATE)}, batches of {BATCH}) {percent(running, 1)} of {TEST} test "
            f"images are right with running statistics, {percent(own, 1)} with the statistics of all {TEST}."),
        say(f"Test batches of {size}{_why(batch)}: {percent(here, 1)}.{_alone(size)}", "alarm" if here < HALF else ""),
        say(f"Ten batches, each of one digit only: {percent(batchnorm.one_digit_at_a_time(found, data), 1)}. What the images of a batch share is taken out, "
            "and here they share the answer. Running statistics do not look at the batch.", "alarm"),
        say(f"Running mean and variance start at 0 and 1 and keep {number(KEEPS)} of themselves at each step (PyTorch calls the other 0.1 momentum): "
            f"{percent(KEEPS**10)} of the start is left after 10 updates. As in PyTorch the running variance is unbiased, the batch's own is not."),
    ]  # fmt: skip
    return Part(charts.after_training(found, SIZES, right, size, here), says)


def _why(batch: int) -> str:
    return f" (there are no {batch:,} test images)" if batch > TEST else ""


def _alone(size: int) -> str:
    return " One image has variance 0: every image gets the same answer." if size == 1 else ""
