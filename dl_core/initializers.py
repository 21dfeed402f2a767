"""Initial weights: every scheme turns the same random numbers of a seed into a matrix, in NumPy, so that a
change of scheme never compiles."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dl_core.params import Source

Matrix = NDArray[np.float32]
CONSTANT = 0.1
# numbers of a matrix that is remembered, so that a slider does not draw it anew: at most 96 of 160 kB
KEPT = 200 * 200


NOBODY = Source("–", 0)


@dataclass(frozen=True)
class Initializer:
    """One scheme. formula: LaTeX of the law that a weight follows; spread: its standard deviation given
    fan_in and fan_out; shape: "normal", "uniform", "orthogonal" or "constant" (then spread is the
    constant)."""

    name: str
    label: str
    formula: str
    about: str
    spread: Callable[[int, int], float]
    shape: str = "normal"
    source: Source = NOBODY


_GLOROT = Source("Glorot & Bengio", 2010, "https://proceedings.mlr.press/v9/glorot10a.html")
_HE = Source("He, Zhang, Ren & Sun", 2015, "https://arxiv.org/abs/1502.01852")
_LECUN = Source("LeCun, Bottou, Orr & Müller", 1998, "https://doi.org/10.1007/978-3-642-35289-8_3")

INITIALIZERS = (
    Initializer(
        "zeros", "Zeros", "0", "All units of a layer are and stay the same.", lambda i, o: 0.0, "constant"
    ),
    Initializer(
        "constant",
        "Constant 0.1",
        str(CONSTANT),
        "All units of a layer are and stay the same.",
        lambda i, o: CONSTANT,
        "constant",
    ),
    Initializer(
        "unit",
        "N(0, 1)",
        r"\mathcal N(0, 1)",
        ("Far too wide for wide layers: sigmoids saturate, ReLUs explode."),
        lambda i, o: 1.0,
    ),
    Initializer(
        "small",
        "N(0, 0.01²)",
        r"\mathcal N(0, 0.01^2)",
        ("Far too narrow: the signal shrinks from layer to layer."),
        lambda i, o: 0.01,
    ),
    Initializer(
        "xavier",
        "Xavier √(1/n)",
        r"\mathcal N(0, 1/n_\text{in})",
        ("Keeps a linear layer's standard deviation; the book's Xavier, LeCun's normal."),
        lambda i, o: (1 / i) ** 0.5,
        source=_LECUN,
    ),
    Initializer(
        "glorot",
        "Glorot normal",
        r"\mathcal N(0, 2/(n_\text{in}+n_\text{out}))",
        ("A compromise between forward and backward."),
        lambda i, o: (2 / (i + o)) ** 0.5,
        source=_GLOROT,
    ),
    Initializer(
        "glorot-uniform",
        "Glorot uniform",
        r"\mathcal U(\pm\sqrt{6/(n_\text{in}+n_\text{out})})",
        ("Glorot's standard deviation, without tails."),
        lambda i, o: (2 / (i + o)) ** 0.5,
        "uniform",
        _GLOROT,
    ),
    Initializer(
        "lecun-uniform",
        "LeCun uniform",
        r"\mathcal U(\pm\sqrt{3/n_\text{in}})",
        ("Xavier's standard deviation, without tails."),
        lambda i, o: (1 / i) ** 0.5,
        "uniform",
        _LECUN,
    ),
    Initializer(
        "he",
        "He √(2/n)",
        r"\mathcal N(0, 2/n_\text{in})",
        ("Makes up for the half that ReLU cuts off."),
        lambda i, o: (2 / i) ** 0.5,
        source=_HE,
    ),
    Initializer(
        "he-uniform",
        "He uniform",
        r"\mathcal U(\pm\sqrt{6/n_\text{in}})",
        "He's standard deviation, without tails.",
        lambda i, o: (2 / i) ** 0.5,
        "uniform",
        _HE,
    ),
    Initializer(
        "orthogonal",
        "Orthogonal",
        (
            r"\text{uniform over } W^\top W = I \text{, or } W W^\top = I \text{ if it "
            r"narrows}"
        ),
        (
            "Turns and never stretches: a linear layer that does not narrow keeps all lengths; "
            "one that narrows drops a part."
        ),
        lambda i, o: max(i, o) ** -0.5,
        "orthogonal",
        Source("Saxe, McClelland & Ganguli", 2013, "https://arxiv.org/abs/1312.6120"),
    ),
)


def initializer(name: str) -> Initializer:
    """The scheme of this name. Raises KeyError for an unknown one."""
    for one in INITIALIZERS:
        if one.name == name:
            return one
    raise KeyError(
        f"No initializer is called {name!r}; there are {', '.join(one.name for one in INITIALIZERS)}."
    )


def _draws(shape: str, fan_in: int, fan_out: int, seed: int, layer: int) -> Matrix:
    """Numbers of mean 0 and standard deviation 1 (all 1 for a constant), (fan_in, fan_out), the same for
    every scheme of one shape."""
    rng = np.random.default_rng((seed, layer))
    if shape == "constant":
        drawn = np.ones((fan_in, fan_out), np.float32)
    elif shape == "uniform":
        drawn = rng.uniform(-(3**0.5), 3**0.5, (fan_in, fan_out)).astype(np.float32)
    elif shape == "orthogonal":
        tall = rng.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out)))
        q, r = np.linalg.qr(tall)
        q = q * np.sign(np.diag(r))  # uniform over all such matrices
        drawn = ((q if fan_in >= fan_out else q.T) * max(fan_in, fan_out) ** 0.5).astype(np.float32)
    else:
        drawn = rng.standard_normal((fan_in, fan_out), np.float32)
    drawn.setflags(write=False)
    return drawn


_kept_draws = lru_cache(maxsize=96)(_draws)


def initial(name: str, fan_in: int, fan_out: int, seed: int, layer: int, scale: float = 1.0) -> Matrix:
    """A matrix (fan_in, fan_out) of the scheme `name`, times `scale`; `seed` and `layer` name the random
    numbers."""
    scheme = initializer(name)
    draws = _kept_draws if fan_in * fan_out <= KEPT else _draws
    return draws(scheme.shape, fan_in, fan_out, seed, layer) * np.float32(
        scheme.spread(fan_in, fan_out) * scale
    )
