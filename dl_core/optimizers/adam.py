"""Adam."""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from dl_core.optimizers.arithmetic import AGAINST, Line
from dl_core.optimizers.base import EACH, GRADIENT, GradientMethod, Words
from dl_core.params import Scalar, Source, param, params

# What the formulas of Adam and its relatives share
MEANS = r"m \leftarrow \beta_1 m + (1-\beta_1) g,\quad v \leftarrow \beta_2 v + (1-\beta_2) g^2"
M_HAT, V_HAT = r"\hat m = \frac{m}{1-\beta_1^t}", r"\hat v = \frac{v}{1-\beta_2^t}"
BEGIN = f"{GRADIENT}; $m = v = 0$ before the first step, which has the number $t = 1$; {EACH}"


class Moments(NamedTuple):
    """t: steps done (a float of x's dtype); m, v (d,): moving averages of g and g²."""

    t: jax.Array
    m: jax.Array
    v: jax.Array


def zero_moments(x: jax.Array) -> Moments:
    """The moments before the first step from x (d,)."""
    return Moments(jnp.zeros((), x.dtype), jnp.zeros_like(x), jnp.zeros_like(x))


def moments(b1: Scalar, b2: Scalar, grad: jax.Array, state: Moments) -> Moments:
    """m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; t ← t + 1."""
    return Moments(state.t + 1, b1 * state.m + (1 - b1) * grad, b2 * state.v + (1 - b2) * grad * grad)


@params
class Adam(GradientMethod):
    """m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; x ← x − η m̂/(√v̂ + ε), m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ) (Kingma &
    Ba 2015; ε outside the root of v̂)."""

    label = "Adam"
    formula = (
        rf"\begin{{gathered}} {MEANS}, \\ "
        r"\hat m = \frac{m}{1 - c\,\beta_1^t},\quad \hat v = \frac{v}{1 - c\,\beta_2^t}, \\ "
        r"x \leftarrow x - \frac{\eta\, \hat m}{\sqrt{\hat v} + \varepsilon} \end{gathered}"
    )
    symbols = BEGIN
    source = Source("Kingma & Ba", 2015, "https://arxiv.org/abs/1412.6980")
    words = Words(
        "Momentum and RMSProp together, both corrected for having started at 0.",
        "Works without much tuning, because a step is about η long whatever the loss is scaled by.",
        "With noise, on a kink, or with a short memory such as β₂ = 0.9 a constant η keeps it moving "
        "around the minimum. Without the correction the first step "
        "is (1−β₁)/√(1−β₂), about 3.2 times too long.",
    )
    lines = (
        Line("t", "t", "t + 1", "steps done, this one counted"),
        Line("m", "m", "b1 * m + (1 - b1) * g", "mean of the gradients"),
        Line("v", "v", "b2 * v + (1 - b2) * g**2", "mean of their squares"),
        Line(
            "m_hat", "m̂", "m / (1 - bias_correction * b1**t)", "m, corrected for having started at 0", AGAINST
        ),
        Line("v_hat", "v̂", "v / (1 - bias_correction * b2**t)", "v, corrected for having started at 0"),
        Line("rate", "η_eff", "lr / (sqrt(v_hat) + eps)", "the effective rate, for each coordinate"),
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
    bias_correction: Scalar = param(
        default=1.0,
        low=0.0,
        high=1.0,
        step=1.0,
        tex="c",
        about="1 with, 0 without the correction for starting at 0",
        label="Bias correction",
    )

    def init(self, x: jax.Array) -> Moments:
        return zero_moments(x)

    def update(self, grad: jax.Array, state: Moments, x: jax.Array) -> tuple[jax.Array, Moments]:
        state = moments(self.b1, self.b2, grad, state)
        m_hat = state.m / (1 - self.bias_correction * self.b1**state.t)
        return -self.rates(state) * m_hat, state

    def rates(self, state: Moments) -> Scalar:
        v_hat = state.v / (1 - self.bias_correction * self.b2**state.t)
        return self.lr / (jnp.sqrt(v_hat) + self.eps)
