"""AdamW."""

import jax
import jax.numpy as jnp

from dl_core.optimizers.adam import BEGIN, M_HAT, MEANS, V_HAT, Moments, moments, zero_moments
from dl_core.optimizers.arithmetic import AGAINST, Line
from dl_core.optimizers.base import GradientMethod, Words
from dl_core.params import Scalar, Source, param, params


@params
class AdamW(GradientMethod):
    """Adam's step − ηλx, the decay kept out of the moments (Loshchilov & Hutter 2019)."""

    label = "AdamW"
    formula = (
        rf"\begin{{gathered}} {MEANS}, \\ {M_HAT},\quad {V_HAT}, \\ "
        r"x \leftarrow x - \eta\left(\frac{\hat m}{\sqrt{\hat v} + \varepsilon} + \lambda x\right) "
        r"\end{gathered}"
    )
    symbols = BEGIN
    source = Source("Loshchilov & Hutter", 2019, "https://arxiv.org/abs/1711.05101")
    words = Words(
        "Adam, and every step also shrinks x a little towards 0.",
        "In networks: decay that the adaptive rates do not distort.",
        (
            "Where the minimum is not the origin it ends beside it: the step is balanced against the pull "
            "towards 0."
        ),
    )
    lines = (
        Line("t", "t", "t + 1", "steps done, this one counted"),
        Line("m", "m", "b1 * m + (1 - b1) * g", "mean of the gradients"),
        Line("v", "v", "b2 * v + (1 - b2) * g**2", "mean of their squares"),
        Line("m_hat", "m̂", "m / (1 - b1**t)", "m, corrected for having started at 0", AGAINST),
        Line("v_hat", "v̂", "v / (1 - b2**t)", "v, corrected for having started at 0"),
        Line("rate", "η_eff", "lr / (sqrt(v_hat) + eps)", "the effective rate, for each coordinate"),
        Line("decay", "d", "lr * weight_decay * x", "the pull towards 0"),
        Line("step", "Δ", "-rate * m_hat - decay", "the step"),
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
    weight_decay: Scalar = param(
        default=0.01, low=0.0, high=1.0, tex=r"\lambda", about="pull towards the origin", label="Weight decay"
    )

    def init(self, x: jax.Array) -> Moments:
        return zero_moments(x)

    def update(self, grad: jax.Array, state: Moments, x: jax.Array) -> tuple[jax.Array, Moments]:
        state = moments(self.b1, self.b2, grad, state)
        m_hat = state.m / (1 - self.b1**state.t)
        return -self.rates(state) * m_hat - self.lr * self.weight_decay * x, state

    def rates(self, state: Moments) -> Scalar:
        return self.lr / (jnp.sqrt(state.v / (1 - self.b2**state.t)) + self.eps)
