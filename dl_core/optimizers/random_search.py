"""Random search: the answer to "why the gradient at all?"."""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from dl_core.optimizers.arithmetic import SCALED, Line
from dl_core.optimizers.base import Loss, Optimizer, Words
from dl_core.params import Scalar, Source, param, params


class Proposals(NamedTuple):
    """t: proposals made so far (a float of x's dtype)."""

    t: jax.Array


@params
class RandomSearch(Optimizer):
    """x ← x + ηz if that is lower, z ~ N(0, I); one loss value a step, no gradient (random optimization,
    Matyas 1965)."""

    label = "Random search"
    formula = r"z \sim \mathcal N_s(0, I),\qquad x \leftarrow x + \eta z \ \text{ if } f(x + \eta z) < f(x)"
    source = Source("Matyas (random optimization)", 1965, "https://en.wikipedia.org/wiki/Random_optimization")
    symbols = (
        "$f$ is the loss; the coordinates of $z$ are independent normal numbers of mean 0 and variance 1 "
        "($I$ is the identity matrix)"
    )
    words = Words(
        "Try a random point near by; keep it if it is lower.",
        "Needs no gradient, so it works where there is none.",
        "Half of all directions lead down, in any dimension. But the chance that a proposal of fixed "
        "width is lower shrinks with every dimension, and so does "
        "the progress: see the bowl in many dimensions.",
    )
    lines = (
        Line("z", "z", "z", "drawn at random"),
        Line("tried", "ηz", "lr * z", "the proposal", SCALED),
        Line("f", "f(x)", "f", "the loss here"),
        Line("there", "f(x+ηz)", "there", "the loss at the proposal"),
        Line("step", "Δ", "where(there < f, tried, 0)", "the step: the proposal, if it is lower"),
        Line("t", "t", "t + 1", "proposals made"),
    )
    lr: Scalar = param(
        default=0.3,
        low=1e-4,
        high=10.0,
        log=True,
        tex=r"\eta",
        about="width of the proposals",
        label="Learning rate",
    )
    seed: Scalar = param(
        default=0.0,
        low=0.0,
        high=9999.0,
        step=1.0,
        tex="s",
        about="which random proposals",
        label="Proposal seed",
    )

    def init(self, x: jax.Array) -> Proposals:
        return Proposals(jnp.zeros((), x.dtype))

    def step(
        self, loss: Loss, x: jax.Array, value: jax.Array, grad: jax.Array, state: Proposals
    ) -> tuple[jax.Array, Proposals]:
        proposal = self.lr * self._normal(x, state)
        return jnp.where(loss(x + proposal) < value, proposal, jnp.zeros_like(x)), Proposals(state.t + 1)

    def rates(self, state: Proposals) -> Scalar:
        return self.lr

    def seen(self, loss: Loss, x: jax.Array, state: Proposals) -> dict[str, jax.Array]:
        z = self._normal(x, state)
        return {"z": z, "there": loss(x + self.lr * z)}

    def _normal(self, x: jax.Array, state: Proposals) -> jax.Array:
        key = jax.random.key(jnp.asarray(self.seed).astype(jnp.uint32))
        return jax.random.normal(jax.random.fold_in(key, state.t.astype(jnp.uint32)), x.shape, x.dtype)
