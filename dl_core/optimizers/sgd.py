"""Plain (stochastic) gradient descent."""

import jax

from dl_core.optimizers.arithmetic import Line
from dl_core.optimizers.base import GradientMethod, Words
from dl_core.params import Scalar, Source, param, params


@params
class SGD(GradientMethod):
    """x ← x − ηg: with exact gradients gradient descent (Cauchy 1847), with noisy ones stochastic gradient
    descent (Robbins & Monro 1951)."""

    label = "SGD"
    formula = r"x \leftarrow x - \eta\, g"
    source = Source(
        "Cauchy, 1847; with noisy gradients Robbins & Monro", 1951, "https://doi.org/10.1214/aoms/1177729586"
    )
    words = Words(
        (
            "Step against the gradient, times the learning rate. Where the gradient is exact, as here "
            "without noise, this is gradient descent (GD)."
        ),
        "Cheap, no memory, no surprises; with a falling rate it converges under noise.",
        (
            "In a ravine the steep wall limits the rate, and along the flat floor it is too small: the "
            "number of steps grows in proportion to κ."
        ),
    )
    lines = (Line("step", "Δ", "-lr * g", "the step"),)
    lr: Scalar = param(
        default=0.01,
        low=1e-5,
        high=10.0,
        log=True,
        tex=r"\eta",
        about="step length per unit of gradient",
        label="Learning rate",
    )

    def init(self, x: jax.Array) -> tuple[()]:
        return ()

    def update(self, grad: jax.Array, state: tuple[()], x: jax.Array) -> tuple[jax.Array, tuple[()]]:
        return -self.rates(state) * grad, state

    def rates(self, state: tuple[()]) -> Scalar:
        return self.lr
