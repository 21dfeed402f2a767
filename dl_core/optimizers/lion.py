"""Lion."""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from dl_core.optimizers.arithmetic import AGAINST, Line
from dl_core.optimizers.base import GRADIENT, GradientMethod, Words
from dl_core.params import Scalar, Source, param, params


class Mean(NamedTuple):
    """m (d,): moving average of gradients."""

    m: jax.Array


@params
class Lion(GradientMethod):
    """x ← x − η(sign(β₁m + (1−β₁)g) + λx); m ← β₂m + (1−β₂)g (Chen 2023)."""

    label = "Lion"
    formula = (
        r"x \leftarrow x - \eta\left(\operatorname{sign}(\beta_1 m + (1-\beta_1) g) + \lambda "
        r"x\right),\qquad m \leftarrow \beta_2 m + (1-\beta_2) g"
    )
    symbols = (
        f"{GRADIENT}; $m = 0$ before the first step; the sign, −1, 0 or 1, is taken of each coordinate by "
        f"itself"
    )
    source = Source("Chen et al.", 2023, "https://arxiv.org/abs/2302.06675")
    words = Words(
        (
            "Only the sign of the averaged gradient counts: with λ = 0 each coordinate moves by exactly "
            "η, or not at all where that average is 0."
        ),
        "Half of Adam's memory; with λ = 0 the steepness plays no part at all.",
        (
            "With λ = 0 it moves only in eight directions in the plane, and a constant rate keeps it "
            "moving around the minimum."
        ),
    )
    lines = (
        Line("mixed", "c", "b1 * m + (1 - b1) * g", "whose sign is the step", AGAINST),
        Line("step", "Δ", "-lr * (sign(mixed) + weight_decay * x)", "the step"),
        Line("m", "m", "b2 * m + (1 - b2) * g", "mean of the gradients"),
    )
    lr: Scalar = param(
        default=0.05,
        low=1e-5,
        high=10.0,
        log=True,
        tex=r"\eta",
        about="step length in every coordinate",
        label="Learning rate",
    )
    b1: Scalar = param(
        default=0.9,
        low=0.0,
        high=0.999,
        tex=r"\beta_1",
        about="weight of the average in the step",
        label="Beta 1",
    )
    b2: Scalar = param(
        default=0.99, low=0.0, high=0.9999, tex=r"\beta_2", about="memory of the average", label="Beta 2"
    )
    weight_decay: Scalar = param(
        default=0.0, low=0.0, high=1.0, tex=r"\lambda", about="pull towards the origin", label="Weight decay"
    )

    def init(self, x: jax.Array) -> Mean:
        return Mean(jnp.zeros_like(x))

    def update(self, grad: jax.Array, state: Mean, x: jax.Array) -> tuple[jax.Array, Mean]:
        direction = jnp.sign(self.b1 * state.m + (1 - self.b1) * grad)
        return -self.rates(state) * (direction + self.weight_decay * x), Mean(
            self.b2 * state.m + (1 - self.b2) * grad
        )

    def rates(self, state: Mean) -> Scalar:
        return self.lr
