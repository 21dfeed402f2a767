"""What stands between the layers: activations, and their slopes by automatic differentiation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dl_core.params import Source

LEAK = 0.01
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Activation:
    """One function of the pre-activation z, elementwise. formula: LaTeX of f(z); about: a sentence; steepest:
    its largest slope."""

    name: str
    label: str
    formula: str
    about: str
    f: Callable[[jax.Array], jax.Array]
    steepest: float
    source: Source

    def __call__(self, z: jax.Array) -> jax.Array:
        return self.f(z)

    def __reduce__(self) -> tuple[Any, ...]:  # by name: JAX's functions are not what pickle finds by theirs
        return activation, (self.name,)

    def curve(self, z: Floats) -> tuple[Floats, Floats]:
        """f(z) and f′(z) as NumPy arrays, to be drawn; one program for all activations and as many z."""
        f, slope = _curve(np.int32(index_of(self.name)), z)
        return np.asarray(f), np.asarray(slope)

    def slope(self, z: jax.Array) -> jax.Array:
        """f′(z), elementwise, of z's shape."""
        return jax.jvp(self.f, (z,), (jnp.ones_like(z),))[1]


ACTIVATIONS = (
    Activation(
        "sigmoid",
        "Sigmoid",
        r"\frac{1}{1+e^{-z}}",
        ("Between 0 and 1; never steeper than ¼, flat on both sides."),
        jax.nn.sigmoid,
        0.25,
        Source("Rumelhart, Hinton & Williams", 1986, "https://doi.org/10.1038/323533a0"),
    ),
    Activation(
        "tanh",
        "tanh",
        r"\tanh z",
        "A sigmoid around 0: slope 1 in the middle, flat on both sides.",
        jnp.tanh,
        1.0,
        Source("LeCun, Bottou, Orr & Müller", 1998, "https://doi.org/10.1007/978-3-642-35289-8_3"),
    ),
    Activation(
        "relu",
        "ReLU",
        r"\max(0, z)",
        (
            "Slope 1 or 0 and nothing between: what passes, passes whole; a unit that never fires learns "
            "nothing."
        ),
        jax.nn.relu,
        1.0,
        Source("Nair & Hinton", 2010, "https://icml.cc/Conferences/2010/papers/432.pdf"),
    ),
    Activation(
        "leaky",
        "Leaky ReLU",
        rf"\max({LEAK} z, z)",
        "ReLU with a small slope below 0, so no unit is dead.",
        lambda z: jax.nn.leaky_relu(z, LEAK),
        1.0,
        Source(
            "Maas, Hannun & Ng", 2013, "https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf"
        ),
    ),
    Activation(
        "elu",
        "ELU",
        r"z \text{ if } z > 0 \text{ else } e^z - 1",
        ("Smooth below 0 and negative there, so that its mean is nearer to 0."),
        jax.nn.elu,
        1.0,
        Source("Clevert, Unterthiner & Hochreiter", 2015, "https://arxiv.org/abs/1511.07289"),
    ),
    Activation(
        "gelu",
        "GELU",
        r"z\,\Phi(z)",
        "z times the chance that a normal number is smaller than z (Φ, exact).",
        lambda z: jax.nn.gelu(z, approximate=False),
        1.13,
        Source("Hendrycks & Gimpel", 2016, "https://arxiv.org/abs/1606.08415"),
    ),
    Activation(
        "silu",
        "SiLU",
        r"\frac{z}{1+e^{-z}}",
        "z times its sigmoid: a smooth ReLU that dips below 0.",
        jax.nn.silu,
        1.1,
        Source("Elfwing, Uchibe & Doya", 2017, "https://arxiv.org/abs/1702.03118"),
    ),
    Activation(
        "softplus",
        "Softplus",
        r"\ln(1+e^z)",
        "A smooth ReLU whose slope is the sigmoid.",
        jax.nn.softplus,
        1.0,
        Source(
            "Dugas, Bengio, Bélisle, Nadeau & Garcia",
            2000,
            "https://proceedings.neurips.cc/paper/2000/hash/44968aece94f667e4095002d140b5896-Abstract.html",
        ),
    ),
    Activation(
        "identity",
        "Identity",
        "z",
        "No non-linearity at all: however deep, the net is one matrix.",
        lambda z: z,
        1.0,
        Source("–", 0),
    ),
)


def index_of(name: str) -> int:
    """The place of an activation in ACTIVATIONS. Raises KeyError for an unknown name."""
    for index, activation in enumerate(ACTIVATIONS):
        if activation.name == name:
            return index
    raise KeyError(
        f"No activation is called {name!r}; there are {', '.join(one.name for one in ACTIVATIONS)}."
    )


def activation(name: str) -> Activation:
    """The activation of this name. Raises KeyError for an unknown one."""
    return ACTIVATIONS[index_of(name)]


def activate(index: jax.Array, z: jax.Array) -> jax.Array:
    """ACTIVATIONS[index](z) for a traced index: one program serves them all."""
    return jax.lax.switch(index, [one.f for one in ACTIVATIONS], z)


def slopes(index: jax.Array, z: jax.Array) -> jax.Array:
    """ACTIVATIONS[index].slope(z) for a traced index."""
    return jax.lax.switch(index, [one.slope for one in ACTIVATIONS], z)


@jax.jit
def _curve(index: jax.Array, z: jax.Array) -> tuple[jax.Array, jax.Array]:
    return activate(index, z), slopes(index, z)
