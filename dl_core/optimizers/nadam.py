"""NAdam."""

import jax
import jax.numpy as jnp

from dl_core.optimizers.adam import BEGIN, MEANS, V_HAT, Moments, moments, zero_moments
from dl_core.optimizers.arithmetic import AGAINST, Line
from dl_core.optimizers.base import GradientMethod, Words
from dl_core.params import Scalar, Source, param, params


@params
class NAdam(GradientMethod):
    """Adam with m̂ = β₁m/(1−β₁ᵗ⁺¹) + (1−β₁)g/(1−β₁ᵗ) (Dozat 2016; optax's form, PyTorch adds a schedule of
    the momentum)."""

    label = "NAdam"
    formula = (
        rf"\begin{{gathered}} {MEANS}, \\ "
        r"\hat m = \frac{\beta_1 m}{1-\beta_1^{t+1}} + \frac{(1-\beta_1)\, g}{1-\beta_1^t},\quad "
        rf"{V_HAT}, \\ x \leftarrow x - \frac{{\eta\, \hat m}}{{\sqrt{{\hat v}} + \varepsilon}} "
        rf"\end{{gathered}}"
    )
    symbols = BEGIN
    source = Source("Dozat", 2016, "https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ")
    words = Words(
        (
            "Adam with Nesterov's look-ahead: the latest gradient counts a little more. In optax's form: "
            "β₁ is constant, in the paper it changes with t."
        ),
        "Often a few steps faster than Adam where the direction keeps still.",
        "Everything that fails Adam; where gradients are noisy the look-ahead looks at noise.",
    )
    lines = (
        Line("t", "t", "t + 1", "steps done, this one counted"),
        Line("m", "m", "b1 * m + (1 - b1) * g", "mean of the gradients"),
        Line("v", "v", "b2 * v + (1 - b2) * g**2", "mean of their squares"),
        Line("ahead", "a", "b1 * m / (1 - b1**(t + 1))", "the mean, one step ahead"),
        Line("now", "b", "(1 - b1) * g / (1 - b1**t)", "the share of today's gradient"),
        Line("m_hat", "m̂", "ahead + now", "the mean that looks ahead", AGAINST),
        Line("v_hat", "v̂", "v / (1 - b2**t)", "v, corrected for having started at 0"),
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

    def init(self, x: jax.Array) -> Moments:
        return zero_moments(x)

    def update(self, grad: jax.Array, state: Moments, x: jax.Array) -> tuple[jax.Array, Moments]:
        state = moments(self.b1, self.b2, grad, state)
        m_hat = self.b1 * state.m / (1 - self.b1 ** (state.t + 1)) + (1 - self.b1) * grad / (
            1 - self.b1**state.t
        )
        return -self.rates(state) * m_hat, state

    def rates(self, state: Moments) -> Scalar:
        return self.lr / (jnp.sqrt(state.v / (1 - self.b2**state.t)) + self.eps)
