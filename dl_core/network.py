"""A small multilayer perceptron as pure functions: parameters in, activations, pre-activations and losses
out.

Everything but the shape of the arrays is traced: activation, batch norm and residual connections are numbers,
and so is the depth up to the next of PADDED_DEPTHS. So a new width compiles, and a new depth only where it
needs the next room.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from dl_core.activations import ACTIVATIONS, activate, index_of
from dl_core.initializers import initial

EPS = 1e-5  # of batch norm, as PyTorch's default
# hidden layers that the arrays have room for; what is beyond the depth is neither computed nor learned
PADDED_DEPTHS = (5, 10, 20, 30, 50)


class Shape(NamedTuple):
    """inputs → depth hidden layers of `width` units → outputs (one: the logit of class 1)."""

    inputs: int
    width: int
    depth: int
    outputs: int = 1


class Weights(NamedTuple):
    """first (inputs, width), hidden (room−1, width, width), last (width, outputs); bias, and batch norm's
    gain γ and shift β: (room, width); out (outputs,).

    room ≥ depth; rows from the depth on are 0 and stay so.
    """

    first: Any
    hidden: Any
    last: Any
    bias: Any
    gain: Any
    shift: Any
    out: Any


class NetConfig(NamedTuple):
    """What a net does, as numbers: how many hidden layers there are, the activation's index, batch norm 0 or
    1 (before the activation), residual 0 or 1 (around each layer but the first)."""

    depth: Any
    activation: Any
    batch_norm: Any
    residual: Any


class Pass(NamedTuple):
    """What a forward pass leaves: logits (n,); pre- and post-activations of the hidden layers (room, n,
    width), 0 from the depth on."""

    logits: jax.Array
    pre: jax.Array
    post: jax.Array


def net_config(depth: int, activation: str, batch_norm: bool = False, residual: bool = False) -> NetConfig:
    """A NetConfig by the activation's name."""
    return NetConfig(
        np.int32(depth), np.int32(index_of(activation)), np.int32(batch_norm), np.int32(residual)
    )


def room_for(depth: int) -> int:
    """The smallest of PADDED_DEPTHS that holds `depth` layers. Raises ValueError beyond the largest."""
    for room in PADDED_DEPTHS:
        if depth <= room:
            return room
    raise ValueError(f"depth={depth}; at most {PADDED_DEPTHS[-1]} hidden layers are allowed")


def initial_weights(shape: Shape, scheme: str, seed: int, scale: float = 1.0, bias: float = 0.0) -> Weights:
    """Weights of a scheme times `scale`, every bias `bias` (the output's 0), γ 1, β 0; float32 NumPy arrays
    with room for more layers."""
    inputs, width, depth, outputs = shape
    room = room_for(depth)
    hidden, rows = np.zeros((room - 1, width, width), np.float32), np.zeros((room, width), np.float32)
    for layer in range(1, depth):
        hidden[layer - 1] = initial(scheme, width, width, seed, layer, scale)
    biases, gains = rows.copy(), rows.copy()
    biases[:depth], gains[:depth] = bias, 1
    first, last = (
        initial(scheme, inputs, width, seed, 0, scale),
        initial(scheme, width, outputs, seed, depth, scale),
    )
    return Weights(first, hidden, last, biases, gains, rows, np.zeros(outputs, np.float32))


