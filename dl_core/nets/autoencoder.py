"""An autoencoder: values through a few numbers, the code, and back. One function for the plain one, the
linear one and the variational one (Kingma & Welling 2014, https://arxiv.org/abs/1312.6114)."""

import itertools
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Plan(NamedTuple):
    """The kind of a net; a program each. values: of a sample; hidden: units of the layer on each side of the
    code, 0: none; room: numbers that the largest code may have, for a smaller one is filled up with zeros;
    activation: of the hidden layers, one of ACTIVATIONS."""

    values: int = 64
    hidden: int = 64
    room: int = 2
    activation: str = "tanh"


class Layer(NamedTuple):
    """weight (in, out); bias (out,)."""

    weight: Any
    bias: Any


class Layers(NamedTuple):
    """into: before the code, () without a hidden layer; mean, log_variance: of the code's numbers, the second
    counts in a variational autoencoder only; out: from the code to the values."""

    into: tuple[Layer, ...]
    mean: Layer
    log_variance: Layer
    out: tuple[Layer, ...]


ACTIVATIONS = {"relu": lambda x: jnp.maximum(x, 0), "tanh": jnp.tanh, "linear": lambda x: x}
IN_NUMPY: dict[str, Any] = {"relu": lambda x: np.maximum(x, 0), "tanh": np.tanh, "linear": lambda x: x}


def initial(plan: Plan, width: int, seed: int) -> Layers:
    """A net before its first step with a code of `width` numbers, in float32: weights N(0, 1/fan_in), or
    N(0, 2/fan_in) in front of a ReLU, biases 0; all weights of the code's other places are 0, and nothing
    ever moves them. Raises ValueError for a width that the plan has no room for."""
    if not 1 <= width <= plan.room:
        raise ValueError(f"width={width}; from 1 to {plan.room} numbers have room in this net")
    rng = np.random.default_rng((seed, 41))

    def layer(ins: int, outs: int, before_relu: bool, room: tuple[int, int] | None = None) -> Layer:
        drawn = rng.standard_normal((ins, outs)) * np.sqrt((2 if before_relu else 1) / ins)
        weight = np.zeros(room or (ins, outs), np.float32)
        weight[:ins, :outs] = drawn
        return Layer(weight, np.zeros(weight.shape[1], np.float32))

    relu, hidden = plan.activation == "relu", plan.hidden or plan.values
    into = (layer(plan.values, hidden, relu),) if plan.hidden else ()
    mean = layer(hidden, width, False, (hidden, plan.room))
    log_variance = layer(hidden, width, False, (hidden, plan.room))
    log_variance = log_variance._replace(weight=0.1 * log_variance.weight)  # deviations near 1 at first
    first = layer(width, hidden, relu and bool(plan.hidden), (plan.room, hidden))
    out = (first, layer(hidden, plan.values, False)) if plan.hidden else (first,)
    return Layers(into, mean, log_variance, out)


def encode(layers: Layers, plan: Plan, x: Any) -> tuple[Any, Any]:
    """Mean and log-variance (n, room) each of the codes of samples x (n, values); NumPy if all is NumPy."""
    active = _active(plan, x)
    for layer in layers.into:
        x = active(x @ layer.weight + layer.bias)
    return (
        x @ layers.mean.weight + layers.mean.bias,
        x @ layers.log_variance.weight + layers.log_variance.bias,
    )


def decode(layers: Layers, plan: Plan, codes: Any) -> Any:
    """What codes (n, room) are decoded to (n, values); NumPy if all is NumPy."""
    active = _active(plan, codes)
    *hidden, last = layers.out
    for layer in hidden:
        codes = active(codes @ layer.weight + layer.bias)
    return codes @ last.weight + last.bias


def _active(plan: Plan, x: Any) -> Any:
    return (ACTIVATIONS if isinstance(x, jax.Array) else IN_NUMPY)[plan.activation]


def narrowed(layers: Layers, width: int) -> Layers:
    """The net without the places of the code beyond `width`."""

    def cut(layer: Layer) -> Layer:
        return Layer(layer.weight[:, :width], layer.bias[:width])

    first, *rest = layers.out
    return Layers(
        layers.into,
        cut(layers.mean),
        cut(layers.log_variance),
        (first._replace(weight=first.weight[:width]), *rest),
    )


def count(plan: Plan, width: int) -> int:
    """How many weights and biases a plain autoencoder with a code of `width` numbers has."""
    sizes = (plan.values, *(plan.hidden,) * bool(plan.hidden), width)
    sizes = (*sizes, *sizes[-2::-1])
    return sum(ins * outs + outs for ins, outs in itertools.pairwise(sizes))
