"""AdaGrad."""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from dl_core.optimizers.arithmetic import Line
from dl_core.optimizers.base import EACH, GRADIENT, GradientMethod, Words
from dl_core.params import Scalar, Source, param, params


class SumOfSquares(NamedTuple):
    """h (d,): the sum of all squared gradients so far."""

    h: jax.Array


@params
class AdaGrad(GradientMethod):
    """h ← h + g²; x ← x − ηg/(√h + ε) (Duchi 2011; h₀ = 0 and ε outside the root as PyTorch, optax starts at
    .1 with ε inside)."""

    label = "AdaGrad"
    formula = r"h \leftarrow h + g^2,\qquad x \leftarrow x - \frac{\eta\, g}{\sqrt{h} + \varepsilon}"
    symbols = f"{GRADIENT}; $h = 0$ before the first step; {EACH}"
    source = Source("Duchi, Hazan & Singer", 2011, "https://jmlr.org/papers/v12/duchi11a.html")
    words = Words(
        "Every coordinate gets its own rate: the more gradient it has seen, the smaller.",
        "Coordinates of very different steepness or rarity: no tuning for each.",
        "The sum only grows, so the rates only fall: a long run may stall before it arrives.",
    )
    lines = (
        Line("h", "h", "h + g**2", "sum of all squared gradients"),
        Line("rate", "η_eff", "lr / (sqrt(h) + eps)", "the effective rate, for each coordinate"),
        Line("step", "Δ", "-rate * g", "the step"),
    )
    lr: Scalar = param(
        default=0.5,
        low=1e-5,
        high=10.0,
        log=True,
        tex=r"\eta",
        about="length of the very first step",
        label="Learning rate",
    )
    eps: Scalar = param(
        default=1e-8,
        low=1e-10,
        high=1.0,
        log=True,
        tex=r"\varepsilon",
        about="keeps the division finite",
        label="Epsilon",
    )

    def init(self, x: jax.Array) -> SumOfSquares:
        return SumOfSquares(jnp.zeros_like(x))

    def update(self, grad: jax.Array, state: SumOfSquares, x: jax.Array) -> tuple[jax.Array, SumOfSquares]:
        state = SumOfSquares(state.h + grad * grad)
        return -self.rates(state) * grad, state

    def rates(self, state: SumOfSquares) -> Scalar:
        return self.lr / (jnp.sqrt(state.h) + self.eps)
