"""Heavy ball."""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from dl_core.optimizers.arithmetic import SCALED, Line
from dl_core.optimizers.base import GRADIENT, GradientMethod, Words
from dl_core.params import Scalar, Source, param, params


class Velocity(NamedTuple):
    """v (d,): the last displacement."""

    v: jax.Array


@params
class Momentum(GradientMethod):
    """v ← μv − ηg; x ← x + v (Polyak 1964). When η changes, the old velocity keeps the old η (as Keras;
    PyTorch and optax rescale it)."""

    label = "Momentum"
    formula = r"v \leftarrow \mu v - \eta\, g,\qquad x \leftarrow x + v"
    symbols = f"{GRADIENT}; $v = 0$ before the first step"
    source = Source("Polyak", 1964, "https://doi.org/10.1016/0041-5553(64)90137-5")
    words = Words(
        "Each step keeps a share μ of the last one; also called the heavy ball.",
        "The zig-zag across a ravine averages out, the slope along it adds up. On a quadratic with "
        "condition number κ it takes about √κ steps where gradient "
        "descent takes κ, if each has its best numbers: here both η and μ.",
        "Too much μ and it swings around the minimum, past it and back. On a quadratic its largest "
        "stable rate is (1+μ) times that of gradient descent: beyond "
        "that it diverges too.",
    )
    lines = (
        Line("kept", "μv", "momentum * v", "what friction leaves of the last step", SCALED),
        Line("v", "v", "kept - lr * g", "the new velocity"),
        Line("step", "Δ", "v", "the step"),
    )
    lr: Scalar = param(
        default=0.01,
        low=1e-5,
        high=10.0,
        log=True,
        tex=r"\eta",
        about="step length per unit of gradient",
        label="Learning rate",
    )
    momentum: Scalar = param(
        default=0.9,
        low=0.0,
        high=0.999,
        tex=r"\mu",
        about="share of the velocity that friction leaves over",
        label="Momentum",
    )

    def init(self, x: jax.Array) -> Velocity:
        return Velocity(jnp.zeros_like(x))

    def update(self, grad: jax.Array, state: Velocity, x: jax.Array) -> tuple[jax.Array, Velocity]:
        v = self.momentum * state.v - self.rates(state) * grad
        return v, Velocity(v)

    def rates(self, state: Velocity) -> Scalar:
        return self.lr
