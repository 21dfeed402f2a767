"""RMSProp."""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from dl_core.optimizers.arithmetic import Line
from dl_core.optimizers.base import EACH, GRADIENT, GradientMethod, Words
from dl_core.params import Scalar, Source, param, params


class MeanSquare(NamedTuple):
    """s (d,): moving average of squared gradients."""

    s: jax.Array


@params
class RMSProp(GradientMethod):
    """s ← ρs + (1−ρ)g²; x ← x − ηg/(√s + ε) (Hinton, lecture 6e; ε outside the root as PyTorch, s₀ = 0, no
    bias correction)."""

    label = "RMSProp"
    formula = (
        r"s \leftarrow \rho s + (1-\rho) g^2,\qquad x \leftarrow x - \frac{\eta\, g}{\sqrt{s} + \varepsilon}"
    )
    symbols = f"{GRADIENT}; $s = 0$ before the first step; {EACH}"
    source = Source(
        "Hinton", 2012, "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf"
    )
    words = Words(
        "AdaGrad that forgets: the rate follows the recent gradient, so it does not stall as AdaGrad may.",
        "Changing steepness, and coordinates of very different scale.",
        (
            "With a constant rate it ends in steps of about η back and forth; its first step is η/√(1−ρ), "
            "about 3 times η."
        ),
    )
    lines = (
        Line("s", "s", "rho * s + (1 - rho) * g**2", "mean of the squared gradients"),
        Line("rate", "η_eff", "lr / (sqrt(s) + eps)", "the effective rate, for each coordinate"),
        Line("step", "Δ", "-rate * g", "the step"),
    )
    lr: Scalar = param(
        default=0.05,
        low=1e-5,
        high=10.0,
        log=True,
        tex=r"\eta",
        about="typical step length",
        label="Learning rate",
    )
    rho: Scalar = param(
        default=0.9, low=0.0, high=0.9999, tex=r"\rho", about="memory of the average", label="Memory"
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

    def init(self, x: jax.Array) -> MeanSquare:
        return MeanSquare(jnp.zeros_like(x))

    def update(self, grad: jax.Array, state: MeanSquare, x: jax.Array) -> tuple[jax.Array, MeanSquare]:
        state = MeanSquare(self.rho * state.s + (1 - self.rho) * grad * grad)
        return -self.rates(state) * grad, state

    def rates(self, state: MeanSquare) -> Scalar:
        return self.lr / (jnp.sqrt(state.s) + self.eps)
