"""Nesterov's accelerated gradient."""

import jax
import jax.numpy as jnp

from dl_core.optimizers.arithmetic import SCALED, Line
from dl_core.optimizers.base import GRADIENT, GradientMethod, Words
from dl_core.optimizers.momentum import Velocity
from dl_core.params import Scalar, Source, param, params


@params
class Nesterov(GradientMethod):
    """v′ = μv − ηg; x ← x − μv + (1+μ)v′; v ← v′ (Nesterov 1983; form of Sutskever 2013, x being the
    look-ahead point where g is taken)."""

    label = "Nesterov"
    formula = r"v' = \mu v - \eta\, g,\qquad x \leftarrow x - \mu v + (1+\mu)\,v',\qquad v \leftarrow v'"
    symbols = f"{GRADIENT}; $v = 0$ before the first step"
    source = Source("Nesterov; Sutskever et al.", 2013, "https://proceedings.mlr.press/v28/sutskever13.html")
    words = Words(
        "Momentum that looks ahead: the gradient is taken where the velocity is about to carry us.",
        "It brakes earlier than Momentum, so it swings less at the same μ.",
        (
            "On a quadratic its largest stable rate is smaller than Momentum's, not larger. What is drawn "
            "is the look-ahead point."
        ),
    )
    lines = (
        Line("kept", "μv", "momentum * v", "what friction leaves of the velocity", SCALED),
        Line("new", "v′", "kept - lr * g", "the new velocity"),
        Line("step", "Δ", "(1 + momentum) * new - kept", "the step, from one look-ahead point to the next"),
        Line("v", "v", "new", "kept for the next step"),
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
        return (1 + self.momentum) * v - self.momentum * state.v, Velocity(v)

    def rates(self, state: Velocity) -> Scalar:
        return self.lr
