"""Principal axes beside NumPy's SVD and scikit-learn's, and the terms of a variational autoencoder."""

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import norm
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from dl_core.experiments.codes import kl_of_units, pca, vae_terms

DIGITS = load_digits().data / 16


@pytest.mark.parametrize("width", [1, 2, 8, 64])
@pytest.mark.parametrize(
    "points", [DIGITS, DIGITS[:70] * 1e3 + 5, np.random.default_rng(3).normal(size=(9, 70))]
)
def test_principal_axes_are_those_of_scikit_learn(points, width):
    width = min(width, *points.shape)
    ours, theirs = pca(points, width), PCA(width, svd_solver="full").fit(points)
    scale = np.abs(points).max()
    assert ours.mean == pytest.approx(theirs.mean_, abs=1e-10 * scale)
    assert ours.variances == pytest.approx(theirs.explained_variance_, rel=1e-10, abs=1e-10 * scale**2)
    solid = ours.variances > 1e-6 * ours.variances[0]  # axes without variance are any
    cosines = (ours.axes * theirs.components_).sum(axis=1)
    assert np.abs(cosines[solid]) == pytest.approx(1, abs=1e-10)
    np.testing.assert_allclose(ours.axes @ ours.axes.T, np.eye(width), atol=1e-10)
    plane = theirs.inverse_transform(theirs.transform(points))
    np.testing.assert_allclose(ours.decode(ours.encode(points)), plane, atol=1e-10 * scale)


def test_variances_are_those_of_the_singular_values():
    values = np.linalg.svd(DIGITS - DIGITS.mean(axis=0), compute_uv=False)
    assert pca(DIGITS, 64).variances == pytest.approx(values**2 / (len(DIGITS) - 1), abs=1e-10)


@pytest.mark.parametrize(
    ("points", "width"),
    [(DIGITS, 0), (DIGITS, 65), (DIGITS[:1], 1), (DIGITS[0], 1), (np.full((4, 3), np.nan), 2)],
)
def test_what_has_no_axes_is_refused_in_a_sentence(points, width):
    with pytest.raises(ValueError, match=r"give|leave"):
        pca(points, width)


def test_kl_is_the_mean_difference_of_the_log_densities():
    rng = np.random.default_rng(5)
    mean, log_variance = rng.normal(size=(6, 3)), rng.normal(size=(6, 3))
    drawn = mean + np.exp(log_variance / 2) * rng.normal(size=(400_000, 6, 3))
    own = norm.logpdf(drawn, mean, np.exp(log_variance / 2)) - norm.logpdf(drawn)
    assert np.asarray(kl_of_units(mean, log_variance)) == pytest.approx(own.mean(axis=0), abs=0.02)
    np.testing.assert_allclose(kl_of_units(np.zeros((2, 3)), np.zeros((2, 3))), 0)


def test_terms_are_sums_over_values_and_means_over_samples():
    rng = np.random.default_rng(6)
    x, decoded, mean, log_variance = (rng.normal(size=(5, d)) for d in (7, 7, 2, 2))
    terms = vae_terms(x, decoded, mean, log_variance, 0.25)
    of_each = ((x - decoded) ** 2).sum(axis=1) / 0.5
    assert float(terms.reconstruction) == pytest.approx(of_each.mean(), rel=1e-6)
    own = (mean**2 + np.exp(log_variance) - 1 - log_variance) / 2
    assert float(terms.kl) == pytest.approx(own.sum(axis=1).mean(), rel=1e-6)
    assert jnp.shape(terms.kl) == ()
