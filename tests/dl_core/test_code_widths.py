"""Error against width, and denoising: beside scikit-learn's PCA and least squares."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression

from dl_core.experiments.autoencoders import ROOMY, digits_apart
from dl_core.experiments.code_widths import SEEDS, WIDTHS, Widths, by_width, of_pca, squared_error
from dl_core.experiments.codes import pca
from dl_core.experiments.denoising import SHOWN, Denoised, denoise, linear, noisy, through, wiener
from dl_core.nets.autoencoder import initial

TRAIN, TEST = digits_apart()


@pytest.mark.parametrize("width", WIDTHS)
def test_pca_s_errors_are_scikit_learn_s(width: int) -> None:
    known = PCA(width, svd_solver="full").fit(np.asarray(TRAIN.x, float))
    for row, one in zip(of_pca(), (TRAIN, TEST), strict=True):
        x = np.asarray(one.x, float)
        exact = squared_error(x, known.inverse_transform(known.transform(x)))
        assert row[width - 1] == pytest.approx(exact, rel=1e-9, abs=1e-10)


@cache
def short() -> list[Widths]:
    return list(by_width(0, 200))


def test_all_widths_learn_beside_each_other_and_what_was_seen_stays() -> None:
    states = short()
    last = states[-1]
    assert last.train.shape == last.test.shape == (len(WIDTHS), SEEDS, 3)
    assert last.steps.tolist() == [0, 100, 200]
    for one in states:
        np.testing.assert_array_equal(one.test, last.test[..., : one.test.shape[-1]])
    assert states[0].train.shape[-1] == 0 and (last.train[..., -1] < last.train[..., 0]).all()


def test_a_net_s_error_is_that_of_its_layers() -> None:
    layers = initial(ROOMY, 3, 0)
    states = short()
    first = next(one for one in states if one.train.shape[-1])
    exact = squared_error(TEST.x, through(layers, TEST.x))
    assert first.test[WIDTHS.index(3), 0, 0] == pytest.approx(exact, rel=1e-4)


def test_no_linear_map_of_noisy_digits_is_better_than_wiener_s() -> None:
    """Least squares from many noisy copies, narrowed as far as scikit-learn's PCA of what it gives."""
    x, noise = np.asarray(TRAIN.x, float), 0.5
    copies = 60
    given = np.vstack([noisy(x, noise, seed) for seed in range(copies)])
    target = np.tile(x, (copies, 1))
    full = LinearRegression().fit(given, target).predict(given)
    assert squared_error(target, wiener(pca(x, 64), noise, given)) == pytest.approx(
        squared_error(target, full), rel=2e-3
    )
    narrow = PCA(5).fit(full)
    best = squared_error(target, narrow.inverse_transform(narrow.transform(full)))
    found = squared_error(target, wiener(pca(x, 5), noise, given))
    assert found == pytest.approx(best, rel=2e-3)
    plain = pca(x, 5)
    assert found < squared_error(target, plain.decode(plain.encode(given)))


def test_without_noise_all_linear_maps_are_pca() -> None:
    for width in (2, 16):
        found = linear(width, 0.0, 0)
        assert found.nothing == 0 and found.wiener == pytest.approx(found.pca)
        assert found.pca == pytest.approx(of_pca()[1, width - 1])
    assert linear(2, 0.5, 0).nothing == pytest.approx(64 * 0.25, rel=0.02)


def test_what_is_seen_of_denoising_is_of_its_own_nets() -> None:
    states: list[Denoised] = list(denoise(4, 0.5, 0, 200))
    last = states[-1]
    assert last.denoising.shape == last.plain.shape == last.clean.shape == (SEEDS, 3)
    assert last.images.shape == (5, SHOWN, 64)
    np.testing.assert_array_equal(last.images[0], TEST.x[:SHOWN])
    np.testing.assert_allclose(last.images[1], noisy(TEST.x, 0.5, 0)[:SHOWN], rtol=1e-6, atol=1e-7)
    assert last.denoising[:, 0] == pytest.approx(last.plain[:, 0]), "the same nets before the first step"
    assert (last.denoising[:, -1] != last.plain[:, -1]).all()


def test_neither_width_nor_noise_nor_seed_compiles(compilations: Callable[[], int]) -> None:
    for states in (by_width(0, 1), denoise(16, 0.5, 0, 1)):
        assert list(states)
    compilations()
    for states in (by_width(5, 1), denoise(3, 0.0, 7, 1), denoise(64, 1.0, 0, 1)):
        assert list(states)
    assert compilations() == 0
