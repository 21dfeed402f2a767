"""Mean-field theory of random nets: what becomes of lengths and of gradients, layer by layer, where layers
are infinitely wide.

Without biases and with Var W = σ_w²/n_in, a pre-activation is a normal number of variance q, and from layer
to layer (z ~ N(0, 1))

    q ← σ_w² E[f(√q z)²]            the length map, from q = σ_w² for inputs N(0, 1) (Poole et al. 2016)
    χ(q) = σ_w² E[f′(√q z)²]        the factor of a squared gradient on its way back (Schoenholz et al. 2017)

χ at the lengths that a net settles at is χ₁: below 1 inputs become alike and gradients vanish ("order"),
above 1 neighbours part and gradients explode ("chaos"). All in float64. σ_w is in units of Xavier's
√(1/n_in).
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.activations import Activation

Floats = NDArray[np.float64]
NODES, PANELS, REACH = 20, 44, 10.0
NOTHING, ENDLESS = 1e-12, 1e12  # a fixed point below the first counts as 0, above the second as infinite
SEARCHED = (0.01, 100.0)  # scales among which an edge is looked for
CLOSE = 1e-11  # two sides that differ by less, relatively, count as equal: quadrature is good to about 1e-13


class Theory(NamedTuple):
    """RMS, (n, depth) each. forward: of the activations after layer 1 … depth; backward: of ∂L/∂a after 1 …
    depth layers back, where N(0, 1) starts at the top."""

    forward: Floats
    backward: Floats


def _gauss() -> tuple[Floats, Floats]:
    """Nodes and weights of E[·] over N(0, 1): Gauss–Legendre on panels that halve towards 0, where kinks are,
    and where saturating functions turn ever faster as q grows. What lies beyond ±REACH is 1e-23."""
    edges = np.concatenate([[0.0], REACH * 2.0 ** np.arange(-PANELS + 1, 1)])
    at, weight = np.polynomial.legendre.leggauss(NODES)
    half = np.diff(edges)[:, None] / 2
    z = (edges[:-1, None] + half * (1 + at)).ravel()
    w = (half * weight).ravel() * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return np.concatenate([-z[::-1], z]), np.concatenate([w[::-1], w])


_Z, _W = _gauss()


def moments(activation: Activation, q: ArrayLike) -> tuple[Floats, Floats]:
    """E[f(√q z)²] and E[f′(√q z)²] over z ~ N(0, 1), of q's shape."""
    f, slope = activation.curve(np.sqrt(np.asarray(q, np.float64))[..., None] * _Z)
    return f**2 @ _W, slope**2 @ _W


def theory(activation: Activation, scales: ArrayLike, depth: int) -> Theory:
    """Both signals at every scale σ_w (n,) in a net of `depth` layers on inputs N(0, 1). The way back takes
    its weights as drawn anew (Schoenholz et al.)."""
    square = np.asarray(scales, np.float64) ** 2
    size, chi, q = [], [], square
    for _ in range(depth):
        second, slope = moments(activation, q)
        size.append(second)
        chi.append(square * slope)
        q = square * second
    return Theory(np.sqrt(np.stack(size, axis=1)), np.sqrt(np.cumprod(np.stack(chi[::-1], axis=1), axis=1)))


def slope_factor(activation: Activation, scale: float, q: float) -> float:
    """χ(q) = σ_w² E[f′(√q z)²]; at q = 0 and q = ∞ its limits."""
    far = min(max(q, 1e-60), 1e60)  # far enough for every limit to be reached
    return float(scale**2 * moments(activation, [far])[1][0])


@lru_cache(maxsize=32)
def _table(activation: Activation) -> tuple[Floats, Floats]:
    """log q over its whole range and log(E[f²]/q) there."""
    q = np.geomspace(NOTHING, ENDLESS, 97)
    return np.log(q), np.log(moments(activation, q)[0] / q)


def fixed_point(activation: Activation, scale: float) -> float:
    """The variance q* that the length map goes to from q = σ_w²: may be 0 or infinite.

    Every q is its own successor for ReLU at √2 and for the identity at 1; then σ_w² itself is returned. The
    map grows with q for every activation here, so lengths rise or fall to the nearest fixed point and jump
    over none.
    """
    gain = 2 * np.log(scale)

    def growth(log_q: float) -> float:
        return float(gain + np.log(moments(activation, [np.exp(log_q)])[0][0]) - log_q)

    start = float(np.clip(gain, np.log(NOTHING), np.log(ENDLESS)))
    first = growth(start)
    if abs(first) < CLOSE:
        return scale**2
    logs, ratios = _table(activation)
    side = logs > start if first > 0 else logs < start
    ahead, turned = logs[side], ((gain + ratios[side]) * first <= 0)
    if first < 0:
        ahead, turned = ahead[::-1], turned[::-1]
    if not turned.any():
        return np.inf if first > 0 else 0.0
    at = int(turned.argmax())
    here, there = float(ahead[at - 1]) if at else start, float(ahead[at])
    while abs(there - here) > CLOSE:
        middle = (here + there) / 2
        here, there = (middle, there) if growth(middle) * first > 0 else (here, middle)
    return float(np.exp((here + there) / 2))


def chi_1(activation: Activation, scale: float) -> float:
    """χ₁: the slope factor at the lengths that a net of this weight scale settles at."""
    return slope_factor(activation, scale, fixed_point(activation, scale))


@lru_cache(maxsize=32)
def edge_of_chaos(activation: Activation) -> float | None:
    """The smallest weight scale σ_w at which χ₁ comes from below 1 to 1 or beyond, or None if there is none
    in SEARCHED.

    At the edge of the identity (1), ReLU (√2), leaky ReLU (√(2/(1+.01²))) every length stays as it is. tanh
    and ELU: 1, where lengths stop dying out; above it ELU's χ₁ stays barely over 1, and touches 1 again at
    √2, where its lengths become infinite. Softplus: √2, as a limit: there, too, q* becomes infinite. Sigmoid:
    large weights, whose lengths have been finite all along. GELU and SiLU have no fixed point that a net
    settles at with χ₁ = 1: their lengths die out below a scale and grow without end above, so that χ₁ jumps
    over 1; meant is that scale, for inputs N(0, 1): it depends on the length of the inputs.
    """

    def beyond(scale: float) -> bool:
        return chi_1(activation, scale) >= 1 - CLOSE

    scales = np.geomspace(*SEARCHED, 41)
    if beyond(float(scales[0])):
        return None
    at = next((i for i, scale in enumerate(scales) if beyond(float(scale))), None)
    if at is None:
        return None
    low, high = float(scales[at - 1]), float(scales[at])
    while high - low > CLOSE * high:
        middle = (low + high) / 2
        low, high = (low, middle) if beyond(middle) else (middle, high)
    return (low + high) / 2
