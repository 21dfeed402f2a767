"""AMSGrad."""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from dl_core.optimizers.adam import BEGIN, M_HAT, MEANS, V_HAT, Moments, moments, zero_moments
from dl_core.optimizers.arithmetic import AGAINST, Line
from dl_core.optimizers.base import GradientMethod, Words
from dl_core.params import Scalar, Source, param, params


class MaxMoments(NamedTuple):
    """Adam's t, m, v, and v_max (d,): the largest corrected v so far."""

    t: jax.Array
    m: jax.Array
    v: jax.Array
    v_max: jax.Array


@params
class AMSGrad(GradientMethod):
    """Adam with v̂max ← max(v̂max, v̂) in place of v̂ (Reddi 2018; maximum after the correction as optax,
    PyTorch takes it before)."""

    label = "AMSGrad"
    formula = (
        rf"\begin{{gathered}} {MEANS}, \\ {M_HAT},\quad {V_HAT},\quad "
        r"\hat v_{\max} \leftarrow \max(\hat v_{\max}, \hat v), \\ x \leftarrow x - \frac{\eta\, \hat "
        r"m}{\sqrt{\hat v_{\max}} + \varepsilon} \end{gathered}"
    )
    symbols = rf"{BEGIN}; $\hat v_{{\max}} = 0$ before the first step, too"
    source = Source("Reddi, Kale & Kumar", 2018, "https://arxiv.org/abs/1904.09237")
    words = Words(
        (
            "Adam whose rates may fall but never rise again. In optax's form: the maximum is taken of the "
            "corrected v̂, in the paper of v."
        ),
        "Repairs a proof: there are problems where Adam forgets a rare large gradient and never converges.",
        "One steep slope at the start slows the whole run, as in AdaGrad.",
    )
    lines = (
        Line("t", "t", "t + 1", "steps done, this one counted"),
        Line("m", "m", "b1 * m + (1 - b1) * g", "mean of the gradients"),
        Line("v", "v", "b2 * v + (1 - b2) * g**2", "mean of their squares"),
        Line("m_hat", "m̂", "m / (1 - b1**t)", "m, corrected for having started at 0", AGAINST),
        Line("v_hat", "v̂", "v / (1 - b2**t)", "v, corrected for having started at 0"),
        Line("v_max", "v̂_max", "maximum(v_max, v_hat)", "the largest v̂ so far"),
        Line("rate", "η_eff", "lr / (sqrt(v_max) + eps)", "the effective rate, for each coordinate"),
        Line("step", "Δ", "-rate * m_hat", "the step"),
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
    b1: Scalar = param(
        default=0.9, low=0.0, high=0.999, tex=r"\beta_1", about="memory of the mean gradient", label="Beta 1"
    )
    b2: Scalar = param(
        default=0.999,
        low=0.0,
        high=0.9999,
        tex=r"\beta_2",
        about="memory of the squared gradient",
        label="Beta 2",
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

    def init(self, x: jax.Array) -> MaxMoments:
        return MaxMoments(*zero_moments(x), jnp.zeros_like(x))

    def update(self, grad: jax.Array, state: MaxMoments, x: jax.Array) -> tuple[jax.Array, MaxMoments]:
        t, m, v = moments(self.b1, self.b2, grad, Moments(state.t, state.m, state.v))
        state = MaxMoments(t, m, v, jnp.maximum(state.v_max, v / (1 - self.b2**t)))
        return -self.rates(state) * m / (1 - self.b1**t), state

    def rates(self, state: MaxMoments) -> Scalar:
        return self.lr / (jnp.sqrt(state.v_max) + self.eps)
