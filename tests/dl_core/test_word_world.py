"""The generated world: what its sentences hold, and what is asked of its words."""

import numpy as np
import pytest

from dl_core.experiments.word_analogies import answers, completed, cosines, nearest_to_c, plane, unit
from dl_core.experiments.word_world import (
    CAR,
    LENGTH,
    MAN,
    NOUNS,
    PEOPLE,
    SHARING,
    WOMAN,
    WORDS,
    attribute_of,
    chances,
    pair_counts,
    pools_of,
    questions,
    sentences,
    words_of,
)


def test_a_sentence_is_a_noun_and_words_that_fit_it() -> None:
    found = sentences(3000, 0.0, 2)
    assert found.shape == (3000, 1 + LENGTH)
    for noun, *rest in found.tolist():
        fitting = {word for pool in (*pools_of(noun), "any") for word in words_of(pool)}
        assert noun < NOUNS and set(rest) <= fitting
    assert len({tuple(row) for row in found[:, 1:].tolist()}) > 2000


def test_chances_are_chances_and_add_up_over_attributes() -> None:
    own, both = chances()
    np.testing.assert_allclose(own.sum(axis=1), 1)
    assert both.sum() == pytest.approx(1)
    place = {one: at for at, one in enumerate(PEOPLE)}
    for a, b, c, d in questions():
        np.testing.assert_allclose(own[b] - own[a] + own[c], own[d], atol=1e-12)
    assert PEOPLE[MAN] == (0, 1, 0) and PEOPLE[WOMAN] == (1, 1, 0) and place[0, 1, 1] != MAN and CAR == 12


def test_shared_sentences_are_those_of_male_persons_and_vehicles_alone() -> None:
    apart, shared = sentences(2000, 0.0, 5), sentences(2000, 1.0, 5)
    changed = (apart != shared).any(axis=1)
    assert np.array_equal(apart[:, 0], shared[:, 0]), "the same nouns"
    assert set(apart[changed, 0].tolist()) <= set(SHARING.tolist()) and changed.sum() > 700
    both = {*words_of("male"), *words_of("vehicle"), *words_of("any")}
    assert set(shared[np.isin(shared[:, 0], SHARING), 1:].ravel().tolist()) <= both


def test_pairs_are_counted_place_by_place() -> None:
    found = sentences(40, 0.4, 1)
    want = np.zeros((WORDS, WORDS))
    for row in found.tolist():
        for i, word in enumerate(row):
            for j, other in enumerate(row):
                want[word, other] += i != j
    np.testing.assert_array_equal(pair_counts(found), want)


def test_every_analogy_differs_in_one_attribute_and_there_are_192() -> None:
    asked = questions()
    assert asked.shape == (192, 4) and len({tuple(row) for row in asked.tolist()}) == 192
    for row in asked:
        a, b, c, d = (np.array(PEOPLE[one]) for one in row)
        (at,) = np.flatnonzero(a != b)
        assert (c != d).sum() == 1 and c[at] == a[at] and d[at] == b[at] and at == attribute_of(row)
        assert len(set(row.tolist())) == 4
    by_attribute = np.bincount([attribute_of(row) for row in asked])
    assert by_attribute.tolist() == [60, 72, 60], "sex 12·5, age 24·3, rank 12·5"


def test_answers_against_a_search_one_by_one() -> None:
    w = np.random.default_rng(3).normal(size=(WORDS, 6))
    asked = questions()[::7]
    unit_rows = w / np.linalg.norm(w, axis=1)[:, None]
    for row, plain, without, near in zip(
        asked,
        answers(w, asked, leaves_out=False),
        answers(w, asked, leaves_out=True),
        nearest_to_c(w, asked),
        strict=True,
    ):
        a, b, c, _d = row
        target = unit_rows[b] - unit_rows[a] + unit_rows[c]
        ranked = sorted(range(WORDS), key=lambda word: -unit_rows[word] @ target)
        assert plain == ranked[0] and without == next(word for word in ranked if word not in (a, b, c))
        assert near == max(set(range(WORDS)) - {a, b, c}, key=lambda word: unit_rows[word] @ unit_rows[c])
    np.testing.assert_allclose(cosines(w, completed(w, asked)).max() <= 1, True)


def test_a_vector_of_zeros_has_no_direction() -> None:
    assert np.array_equal(unit(np.zeros((2, 3))), np.zeros((2, 3)))


@pytest.mark.parametrize("shape", [(20, 8), (20, 1), (5, 16), (3, 2)])
def test_the_map_is_pca_s(shape: tuple[int, int]) -> None:
    from sklearn.decomposition import PCA  # noqa: PLC0415

    rows = np.random.default_rng(1).normal(size=shape) + 3
    found = plane(rows)
    theirs = PCA(min(2, *shape)).fit(rows)
    many = theirs.n_components_
    np.testing.assert_allclose(found.shares[:many], theirs.explained_variance_ratio_, atol=1e-12)
    np.testing.assert_allclose(np.abs(found.places[:, :many]), np.abs(theirs.transform(rows)), atol=1e-9)
    assert (found.places[:, many:] == 0).all()
    np.testing.assert_allclose(found.places.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_array_equal(plane(rows).places, plane(rows.copy()).places)
