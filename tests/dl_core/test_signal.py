"""The signal of a net at its initial weights, against NumPy nets of our own and against theory."""

import json
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import special

from dl_core.activations import ACTIVATIONS, activation
from dl_core.experiments.signal import BINS, KINDS, Net, Signal, follow, frames, inputs, sent_back, whole
from dl_core.initializers import INITIALIZERS, initial, initializer
from dl_core.network import EPS
from pages.init.charts.histograms import histograms
from pages.init.facts import Followed, Nets

SEEDS = 8
NUMPY = {
    "sigmoid": special.expit,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "leaky": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "gelu": lambda z: z * special.ndtr(z),
    "silu": lambda z: z * special.expit(z),
    "softplus": lambda z: np.logaddexp(0, z),
    "identity": lambda z: z,
}


def signal_of(net: Net, kinds: tuple[str, ...] = (), frame: str = "whole") -> Signal:
    return whole(follow(net, activation(net.activation).steepest, kinds, frame))


def drawn(scheme: str, width: int, rng: np.random.Generator) -> np.ndarray:
    """A matrix of the scheme's law, from its formula in the literature."""
    laws = {
        "zeros": lambda: np.zeros((width, width)),
        "constant": lambda: np.full((width, width), 0.1),
        "unit": lambda: rng.normal(0, 1, (width, width)),
        "small": lambda: rng.normal(0, 0.01, (width, width)),
        "xavier": lambda: rng.normal(0, width**-0.5, (width, width)),
        "glorot": lambda: rng.normal(0, (2 / (2 * width)) ** 0.5, (width, width)),
        "glorot-uniform": lambda: rng.uniform(-1, 1, (width, width)) * (6 / (2 * width)) ** 0.5,
        "lecun-uniform": lambda: rng.uniform(-1, 1, (width, width)) * (3 / width) ** 0.5,
        "he": lambda: rng.normal(0, (2 / width) ** 0.5, (width, width)),
        "he-uniform": lambda: rng.uniform(-1, 1, (width, width)) * (6 / width) ** 0.5,
        "orthogonal": lambda: (
            np.linalg.qr(rng.standard_normal((width, width)))[0] * np.sign(rng.standard_normal(width))
        ),
    }
    return laws[scheme]()


def independent(
    scheme: str, name: str, seed: int, depth: int = 3, width: int = 50, samples: int = 200
) -> np.ndarray:
    """Mean and standard deviation of each layer's activations, (2, depth), of a NumPy net with random numbers
    of its own."""
    rng = np.random.default_rng((seed, 999))
    x, found = rng.standard_normal((samples, width)), []
    for _ in range(depth):
        x = NUMPY[name](x @ drawn(scheme, width, rng))
        found.append((x.mean(), x.std()))
    return np.array(found).T


@pytest.mark.parametrize("name", NUMPY)
@pytest.mark.parametrize("scheme", [one.name for one in INITIALIZERS])
def test_mean_and_spread_of_every_scheme_and_activation_are_an_independent_nets(
    scheme: str, name: str
) -> None:
    ours = []
    for seed in range(SEEDS):
        post = signal_of(Net(scheme, name, 3, 50, 200, seed=seed)).post
        ours.append((post.mean, post.pooled))
    a, b = np.array(ours), np.array([independent(scheme, name, seed) for seed in range(SEEDS)])
    error = np.sqrt((a.var(axis=0, ddof=1) + b.var(axis=0, ddof=1)) / SEEDS)
    assert np.all(
        np.abs(a.mean(axis=0) - b.mean(axis=0)) <= 6 * error + 1e-6 * np.abs(b.mean(axis=0)) + 1e-12
    )


def test_every_activation_is_in_that_comparison() -> None:
    assert [one.name for one in ACTIVATIONS] == list(NUMPY)


@pytest.mark.parametrize("normed", [False, True])
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "gelu"])
def test_every_number_is_that_of_a_float64_net_with_the_same_weights(name: str, normed: bool) -> None:
    net = Net("glorot", name, 4, 30, 80, 1.5, normed, 3)
    found = signal_of(net, KINDS)
    matrices = [np.asarray(initial(net.scheme, 30, 30, 3, layer, 1.5), float) for layer in range(4)]

    def layers(x: jax.Array) -> list[tuple[jax.Array, jax.Array]]:
        rows = []
        for matrix in matrices:
            u = x @ matrix
            z = (u - u.mean(axis=0)) / jnp.sqrt(u.var(axis=0) + EPS) if normed else u
            x = activation(name)(z)
            rows.append((z, x))
        return rows

    for place, stats in ((0, found.pre), (1, found.post)):
        for layer, row in enumerate(layers(jnp.asarray(inputs(net), float))):
            x = np.asarray(row[place])
            y = x / np.linalg.norm(x, axis=1, keepdims=True)
            cosine = (y * np.roll(y, 1, axis=0)).sum(axis=1).mean()
            expected = x.min(), x.max(), x.mean(), x.std(), np.sqrt(x.var(axis=0).mean()), cosine
            np.testing.assert_allclose([rows[layer] for rows in stats], expected, rtol=2e-4, atol=2e-5)

    def sent(a: jax.Array, layer: int) -> jax.Array:
        for matrix in matrices[layer + 1 :]:
            u = a @ matrix
            a = activation(name)((u - u.mean(axis=0)) / jnp.sqrt(u.var(axis=0) + EPS) if normed else u)
        return (a * sent_back(net).astype(np.float64)).sum()

    for layer, (_, a) in enumerate(layers(jnp.asarray(inputs(net), float))):
        np.testing.assert_allclose(
            found.gradient[layer], np.asarray(jax.grad(sent)(a, layer)).std(), rtol=2e-4
        )


