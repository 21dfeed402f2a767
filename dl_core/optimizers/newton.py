"""Newton's method, damped."""

from typing import Any

import jax
import jax.numpy as jnp

from dl_core.optimizers.arithmetic import Line
from dl_core.optimizers.base import Loss, Optimizer, Words, hessian
from dl_core.params import Scalar, Source, param, params


@params
class Newton(Optimizer):
    """x ← x − η(H + λI)⁻¹g, in the plane only; one step counts as three gradient evaluations (g and the two
    columns of H)."""

    label = "Newton"
    formula = r"x \leftarrow x - \eta\,(H + \lambda I)^{-1} g"
    symbols = (
        "$g$ is the gradient and $H$ the Hessian, the matrix of second derivatives, at the point $x$; $I$ "
        "is the identity matrix"
    )
    source = Source("Nocedal & Wright, chapter 3", 2006, "https://doi.org/10.1007/978-0-387-40065-5")
    words = Words(
        "Divide the gradient by the curvature: on a quadratic one step is the answer.",
        "Near a smooth minimum with an invertible Hessian it converges quadratically, as no other "
        "rule here: with η = 1 and λ = 0 the error is about squared "
        "at each step, however narrow the ravine.",
        (
            "It walks to any point where the gradient vanishes: saddles and maxima too. In a network the "
            "Hessian is too large to write down."
        ),
    )
    evaluations = 3
    lines = (
        Line("H_xx", "H_xx", "H_xx", "curvature along x"),
        Line("H_xy", "H_xy", "H_xy", "how much the slope along x changes with y"),
        Line("H_yy", "H_yy", "H_yy", "curvature along y"),
        Line("a", "a", "H_xx + damping", "damped"),
        Line("d", "d", "H_yy + damping", "damped"),
        Line("det", "D", "a * d - H_xy**2", "the determinant"),
        Line("crossed", "n", ("d * g_x - H_xy * g_y", "a * g_y - H_xy * g_x"), "what Cramer's rule divides"),
        Line(
            "solved",
            "s",
            (
                "where(abs(det) >= 1e999, g_x / a, crossed_x / det)",
                "where(abs(det) >= 1e999, g_y / d, crossed_y / det)",
            ),
            "the gradient over the curvature, each coordinate by itself where one curvature is infinite",
        ),
        Line("step", "Δ", "-lr * solved", "the step"),
    )
    # From 2⁻¹⁴, 15 octaves in 60 ratios: 1, the full step, is one of the rates that are tried when it is
    # tuned
    lr: Scalar = param(
        default=1.0,
        low=6.104e-5,
        high=2.0,
        log=True,
        tex=r"\eta",
        about="share of the full Newton step",
        label="Learning rate",
    )
    damping: Scalar = param(
        default=1e-3,
        low=0.0,
        high=100.0,
        tex=r"\lambda",
        about="added to the curvature; large makes it plain descent",
        label="Damping",
    )

    def init(self, x: jax.Array) -> tuple[()]:
        if x.shape != (2,):
            raise ValueError(
                f"Newton was given a point of shape {x.shape}; it works in the plane only: give shape (2,)"
            )
        return ()

    def step(
        self, loss: Loss, x: jax.Array, value: jax.Array, grad: jax.Array, state: Any
    ) -> tuple[jax.Array, Any]:
        (a, b), (_, d) = hessian(loss, x)
        a, d = a + self.damping, d + self.damping
        det = a * d - b * b
        solution = jnp.stack([d * grad[0] - b * grad[1], a * grad[1] - b * grad[0]]) / det
        return -self.lr * jnp.where(
            jnp.isinf(det), grad / jnp.stack([a, d]), solution
        ), state  # an infinite curvature spoils only its own coordinate

    def rates(self, state: Any) -> Scalar:
        return self.lr

    def seen(self, loss: Loss, x: jax.Array, state: Any) -> dict[str, jax.Array]:
        (a, b), (_, d) = hessian(loss, x)
        return {"H_xx": a, "H_xy": b, "H_yy": d}
