"""What word vectors are asked, and vectors by counting: compared with SciPy, with scikit-learn, and with sums
written out."""

import itertools
import threading
from collections import Counter

import numpy as np
import pytest
import scipy.sparse.linalg
from scipy.sparse.linalg import svds
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from dl_core.experiments import word_counts
from dl_core.experiments.word_vectors import mapped, nearest, neighbours, questions, score, shared, unit

RNG = np.random.default_rng(0)


def few(words: int = 30, width: int = 5) -> np.ndarray:
    return RNG.standard_normal((words, width)).astype(np.float32)


@pytest.mark.parametrize("window", [1, 3, 5])
def test_window_counts_are_the_sums_over_all_reaches_of_a_window(window: int) -> None:
    """Each word's reach is drawn from 1 to the window, each as often: the mean over all of them."""
    ids = RNG.integers(0, 6, 200).astype(np.uint16)
    pairs: Counter[tuple[int, int]] = Counter()
    for reach, (at, centre) in itertools.product(range(1, window + 1), enumerate(ids.tolist())):
        for other in range(max(0, at - reach), min(len(ids), at + reach + 1)):
            if other != at:
                pairs[centre, int(ids[other])] += 1
    found = word_counts.window_counts(ids, 6, window).toarray()
    for (one, other), count in pairs.items():
        assert found[one, other] == pytest.approx(count / window)
    assert found.sum() == pytest.approx(sum(pairs.values()) / window)


@pytest.mark.parametrize("power", [1.0, 0.75])
def test_ppmi_is_the_logarithm_of_observed_over_expected(power: float) -> None:
    counts = word_counts.window_counts(RNG.integers(0, 8, 300).astype(np.uint16), 8, 2)
    table = counts.toarray()
    share = table.sum(axis=0) ** power / (table.sum(axis=0) ** power).sum()
    expected = table.sum(axis=1)[:, None] * share
    with np.errstate(divide="ignore"):
        found = np.maximum(0, np.log(table / expected))
    np.testing.assert_allclose(word_counts.ppmi(counts, power).toarray(), found, atol=1e-12)


def test_the_vectors_by_counting_are_the_leading_singular_vectors_of_scipy() -> None:
    counts = word_counts.window_counts(RNG.integers(0, 60, 4000).astype(np.uint16), 60, 4)
    table = word_counts.ppmi(counts)
    left, values, _right = scipy.linalg.svd(table.toarray())
    vectors = word_counts.svd_vectors(table, 12)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=0) ** 2, values[:12], rtol=1e-8)
    cosines = np.abs((vectors / np.linalg.norm(vectors, axis=0) * left[:, :12]).sum(axis=0))
    np.testing.assert_allclose(cosines, 1.0, atol=1e-6)
    with pytest.raises(ValueError, match="give fewer"):
        word_counts.svd_vectors(table, 60)


def test_the_search_for_singular_vectors_is_left_between_two_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_counts, "PIECE", 0.0)
    table = word_counts.ppmi(word_counts.window_counts(RNG.integers(0, 200, 9000).astype(np.uint16), 200, 4))
    before = threading.active_count()
    search = word_counts.svd_in_pieces(table, 60)
    assert next(search) is None and threading.active_count() == before + 1
    search.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
    *pieces, whole = word_counts.svd_in_pieces(table, 60)
    left, values, _right = svds(table, k=60, rng=0)
    assert pieces and set(pieces) == {None} and threading.active_count() == before
    np.testing.assert_array_equal(whole, (left * np.sqrt(values))[:, ::-1])


def test_neighbours_are_scikit_learn_s() -> None:
    x = few(80)
    tree = NearestNeighbors(n_neighbors=11, metric="cosine").fit(x)
    expected = tree.kneighbors(x, return_distance=False)[:, 1:]
    assert (neighbours(unit(x), np.arange(80)) == expected).all()
    one = nearest(unit(x), unit(x)[7], (7,))
    assert one.at.tolist() == expected[7].tolist() and (np.diff(one.cosines) <= 0).all()


def test_nothing_that_is_left_out_is_among_the_nearest_and_few_words_are_enough() -> None:
    units = unit(few(6))
    found = nearest(units, units[0], (0, 1, 2))
    assert sorted(found.at.tolist()) == [3, 4, 5]
    assert len(nearest(units, np.zeros(5)).at) == 6, "a direction of length 0 has a cosine of 0 with all"


def test_scores_are_those_of_one_question_after_the_other() -> None:
    units = unit(few(40, 4))
    asked = RNG.permuted(np.tile(np.arange(40), (60, 1)), axis=1)[:, :4]
    asked[:, 3] = [
        nearest(units, units[b] - units[a] + units[c], (a, b, c), 2).at[i % 2]
        for i, (a, b, c, _d) in enumerate(asked.tolist())
    ]
    free = [nearest(units, units[b] - units[a] + units[c]).at[0] for a, b, c, _d in asked]
    barred = [nearest(units, units[b] - units[a] + units[c], (a, b, c)).at[0] for a, b, c, _d in asked]
    alone = [nearest(units, units[c], (a, b, c)).at[0] for a, b, c, _d in asked]
    found, right = score(units, asked), asked[:, 3]
    assert found.left_out == np.mean(barred == right) == 0.5
    assert found.all_in == np.mean(free == right) and found.alone == np.mean(alone == right)
    assert found.echoed == np.mean([one in row for one, row in zip(free, asked[:, :3].tolist(), strict=True)])
    assert np.isnan(score(units, asked[:0]).left_out)


def test_a_question_is_asked_by_every_two_pairs_whose_words_are_known() -> None:
    found = questions(("a", "b", "c", "d", "e"), "# no kind\n: kind\na b\nc d\ne x\n: none\ny z\n")
    assert found["kind"].tolist() == [[0, 1, 2, 3], [2, 3, 0, 1]] and found["none"].shape == (0, 4)


def test_the_map_is_scikit_learn_s_pca_and_counts_what_it_keeps() -> None:
    x = few(60, 6).astype(np.float64)
    found, pca = mapped(x), PCA(2).fit(x)
    np.testing.assert_allclose(found.shares, pca.explained_variance_ratio_, rtol=1e-10)
    np.testing.assert_allclose(np.abs(found.places), np.abs(pca.transform(x)), atol=1e-10)
    near = NearestNeighbors(n_neighbors=10).fit(found.places).kneighbors(return_distance=False)
    assert found.kept == shared(near, neighbours(unit(x), np.arange(60)))
    assert found.by_chance == 10 / 59
    flat = np.zeros((60, 6))
    flat[:, :2] = RNG.standard_normal((60, 2)) + 40
    assert mapped(flat).shares.sum() == pytest.approx(1.0), "two directions are a plane"
