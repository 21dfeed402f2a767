"""The one interval of the pages is Student's, as SciPy has it."""

import numpy as np
import pytest
from scipy import stats

from dl_core.intervals import interval, paired, t_of


@pytest.mark.parametrize("n", [2, 3, 5, 10, 16, 100])
def test_the_interval_of_a_mean_is_students(n: int) -> None:
    found = np.random.default_rng(n).normal(0.9, 0.02, n)
    theirs = stats.ttest_1samp(found, 0).confidence_interval(0.95)
    np.testing.assert_allclose(interval(found), (found.mean(), *theirs), rtol=1e-10)
    np.testing.assert_allclose(t_of(n), stats.t.ppf(0.975, n - 1), rtol=1e-12)


def test_a_paired_difference_is_students() -> None:
    rng = np.random.default_rng(0)
    for n in (2, 5, 10):
        a, b = rng.normal(0.9, 0.02, n), rng.normal(0.88, 0.02, n)
        expected = stats.ttest_rel(a, b).confidence_interval(0.95)
        np.testing.assert_allclose(paired(a, b), [(a - b).mean(), expected.low, expected.high], rtol=1e-10)


def test_a_number_that_is_not_finite_leaves_no_interval() -> None:
    assert (
        np.isnan(interval([np.nan, 1, 1])).all() and np.isnan(paired([np.nan, 1, 1, 1, 1], np.ones(5))).all()
    )


@pytest.mark.parametrize("numbers", [[], [1.0], 1.0, [[1.0, 2.0], [3.0, 4.0]]])
def test_what_has_no_interval_is_refused(numbers: object) -> None:
    with pytest.raises(ValueError, match="at least two"):
        interval(numbers)  # type: ignore[arg-type]


def test_pairs_of_which_one_is_missing_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(3,\) and \(2,\)"):
        paired([1, 2, 3], [1, 2])
