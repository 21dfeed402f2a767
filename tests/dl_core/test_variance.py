"""Weight scale × depth: mean-field theory against integrals, closed forms and wide nets; the measured map
against plain nets."""

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import erf, expit

from dl_core.activations import ACTIVATIONS, activation
from dl_core.experiments import variance
from dl_core.experiments.meanfield import chi_1, edge_of_chaos, fixed_point, moments, slope_factor, theory
from dl_core.experiments.variance import BACK, DEPTH, INPUTS, SAMPLES, SCALES, WIDTH, signal
from dl_core.initializers import initial
from pages.init.charts.scale_map import DECADE, LETTER, landmarks
from pages.init.words import AROUND

NAMES = [one.name for one in ACTIVATIONS]
ROOT = np.sqrt(2)
Q = (1e-8, 0.3, 4.0, 1e4)


def normal(z):
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def phi(z):
    return (1 + erf(z / ROOT)) / 2


PLAIN = {  # written down a second time: f and f′ of each
    "sigmoid": (expit, lambda z: expit(z) * expit(-z)),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(np.clip(z, -300, 300)) ** 2),
    "relu": (lambda z: z * (z > 0), lambda z: 1.0 * (z > 0)),
    "leaky": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z: np.where(z > 0, 1.0, 0.01)),
    "elu": (lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))), lambda z: np.exp(np.minimum(z, 0))),
    "gelu": (lambda z: z * phi(z), lambda z: phi(z) + z * normal(z)),
    "silu": (lambda z: z * expit(z), lambda z: expit(z) * (1 + z * expit(-z))),
    "softplus": (lambda z: np.logaddexp(z, 0), expit),
    "identity": (lambda z: z, np.ones_like),
}


def integral(f, q: float) -> float:
    """E f(√q z)² by SciPy's adaptive quadrature."""
    places = [
        0.0,
        *(sign * step / np.sqrt(q) for sign in (-1, 1) for step in (1, 5, 30) if step / np.sqrt(q) < 12),
    ]
    return quad(
        lambda z: float(f(np.sqrt(q) * z)) ** 2 * normal(z),
        -12,
        12,
        points=places,
        epsabs=0,
        epsrel=1e-9,
        limit=400,
    )[0]


@pytest.mark.parametrize("name", NAMES)
def test_expectations_agree_with_adaptive_quadrature(name: str) -> None:
    found = moments(activation(name), Q)
    for mean, f in zip(found, PLAIN[name], strict=True):
        np.testing.assert_allclose(mean, [integral(f, q) for q in Q], rtol=1e-8)


