"""RAdam."""

import jax
import jax.numpy as jnp

from dl_core.optimizers.adam import BEGIN, M_HAT, MEANS, V_HAT, Moments, moments, zero_moments
from dl_core.optimizers.arithmetic import AGAINST, Line
from dl_core.optimizers.base import GradientMethod, Words
from dl_core.params import Scalar, Source, param, params

TRACTABLE = 5.0  # from this ρ_t on the variance of the adaptive rate counts as known (Liu 2020, as optax)


@params
class RAdam(GradientMethod):
    """Adam's step times the rectifier r_t where ρ_t ≥ 5, else plain momentum η m̂ (Liu 2020; optax's
    form)."""

    label = "RAdam"
    formula = (
        rf"\begin{{gathered}} {MEANS}, \\ {M_HAT},\quad {V_HAT},\quad "
        r"\rho_\infty = \frac{2}{1-\beta_2} - 1, \\ \rho_t = \rho_\infty - "
        r"\frac{2t\beta_2^t}{1-\beta_2^t},\quad "
        r"r_t = \sqrt{\frac{(\rho_t-4)(\rho_t-2)\,\rho_\infty}{(\rho_\infty-4)(\rho_\infty-2)\,\rho_t}}, \\ "
        r"x \leftarrow x - \eta\, \hat m \cdot \begin{cases} \dfrac{r_t}{\sqrt{\hat v} + \varepsilon} "
        r"& \rho_t \ge 5 \\ 1 & \text{else}\end{cases} "
        r"\end{gathered}"
    )
    symbols = BEGIN
    source = Source("Liu et al.", 2020, "https://arxiv.org/abs/1908.03265")
    words = Words(
        "Adam that distrusts its own rates until it has seen enough gradients.",
        "A warm-up that needs no schedule.",
        (
            "The first steps are plain momentum: with a rate chosen for Adam they can be far too long on "
            "a steep surface."
        ),
    )
    lines = (
        Line("t", "t", "t + 1", "steps done, this one counted"),
        Line("m", "m", "b1 * m + (1 - b1) * g", "mean of the gradients"),
        Line("v", "v", "b2 * v + (1 - b2) * g**2", "mean of their squares"),
        Line("m_hat", "m̂", "m / (1 - b1**t)", "m, corrected for having started at 0", AGAINST),
        Line("v_hat", "v̂", "v / (1 - b2**t)", "v, corrected for having started at 0"),
        Line("longest", "ρ_∞", "2 / (1 - b2) - 1", "what ρₜ tends to"),
        Line(
            "length",
            "ρ_t",
            "longest - 2 * t * b2**t / (1 - b2**t)",
            "v's equivalent length: of a plain mean whose gradients are as old on average",
        ),
        Line("over", "p", "(length - 4) * (length - 2) * longest", "the rectifier's upper part"),
        Line("under", "q", "(longest - 4) * (longest - 2) * length", "and its lower part"),
        Line("trust", "r", "sqrt(over / under)", "the rectifier; not used while ρₜ < 5"),
        Line("adaptive", "a", "trust / (sqrt(v_hat) + eps)", "Adam's rate, rectified"),
        Line("rate", "η_eff", "where(length >= 5, lr * adaptive, lr)", "the effective rate"),
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
        return -self.rates(state) * state.m / (1 - self.b1**state.t), state

    def rates(self, state: Moments) -> Scalar:
        decay = self.b2**state.t
        longest = 2 / (1 - self.b2) - 1
        length = longest - 2 * state.t * decay / (1 - decay)
        rectifier = jnp.sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length))
        adaptive = rectifier / (jnp.sqrt(state.v / (1 - decay)) + self.eps)
        return self.lr * jnp.where(length >= TRACTABLE, adaptive, jnp.ones_like(state.v))