def moments(z: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Mean and variance (divided by n) of each unit over the batch (n, width)."""
    mean = z.mean(axis=0)
    return mean, ((z - mean) ** 2).mean(axis=0)


def normalised(
    z: jax.Array, mean: jax.Array, variance: jax.Array, gain: jax.Array, shift: jax.Array
) -> jax.Array:
    """γ (z − mean) / √(variance + ε) + β."""
    return gain * (z - mean) * jax.lax.rsqrt(variance + EPS) + shift


def batch_norm(z: jax.Array, gain: jax.Array, shift: jax.Array) -> jax.Array:
    """Normalised by the batch's own mean and variance (Ioffe & Szegedy 2015)."""
    return normalised(z, *moments(z), gain, shift)


class Layer(NamedTuple):
    """One hidden layer: weight (fan_in, width); bias (width,); γ and β (width,), or None without batch
    norm."""

    weight: Any
    bias: Any
    gain: Any
    shift: Any


class Stack(NamedTuple):
    """The same net as Weights, layer by layer and without room to spare: as a training loop wants it, whose
    gradients would otherwise be added up in one large array, layer after layer."""

    layers: tuple[Layer, ...]
    last: Any
    out: Any


def stack(weights: Weights, config: NetConfig) -> Stack:
    """Weights layer by layer; γ and β only where there is batch norm."""
    matrices = [weights.first, *weights.hidden[: int(config.depth) - 1]]
    scales = (
        list(zip(weights.gain, weights.shift, strict=True))
        if config.batch_norm
        else [(None, None)] * len(matrices)
    )
    layers = tuple(Layer(matrix, weights.bias[i], *scales[i]) for i, matrix in enumerate(matrices))
    return Stack(layers, weights.last, weights.out)


class Applied(NamedTuple):
    """What `run` leaves: outputs (n, outputs); hidden: each layer's activations (n, width), factors included;
    moments: each layer's mean and variance before batch norm."""

    outputs: jax.Array
    hidden: tuple[jax.Array, ...]
    moments: tuple[tuple[jax.Array, jax.Array], ...]


def run(
    net: Stack, static: tuple[int, ...], x: jax.Array, factors: Any = None, running: Any = None
) -> Applied:
    """The net of `forward`, layer by layer in Python, for a plan of plain numbers in the order of NetConfig:
    several times faster in a training loop, and compiled for every plan. What is not used of the result is
    not computed.

    factors: one for each hidden layer, multiplied onto its activations (dropout), or None. running: (mean,
    variance) of each layer for batch norm after training, or None for those of the batch at hand.
    """
    _, activation, normed, residual = static
    a, hidden, found = x, [], []
    for i, layer in enumerate(net.layers):
        z = a @ layer.weight + layer.bias
        found.append(moments(z))
        if normed:
            mean, variance = (running or found)[i]
            z = normalised(z, mean, variance, layer.gain, layer.shift)
        fired = ACTIVATIONS[activation](z) + (a if residual and i else 0)
        a = fired if factors is None else fired * factors[i]
        hidden.append(a)
    return Applied(a @ net.last + net.out, tuple(hidden), tuple(found))


def logits_of(net: Stack, static: tuple[int, ...], x: jax.Array) -> jax.Array:
    """The first output of `run`: the logit of class 1."""
    return run(net, static, x).outputs[:, 0]


def forward(weights: Weights, config: NetConfig, x: jax.Array) -> Pass:
    """The net on x (n, inputs), with every layer's pre- and post-activations."""

    def layer(
        carried: jax.Array, linear: jax.Array, skip: jax.Array, rows: Any
    ) -> tuple[jax.Array, tuple[jax.Array, jax.Array]]:
        bias, gain, shift = rows
        z = linear + bias
        z = jax.lax.cond(config.batch_norm > 0, lambda z: batch_norm(z, gain, shift), lambda z: z, z)
        a = activate(config.activation, z) + skip * carried
        return a, (z, a)

    rows = (weights.bias, weights.gain, weights.shift)
    linear = x @ weights.first
    a, (z, _) = layer(jnp.zeros_like(linear), linear, jnp.zeros((), x.dtype), [row[0] for row in rows])
    skip = jnp.asarray(config.residual, x.dtype)

    def step(a: jax.Array, now: Any) -> Any:
        index, hidden, *own = now
        return jax.lax.cond(
            index < config.depth,
            lambda a: layer(a, a @ hidden, skip, own),
            lambda a: (a, (jnp.zeros_like(a), jnp.zeros_like(a))),
            a,
        )

    others = (jnp.arange(1, len(weights.bias), dtype=np.int32), weights.hidden, *(row[1:] for row in rows))
    last, (pre, post) = jax.lax.scan(step, a, others)
    return Pass(
        (last @ weights.last)[:, 0] + weights.out[0],
        jnp.concatenate([z[None], pre]),
        jnp.concatenate([a[None], post]),
    )
