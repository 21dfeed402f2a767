"""Does a net know when it does not know? Dropout left on at test time, on digits turned and disturbed.

Source: Gal & Ghahramani 2016, https://arxiv.org/abs/1506.02142. Entropies are in nats, of 10 classes at most
ln 10 = 2.303. The mutual information between prediction and mask is the score of BALD (Houlsby et al. 2011,
https://arxiv.org/abs/1112.5745): high where single thinned nets are sure and disagree.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.digits import SIDE
from dl_core.experiments.learning import Trained, TrainState, key_of, tested
from dl_core.experiments.vote import bare, thinned
from dl_core.network import run
from dl_core.programs import Bounded
from dl_core.traced import as_traced, cast

Floats = NDArray[np.float64]
Images = NDArray[np.float32]
PASSES, FEW = 100, 30  # passes; those of a curve's point, which take the information for about 3 % too low
PASS, NOISE = 6, 31  # what `key_of` calls the random numbers of the passes; the name of the noise's
ANGLES = np.arange(0.0, 181.0, 15.0)  # degrees
SIGMAS = np.linspace(0.0, 1.0, 11)  # of noise on pixels from 0 to 1


class Uncertainty(NamedTuple):
    """Of each image. mean: probabilities averaged over passes (n, 10); entropy: of that mean, (n,);
    information: the mutual information, (n,), the entropy less the mean entropy of single passes."""

    mean: Floats
    entropy: Floats
    information: Floats


class Curves(NamedTuple):
    """Against how much the test images are disturbed (angle or σ), (points,) each, nan where not yet
    computed.

    Of the mean over passes with dropout left on: accuracy, mean entropy and mean information. Of the whole
    net with scaled weights: its accuracy, its mean entropy, and how sure it is (mean largest probability).
    """

    by: Floats
    accuracy: Floats
    entropy: Floats
    information: Floats
    plain_accuracy: Floats
    plain_entropy: Floats
    sure: Floats


class Mistakes(NamedTuple):
    """What the whole net gets wrong in the test set, (m,) each, in the order of the set: where the image is,
    its digit, what the net said, and with what probability."""

    at: NDArray[np.int64]
    true: NDArray[np.int32]
    said: NDArray[np.int64]
    sure: NDArray[np.float32]


@partial(Bounded.jit, static_argnames=("static", "passes"))
def _spread(
    train_state: TrainState, regularizers: Any, x: Any, ratio: Any, seed: Any, static: Any, passes: int
) -> jax.Array:
    regularizers, ratio = cast((regularizers, ratio), jnp.float32)
    layers = train_state.net.layers
    shape = (len(layers), len(x), len(layers[0].bias))

    def once(number: jax.Array) -> jax.Array:
        masks = jax.random.uniform(key_of(seed, number, PASS), shape, jnp.float32) >= ratio
        return jax.nn.softmax(
            run(train_state.net, static, x, thinned(regularizers, masks, ratio), train_state.running).outputs
        )

    return jax.lax.map(once, jnp.arange(passes))


@partial(Bounded.jit, static_argnames="static")
def _plain(train_state: TrainState, regularizers: Any, x: Any, static: Any) -> jax.Array:
    return jax.nn.softmax(tested(train_state, static, cast(regularizers, jnp.float32), x).outputs)


def spread(
    net: Trained, ratio: float, seed: int, images: Images, passes: int = PASSES
) -> NDArray[np.float32]:
    """Probabilities (passes, n, 10) of images (n, 64) with dropout left on: each hidden unit is dropped with
    probability `ratio` < 1, afresh in every pass and for every image, and what is left is scaled up as in
    `vote.thinned`. Compiles once per shapes and kind of net."""
    own = np.asarray(images, np.float32), np.float64(ratio), np.int32(seed)
    return np.asarray(_spread(bare(net), as_traced(net.regularizers), *own, static=net.static, passes=passes))


def plain(net: Trained, images: Images) -> NDArray[np.float32]:
    """Probabilities (n, 10) of the whole net with scaled weights."""
    return np.asarray(
        _plain(bare(net), as_traced(net.regularizers), np.asarray(images, np.float32), static=net.static)
    )


def entropy(chances: ArrayLike) -> Floats:
    """−Σ p ln p over the last axis, in float64; 0 ln 0 is 0."""
    p = np.asarray(chances, np.float64)
    return -(p * np.log(np.where(p == 0, 1, p))).sum(axis=-1)


def uncertainty(predictions: ArrayLike) -> Uncertainty:
    """Of predictions (passes, n, classes)."""
    p = np.asarray(predictions, np.float64)
    mean = p.mean(axis=0)
    return Uncertainty(mean, entropy(mean), entropy(mean) - entropy(p).mean(axis=0))


def rotated(images: ArrayLike, angle: float) -> Images:
    """Images (n, 64) turned by `angle` degrees about their middle (counterclockwise as they are looked at),
    bilinear; what comes from outside is 0, and what is turned outside is lost. As
    scipy.ndimage.rotate(order=1, reshape=False)."""
    middle, turn = (SIDE - 1) / 2, np.deg2rad(angle)
    row, column = np.indices((SIDE, SIDE)) - middle
    back = np.cos(turn) * row + np.sin(turn) * column, np.cos(turn) * column - np.sin(turn) * row
    # cos 90° is 6e-17: without rounding, an edge would lie outside
    r, c = (np.round(part + middle, 9) for part in back)
    inside = (r >= 0) & (r <= SIDE - 1) & (c >= 0) & (c <= SIDE - 1)
    top, left = (np.clip(np.floor(part), 0, SIDE - 2).astype(int) for part in (r, c))
    down, along = r - top, c - left
    pixels = np.asarray(images, np.float64).reshape(-1, SIDE, SIDE)
    above = (1 - along) * pixels[:, top, left] + along * pixels[:, top, left + 1]
    below = (1 - along) * pixels[:, top + 1, left] + along * pixels[:, top + 1, left + 1]
    return np.where(inside, (1 - down) * above + down * below, 0).reshape(-1, SIDE * SIDE).astype(np.float32)


def noisy(images: ArrayLike, sigma: float, seed: int) -> Images:
    """Images (n, 64) plus σ times the seed's normal numbers, which are the same for every σ. Pixels may leave
    0…1."""
    x = np.asarray(images, np.float32)
    return x + np.float32(sigma) * np.random.default_rng((seed, NOISE)).standard_normal(x.shape, np.float32)


def _point(net: Trained, ratio: float, seed: int, images: Images, passes: int) -> tuple[float, ...]:
    y = net.data.test.y
    left_on, whole = uncertainty(spread(net, ratio, seed, images, passes)), plain(net, images)
    of_mean = (left_on.mean.argmax(axis=1) == y).mean(), left_on.entropy.mean(), left_on.information.mean()
    return *of_mean, (whole.argmax(axis=1) == y).mean(), entropy(whole).mean(), whole.max(axis=1).mean()


def unknown(by: Floats) -> Curves:
    """Of no point yet."""
    return Curves(by, *np.full((6, len(by)), np.nan))


def _curves(
    net: Trained, ratio: float, seed: int, by: Floats, disturbed: Iterator[Images], passes: int
) -> Iterator[Curves]:
    found = np.full((6, len(by)), np.nan)
    yield unknown(by)
    for i, images in enumerate(disturbed):
        found[:, i] = _point(net, ratio, seed, images, passes)
        yield Curves(by, *found.copy())


def against_angle(net: Trained, ratio: float, seed: int, passes: int = FEW) -> Iterator[Curves]:
    """The test images turned by each of ANGLES, with the same masks at each: first nothing, then after each
    angle. A 6 upside down is a 9; 0, 1 and 8 nearly stay what they are."""
    return _curves(
        net, ratio, seed, ANGLES, (rotated(net.data.test.x, angle) for angle in ANGLES.tolist()), passes
    )


def against_noise(net: Trained, ratio: float, seed: int, passes: int = FEW) -> Iterator[Curves]:
    """The test images with Gaussian noise of each of SIGMAS, with the same masks at each: first nothing, then
    after each σ."""
    return _curves(
        net, ratio, seed, SIGMAS, (noisy(net.data.test.x, sigma, seed) for sigma in SIGMAS.tolist()), passes
    )


def wrong(net: Trained) -> Mistakes:
    """The test digits that the whole net gets wrong."""
    chances, y = plain(net, net.data.test.x), net.data.test.y
    said = chances.argmax(axis=1)
    at = np.flatnonzero(said != y)
    return Mistakes(at, y[at], said[at], chances[at, said[at]])