def test_expectations_have_their_closed_forms() -> None:
    q = np.array([1e-6, 1.0, 50.0])
    np.testing.assert_allclose(moments(activation("relu"), q), [q / 2, [0.5] * 3], rtol=1e-13)
    np.testing.assert_allclose(
        moments(activation("leaky"), q), [q * 1.0001 / 2, [1.0001 / 2] * 3], rtol=1e-13
    )
    np.testing.assert_allclose(moments(activation("identity"), q), [q, [1.0] * 3], rtol=1e-13)
    both = np.exp(2 * q) * phi(-2 * np.sqrt(q))  # E[e^{2z}; z < 0]: what is left of ELU's square below 0
    np.testing.assert_allclose(moments(activation("elu"), q)[1][:2], (0.5 + both)[:2], rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scale", [0.7, 2.0])
def test_the_length_map_is_that_of_a_million_units(name: str, scale: float) -> None:
    """For one input the pre-activations of a layer are exactly independent normal numbers of variance σ_w²
    (mean square of the layer below): no matrix needed.

    Each layer adds a relative error of √((E f⁴/(E f²)² − 1)/n) < .3 %, five layers .7 %; 2.5 % are more than
    3.5 standard deviations of it.
    """
    f, rng, depth = PLAIN[name][0], np.random.default_rng(1), 5
    ideal, size = theory(activation(name), [scale], depth).forward[0], 1.0
    for layer in range(depth):
        size = np.sqrt(np.mean(f(scale * size * rng.standard_normal(1_000_000, np.float32)) ** 2))
        assert size == pytest.approx(ideal[layer], rel=0.025)


@pytest.mark.parametrize(("name", "scale"), [("tanh", 1.5), ("relu", ROOT), ("gelu", 1.0), ("sigmoid", 3.0)])
def test_wide_nets_go_forward_and_back_as_theory_says(name: str, scale: float) -> None:
    """ln RMS after L layers of width n scatters by √(c L / n) / 2 with c = E f⁴/(E f²)² − 1, which is 5 for
    ReLU (Hanin & Nica 2018) and less for the others here; four nets halve it, and four standard deviations
    are allowed."""
    width, depth, seeds, samples = 500, 5, 4, 8
    f, slope = PLAIN[name]
    logs = []
    for seed in range(seeds):
        rng = np.random.default_rng((seed, 77))
        a, kept = rng.standard_normal((samples, width)), []
        forward, backward = [], []
        for _ in range(depth):
            weight = rng.standard_normal((width, width)) * scale / np.sqrt(width)
            kept.append((weight, slope(a @ weight)))
            a = f(a @ weight)
            forward.append(np.sqrt((a**2).mean()))
        by = rng.standard_normal((samples, width))
        for weight, steep in kept[::-1]:
            by = (by * steep) @ weight.T
            backward.append(np.sqrt((by**2).mean()))
        logs.append(np.log([forward, backward]))
    ideal = theory(activation(name), [scale], depth)
    error = np.sqrt(5 * np.arange(1, depth + 1) / width / seeds) / 2
    assert (
        np.abs(np.mean(logs, axis=0) - np.log([ideal.forward[0], ideal.backward[0]])) < 4 * error + 0.01
    ).all()


def test_the_edges_are_those_of_the_literature() -> None:
    known = {
        "identity": 1.0,
        "tanh": 1.0,
        "elu": 1.0,
        "relu": ROOT,
        "softplus": ROOT,
        "leaky": np.sqrt(2 / (1 + 0.01**2)),
    }
    assert {name: edge_of_chaos(activation(name)) for name in known} == pytest.approx(known, rel=1e-9)


def test_sigmoids_edge_is_where_slope_and_length_agree() -> None:
    edge = edge_of_chaos(activation("sigmoid"))
    f, slope = PLAIN["sigmoid"]
    q = 1.0
    for _ in range(60):
        q = edge**2 * integral(f, q)
    assert edge**2 * integral(slope, q) == pytest.approx(1.0, abs=1e-8) and 10.1 < edge < 10.2
    assert all(chi_1(activation("sigmoid"), scale) < 1 for scale in np.geomspace(0.01, 10.1, 12))


@pytest.mark.parametrize("name", ["gelu", "silu"])
def test_gelu_and_silu_jump_over_the_edge(name: str) -> None:
    one, f = activation(name), PLAIN[name][0]
    edge = edge_of_chaos(one)
    assert integral(f, edge**2) == pytest.approx(1.0, rel=1e-8), (
        "N(0, 1) comes out of the first layer as long as it went in"
    )
    below, above = edge * (1 - 1e-6), edge * (1 + 1e-6)
    assert fixed_point(one, below) == 0 and np.isinf(fixed_point(one, above))
    assert chi_1(one, below) == pytest.approx(edge**2 / 4, rel=1e-5) and chi_1(one, above) == pytest.approx(
        edge**2 / 2, rel=1e-5
    )
    assert chi_1(one, below) < 0.7 and chi_1(one, above) > 1.05
    assert slope_factor(one, edge, edge**2) > 1, "gradients grow at the length that stays"


def test_what_the_page_says_around_the_edges_is_so() -> None:
    assert AROUND.keys() == set(NAMES)
    for name in ("identity", "relu", "leaky"):
        edge = edge_of_chaos(activation(name))
        assert fixed_point(activation(name), edge * 0.99) == 0 and np.isinf(
            fixed_point(activation(name), edge * 1.01)
        )
        still = theory(activation(name), [edge], 50)
        np.testing.assert_allclose(still.forward[0], 1.0, rtol=1e-9)  # as long as the inputs
        np.testing.assert_allclose(still.backward[0], 1.0, rtol=1e-9)
    tanh, elu, softplus = (activation(name) for name in ("tanh", "elu", "softplus"))
    for scale in np.linspace(1.01, 1.41, 9):
        assert 0 < fixed_point(tanh, scale) < 1 < chi_1(tanh, scale)
        assert 0 < fixed_point(elu, scale) < np.inf and 1 < np.sqrt(chi_1(elu, scale)) < 1.03
        assert 0 < fixed_point(softplus, scale) < np.inf and chi_1(softplus, scale) < 1
    assert 1 < chi_1(elu, ROOT * (1 - 1e-6)) < 1.001, "ELU's χ₁ touches 1 a second time"
    for one in (elu, softplus):
        assert np.isinf(fixed_point(one, 1.42)) and chi_1(one, 1.42) == pytest.approx(1.42**2 / 2)


@pytest.mark.parametrize("name", NAMES)
def test_lengths_grow_with_lengths_and_the_fixed_point_is_where_they_end(name: str) -> None:
    one, q = activation(name), np.geomspace(1e-12, 1e12, 400)
    assert (np.diff(moments(one, q)[0]) > 0).all()
    for scale in (0.5, 1.2, 3.0):
        end = scale**2 * theory(one, [scale], 150).forward[0, -1] ** 2
        star = fixed_point(one, scale)
        assert (
            end == pytest.approx(star, rel=1e-6)
            if 0 < star < np.inf
            else end < 1e-12
            if star == 0
            else end > 1e12
        )


def plain(name: str, seed: int, scale: float):
    """The same net in float64 and plain NumPy: RMS and spread forward, RMS backward."""
    f, slope = PLAIN[name]
    a, kept = (
        np.random.default_rng((seed, INPUTS)).standard_normal((SAMPLES, WIDTH), np.float32).astype(float),
        [],
    )
    rows = [[], [], []]
    for layer in range(DEPTH):
        weight = scale * initial("xavier", WIDTH, WIDTH, seed, layer).astype(float)
        kept.append((weight, slope(a @ weight)))
        a = f(a @ weight)
        rows[0].append(np.sqrt((a**2).mean()))
        rows[1].append(a.std())
    by = np.random.default_rng((seed, BACK)).standard_normal((SAMPLES, WIDTH), np.float32).astype(float)
    for weight, steep in kept[::-1]:
        by = (by * steep) @ weight.T
        rows[2].append(np.sqrt((by**2).mean()))
    return np.array(rows)


@pytest.mark.parametrize(
    ("name", "seed", "columns"),
    [("tanh", 0, (9, 20, 23)), ("relu", 3, (14, 20, 33)), ("gelu", 1, (12, 20)), ("sigmoid", 2, (20, 40))],
)
def test_the_map_is_that_of_plain_nets_scale_by_scale(name: str, seed: int, columns: tuple[int, ...]) -> None:
    found = signal(name, seed)
    assert found.forward.shape == found.spread.shape == found.backward.shape == (len(SCALES), DEPTH)
    for column in columns:
        rows = plain(name, seed, float(SCALES[column]))
        for mine, row in zip(found[1:], rows, strict=True):
            held = row > 1e-35  # near the end of float32 single numbers are missing
            np.testing.assert_allclose(mine[column][held], row[held], rtol=2e-3)


def test_the_way_back_is_automatic_differentiation() -> None:
    found = signal("silu", 4, [1.3])
    weights = [
        1.3 * jnp.asarray(initial("xavier", WIDTH, WIDTH, 4, layer), jnp.float64) for layer in range(DEPTH)
    ]
    back = np.random.default_rng((4, BACK)).standard_normal((SAMPLES, WIDTH), np.float32).astype(np.float64)
    a = jnp.asarray(
        np.random.default_rng((4, INPUTS)).standard_normal((SAMPLES, WIDTH), np.float32), jnp.float64
    )

    def out(a, rest):
        for weight in rest:
            a = jax.nn.silu(a @ weight)
        return (a * back).sum()

    for layer in (0, 30, 49):
        below = a
        for weight in weights[:layer]:
            below = jax.nn.silu(below @ weight)
        rms = jnp.sqrt((jax.grad(out)(below, weights[layer:]) ** 2).mean())
        assert found.backward[0, DEPTH - layer - 1] == pytest.approx(float(rms), rel=1e-4)


def test_zero_means_that_float32_has_nothing_so_small_and_overflow_is_not_hidden() -> None:
    small, large = signal("tanh", 0, [0.1]), signal("identity", 0, [10.0])
    rows = plain("tanh", 0, 0.1)
    for mine, row in ((small.forward[0], rows[0]), (small.backward[0], rows[2])):
        # squares would be gone at 1e-19
        np.testing.assert_allclose(mine[row > 1e-37], row[row > 1e-37], rtol=0.02)
        assert not mine[row < 1e-39].any() and (row < 1e-39).any() and np.isfinite(mine).all()
    rows = plain("identity", 0, 10.0)
    held, gone = rows[0] < 1e37, rows[0] > 1e39
    np.testing.assert_allclose(large.forward[0][held], rows[0][held], rtol=1e-4)
    assert (
        not np.isfinite(large.forward[0][gone]).any()
        and (large.forward[0][np.isinf(large.forward[0])] > 0).all()
    )
    assert np.isnan(large.backward).all(), "no pre-activation, no slope"
    assert (
        not signal("relu", 0, [0.1]).backward.any() and (signal("leaky", 0, [0.1]).backward[0, :20] > 0).all()
    ), "slopes at 0: 0 and 1"


def test_no_control_of_the_map_compiles() -> None:
    signal("tanh", 0)
    signal("tanh", 0, [1.0])
    programs = variance._signal._cache_size()
    for seed, name in enumerate(NAMES):
        signal(name, seed, [0.3 + seed])
    signal("relu", 9, np.geomspace(0.2, 5.0, len(SCALES)))
    assert variance._signal._cache_size() == programs


@pytest.mark.parametrize("name", NAMES)
def test_words_at_the_landmarks_do_not_lie_on_each_other(name: str) -> None:
    marks = landmarks(edge_of_chaos(activation(name)))
    words = sorted((np.log10(mark["value"]) * DECADE, mark["text"]) for mark in marks if mark["text"])
    for (x, text), (after, _) in pairwise(words):
        assert x + LETTER * len(text) <= after
    said = " ".join(text for _, text in words)
    assert "Xavier" in said and "He" in said and "edge" in said
