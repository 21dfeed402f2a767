"""How large the signal is, forward and backward, over weight scale × depth: one draw of weights and inputs,
times 41 scales."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.activations import activate, index_of
from dl_core.initializers import initial

Floats = NDArray[np.float32]
DEPTH, WIDTH = 50, 100
# 20,000 numbers a layer: their sampling error is .5 %. All samples pass through the same weights, and these
# 50 matrices of width 100 scatter the result far more, so that more samples would sharpen nothing.
SAMPLES = 200
SCALES = np.geomspace(0.1, 10.0, 41).astype(np.float32)  # in units of Xavier's √(1/n); 1 is one of them
INPUTS, BACK = 1000, 1001  # name random numbers next to the layers' 0 … 49


class Signal(NamedTuple):
    """Sizes, (scales, DEPTH) each, of one net of DEPTH layers per scale.

    forward: RMS of the activations after layer 1 … DEPTH; spread: their standard deviation over samples and
    units together; backward: RMS of ∂L/∂a after 1 … DEPTH layers back, where N(0, 1) arrives at the top.

    0: every single number is below the smallest that the processor keeps (1.2e-38), not just its square. inf
    or nan: some number left float32 (3.4e38). backward is nan where a pre-activation on its way was not
    finite: it has no slope. Where activations have become 0, all slopes on the way back are those at 0, as in
    any net in float32: 0 for ReLU, 1 for leaky ReLU.
    """

    scales: Floats
    forward: Floats
    spread: Floats
    backward: Floats


def _size(x: jax.Array) -> tuple[jax.Array, jax.Array]:
    """RMS and standard deviation of all of x (samples, units). The largest number is taken out before
    anything is squared: float32 squares end at 1e-38, so that numbers of 1e-19 would count as 0. Columns
    first, which XLA:CPU adds up several at a time."""
    most = jnp.abs(x).max(axis=0).max()  # XLA's maximum may pass over a nan; the means below do not
    unit = jnp.where((most > 0) & jnp.isfinite(most), most, 1)
    y = x / unit

    def mean(values: jax.Array) -> jax.Array:
        return values.sum(axis=0).sum() / values.size

    apart = y - mean(y)
    return unit * jnp.sqrt(mean(y * y)), unit * jnp.sqrt(mean(apart * apart))


@jax.jit
def _signal(index: Any, weights: Any, x: Any, back: Any, scales: Any) -> Any:
    def one(scale: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
        def layer(a: jax.Array, weight: jax.Array) -> Any:
            z = scale * (a @ weight)
            # both in one branch: a third less than one after the other
            a, slope = jax.jvp(lambda z: activate(index, z), (z,), (jnp.ones_like(z),))
            return a, (_size(a), jnp.where(jnp.isfinite(z), slope, jnp.nan))

        def layer_back(by_post: jax.Array, now: Any) -> tuple[jax.Array, jax.Array]:
            weight, slope = now
            by_post = scale * ((by_post * slope) @ weight.T)
            return by_post, _size(by_post)[0]

        _, ((forward, spread), slope) = jax.lax.scan(layer, x, weights)
        _, backward = jax.lax.scan(layer_back, back, (weights, slope), reverse=True)
        return forward, spread, backward[::-1]

    return jax.lax.map(one, scales)


def _normal(seed: int, which: int) -> Floats:
    return np.random.default_rng((seed, which)).standard_normal((SAMPLES, WIDTH), np.float32)


def signal(activation: str, seed: int, scales: ArrayLike = SCALES) -> Signal:
    """The signal at every scale: weights are the same normal numbers times scale · √(1/WIDTH), inputs N(0,
    1), no bias. Compiles once per number of scales."""
    weights = np.stack([initial("xavier", WIDTH, WIDTH, seed, layer) for layer in range(DEPTH)])
    chosen = np.asarray(scales, np.float32)
    found = _signal(
        np.int32(index_of(activation)), weights, _normal(seed, INPUTS), _normal(seed, BACK), chosen
    )
    return Signal(chosen, *(np.asarray(one) for one in found))
