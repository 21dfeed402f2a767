"""Adadelta."""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from dl_core.optimizers.arithmetic import Line
from dl_core.optimizers.base import EACH, GRADIENT, GradientMethod, Words
from dl_core.params import Scalar, Source, param, params


class Averages(NamedTuple):
    """Moving averages (d,) of squared gradients and squared displacements; `rate` (d,) is the factor of the
    last step."""

    g2: jax.Array
    dx2: jax.Array
    rate: jax.Array


@params
class Adadelta(GradientMethod):
    """Eg ← ρEg + (1−ρ)g²; Δ = −√(EΔ+ε)/√(Eg+ε)·g; EΔ ← ρEΔ + (1−ρ)Δ²; x ← x + ηΔ (Zeiler 2012)."""

    label = "Adadelta"
    formula = (
        r"\begin{gathered} E_g \leftarrow \rho E_g + (1-\rho) g^2,\quad \Delta = "
        r"-\frac{\sqrt{E_\Delta + \varepsilon}}{\sqrt{E_g + \varepsilon}}\, g, \\ "
        r"E_\Delta \leftarrow \rho E_\Delta + (1-\rho)\Delta^2,\quad x \leftarrow x + \eta \Delta "
        r"\end{gathered}"
    )
    symbols = rf"{GRADIENT}; $E_g = E_\Delta = 0$ before the first step; {EACH}"
    source = Source("Zeiler", 2012, "https://arxiv.org/abs/1212.5701")
    words = Words(
        "RMSProp whose rate is its own recent step length, so that units match.",
        "No rate to choose, in theory: η is 1.",
        (
            "It starts with steps of √(ε/(1−ρ)), 0.003 by default, and hardly moves on toy surfaces: ε is "
            "a learning rate in disguise."
        ),
    )
    lines = (
        Line("g2", "E_g", "rho * g2 + (1 - rho) * g**2", "mean of the squared gradients"),
        Line("rate", "r", "sqrt(dx2 + eps) / sqrt(g2 + eps)", "recent step length per recent gradient"),
        Line("delta", "δ", "-rate * g", "the step before its factor η"),
        Line("dx2", "E_Δ", "rho * dx2 + (1 - rho) * delta**2", "mean of the squared steps"),
        Line("step", "Δ", "lr * delta", "the step"),
    )
    lr: Scalar = param(
        default=1.0,
        low=1e-3,
        high=1000.0,
        log=True,
        tex=r"\eta",
        about="factor on the step; 1 in the paper",
        label="Learning rate",
    )
    rho: Scalar = param(
        default=0.9, low=0.0, high=0.9999, tex=r"\rho", about="memory of the averages", label="Memory"
    )
    eps: Scalar = param(
        default=1e-6,
        low=1e-10,
        high=1.0,
        log=True,
        tex=r"\varepsilon",
        about="sets the first step: √(ε/(1−ρ)) long",
        label="Epsilon",
    )

    def init(self, x: jax.Array) -> Averages:
        return Averages(jnp.zeros_like(x), jnp.zeros_like(x), jnp.zeros_like(x))

    def update(self, grad: jax.Array, state: Averages, x: jax.Array) -> tuple[jax.Array, Averages]:
        g2 = self.rho * state.g2 + (1 - self.rho) * grad * grad
        rate = jnp.sqrt(state.dx2 + self.eps) / jnp.sqrt(g2 + self.eps)
        delta = -rate * grad
        return self.lr * delta, Averages(g2, self.rho * state.dx2 + (1 - self.rho) * delta * delta, rate)

    def rates(self, state: Averages) -> Scalar:
        return self.lr * state.rate