def test_the_healthy_histogram_of_xavier_and_sigmoid_hides_a_dead_signal() -> None:
    for seed in range(3):
        post = signal_of(Net("xavier", "sigmoid", 5, 100, 1000, seed=seed)).post
        assert 0.1 < post.pooled[-1] < 0.15 and 4e-4 < post.within[-1] < 9e-4 and post.cosine[-1] > 0.9999


def test_a_frame_holds_every_number_and_the_books_says_what_it_leaves_out() -> None:
    net = Net("unit", "relu", 5, 100, 500)
    for frame in ("whole", "own"):
        for kind, found in signal_of(net, KINDS, frame).histograms.items():
            assert np.all(found.outside == 0), kind
            np.testing.assert_allclose(found.shares.sum(axis=1), 1, atol=1e-5)
    book = signal_of(net, ("post",), "book").histograms["post"]
    x, outside = inputs(net), []
    for layer in range(5):
        x = np.maximum(x @ initial("unit", 100, 100, 0, layer), 0)
        outside.append((x > 1).mean())
    np.testing.assert_allclose(book.outside, outside, atol=1e-3)
    np.testing.assert_allclose(book.shares.sum(axis=1) + book.outside, 1, atol=1e-5)


def test_bins_are_numpys() -> None:
    net = Net("he", "tanh", 2, 50, 300)
    found = signal_of(net, ("pre",), "own").histograms["pre"]
    expected, _ = np.histogram(inputs(net) @ initial("he", 50, 50, 0, 0), BINS, tuple(found.frame[0]))
    assert np.abs(found.shares[0] * 15_000 - expected).max() <= 3  # numbers on an edge, float32


def test_frames_of_constant_and_of_infinite_layers_are_finite() -> None:
    limits = frames(np.array([[0.5, 0.5], [np.nan, np.nan], [-3.0, 4.0]]), "own")
    assert np.all(limits[:, 0] < limits[:, 1]) and np.isfinite(limits).all()
    assert limits[2].tolist() == [-3.0, 4.0]
    assert frames(np.array([[0.0, 2.0], [-1.0, np.inf]]), "whole").tolist() == [[0.0, 2.0], [0.0, 2.0]]


def test_what_is_no_longer_finite_is_said_and_not_hidden() -> None:
    found = signal_of(Net("unit", "relu", 50, 100, 100), KINDS)
    bad = ~np.isfinite(found.post.pooled)
    assert bad[-1] and not bad[0] and np.array_equal(bad, np.maximum.accumulate(bad))
    assert np.isnan(found.saturated[bad]).all() and found.histograms["post"].outside[-1] == 1


def test_spreads_reach_as_far_as_float32_itself() -> None:
    post = signal_of(Net("small", "identity", 40, 10, 100)).post  # about 30 times smaller at every layer
    alive = post.pooled[post.pooled > 1e-36]
    ratio = alive[1:] / alive[:-1]
    assert len(alive) >= 20 and np.all((ratio > 0.005) & (ratio < 0.2))


def test_progress_grows_to_one() -> None:
    shares = list(follow(Net("he", "relu", 6, 10, 100), 1.0, KINDS, "whole"))
    assert shares == sorted(shares) and shares[-1] == 1 and len(shares) == 6 + 5 + 4 * 6


def test_nothing_but_width_and_samples_compiles(compilations: Callable[[], int]) -> None:
    signal_of(Net("he", "relu", 3, 20, 100), KINDS)
    compilations()
    for i, one in enumerate(INITIALIZERS):
        name = ACTIVATIONS[i % len(ACTIVATIONS)].name
        signal_of(
            Net(one.name, name, 2 + i, 20, 100, 0.3 + i, bool(i % 2), i),
            KINDS,
            ("whole", "own", "book")[i % 3],
        )
    assert compilations() == 0


def test_only_the_bins_travel() -> None:
    found = signal_of(Net("unit", "relu", 10, 100, 1000), KINDS, "own")
    one = Followed("unit", initializer("unit").label, found)
    message = json.dumps(histograms(Nets((one,), 1.0, KINDS, "own")), allow_nan=False)
    assert len(message.encode()) < 50_000  # four of such nets stay below 200 kB
