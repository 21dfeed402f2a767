"""k-means step by step and many runs at once, against scikit-learn and by what must hold of any points."""

import warnings
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix

from dl_core.digits import load
from dl_core.experiments.cluster_runs import STARTS, expected_lowest, many
from dl_core.experiments.clusters import converged, inertia, kmeans
from dl_core.experiments.grouping import Gap, chosen, gap, nmi, purity
from dl_core.experiments.point_sets import POINT_SETS, point_set
from dl_core.experiments.voronoi import cells
from tests.strangers import many as examples

X = np.asarray(load()[0], float)


def sklearn_after(x: np.ndarray, centres: np.ndarray, steps: int) -> KMeans:
    model = KMeans(len(centres), init=centres, n_init=1, max_iter=steps, tol=0, algorithm="lloyd")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(x)


@pytest.mark.parametrize("way", STARTS)
@pytest.mark.parametrize("seed", range(3))
def test_every_step_is_scikit_learn_s_from_the_same_centres(way: str, seed: int) -> None:
    # pixels are multiples of 1/16, so that a point is often equally far from two: noise parts them
    apart = X + np.random.default_rng(99).normal(0, 1e-3, X.shape)
    compared = 0
    for x, k in ((point_set("blobs", 200, seed + 1).x, 4), (apart, 10)):
        start = STARTS[way](x, k, 1, np.random.default_rng(seed))[0]
        run = kmeans(x, start, 8)
        for steps in (1, 2, 5, 8):
            if (still := converged(run)) is not None and steps > still:
                break
            if run.empty[:steps].any():
                break
            compared += 1
            found = sklearn_after(x, start, steps)
            np.testing.assert_allclose(run.centres[steps], found.cluster_centers_, rtol=0, atol=1e-10)
    assert compared > 3


def test_a_run_that_has_come_to_rest_has_scikit_learn_s_labels_and_inertia() -> None:
    start = STARTS["points"](X, 10, 1, np.random.default_rng(5))[0]
    run, found = kmeans(X, start, 80), sklearn_after(X, start, 300)
    assert converged(run) is not None and np.array_equal(run.labels[-1], found.labels_)
    assert run.inertia[-1] == pytest.approx(found.inertia_, rel=1e-12)


POINTS = st.lists(
    st.tuples(st.integers(-20, 20), st.integers(-20, 20)).map(lambda p: (p[0] / 4, p[1] / 4)),
    min_size=2,
    max_size=30,
)


@examples(80)
@given(
    POINTS, st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=6), st.booleans()
)
def test_inertia_never_rises_and_a_run_comes_to_rest(points, centres, relocate) -> None:
    run = kmeans(points, centres, 60, relocate=relocate)
    flat = run.inertia.ravel()
    assert (np.diff(flat) <= 1e-9 * (1 + flat[0])).all() and converged(run) is not None
    x = np.array(points)
    for step, labels in enumerate(run.labels):
        apart = ((x[:, None] - run.centres[step][None]) ** 2).sum(-1)
        assert np.array_equal(apart.argmin(1), labels)
        assert run.inertia[step, 0] == pytest.approx(apart.min(1).sum())
        assert np.array_equal(run.empty[step], np.bincount(labels, minlength=len(centres)) == 0)


def test_an_empty_cluster_stays_or_takes_the_farthest_point_as_scikit_learn_s() -> None:
    x = np.array([(0.0, 0.0), (1, 0), (0, 1), (5, 5), (6, 5), (9, 9)])
    start = np.array([(0.0, 0.0), (5, 5), (90, 90)])
    stays = kmeans(x, start, 3)
    assert stays.empty[0].tolist() == [False, False, True] and (stays.centres[:, 2] == 90).all()
    moves = kmeans(x, start, 3, relocate=True)
    np.testing.assert_allclose(moves.centres[1], sklearn_after(x, start, 1).cluster_centers_)
    np.testing.assert_allclose(moves.centres[3], sklearn_after(x, start, 3).cluster_centers_)
    assert moves.centres[1, 2].tolist() == [9, 9] and moves.inertia[-1, 1] < stays.inertia[-1, 1]


EQUAL = ([(0.1, 0.1)] * 3, [(0.1, 0.1)] * 3 + [(0.3, 0.7)] * 3, [(-73.3, 99.9)] * 7 + [(0.7, 1e-4)] * 5)


@pytest.mark.parametrize("points", EQUAL)
@pytest.mark.parametrize("relocate", [False, True])
def test_equal_points_in_their_own_centre_have_no_inertia_left_by_rounding(points, relocate: bool) -> None:
    x = np.array(points)
    places = np.unique(x, axis=0)
    assert any((rows != rows.mean(0)).any() for one in places for rows in [x[x[:, 0] == one[0]]]), "rounded"
    run = kmeans(x, [*places, (50.0, 50.0)], 4, relocate=relocate)
    assert not run.inertia.any() and (run.centres[:, -1] == 50).all(), "nothing is far from its centre"
    found = many(x, np.stack([places, places + 1e-3]))
    assert found.inertia.tolist() == [0, 0]
    near = np.array([(99.0, 99), (99.0001, 99)])  # the least that can be placed apart is no rounding
    assert kmeans(near, [(99.0, 99)], 2).inertia[-1, 1] == pytest.approx(5e-9, rel=1e-6)


def test_more_clusters_than_different_points_is_scikit_learn_s_too() -> None:
    x, start = np.array([(0.0, 0), (0, 0), (4, 4)]), np.array([(0.0, 0), (4, 4), (9, 9)])
    run = kmeans(x, start, 2, relocate=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        np.testing.assert_array_equal(run.labels[-1], sklearn_after(x, start, 2).labels_)


def test_centres_at_points_are_points_and_only_their_first_move_can_raise_the_inertia() -> None:
    rises = 0
    for seed in range(40):
        x = point_set("uniform", 30, seed).x
        run = kmeans(x, x[:4], 20, at_points=True)
        assert all((x == one).all(axis=1).any() for one in run.centres.reshape(-1, 2))
        assert (np.diff(run.inertia.ravel()) <= 1e-9).all(), "a centre at a point belongs to its own cluster"
        means = STARTS["assignment"](x, 4, 1, np.random.default_rng(seed))[0]
        changes = np.diff(kmeans(x, kmeans(x, means, 9).centres[-1], 20, at_points=True).inertia.ravel())
        rises += bool(changes[0] > 1e-9)
        assert (changes[1:] <= 1e-9).all()
    assert rises == 40, "whoever comes from the means goes away from them"


@pytest.mark.parametrize("way", STARTS)
@pytest.mark.parametrize("at_points", [False, True])
def test_many_runs_at_once_are_each_what_one_run_is(way: str, at_points: bool) -> None:
    x = point_set("unequal", 150, 3).x
    starts = STARTS[way](x, 5, 12, np.random.default_rng(1))
    found = many(x, starts, at_points=at_points)
    for start, centres, labels, value in zip(starts, found.centres, found.labels, found.inertia, strict=True):
        run = kmeans(x, start, 100, at_points=at_points)
        np.testing.assert_allclose(run.centres[-1], centres, atol=1e-12)
        assert np.array_equal(run.labels[-1], labels)
        assert value == pytest.approx(run.inertia[-1, 1]) == inertia(x, centres, labels)


@pytest.mark.parametrize("at_points", [False, True])
def test_an_empty_cluster_stays_in_many_runs_too(at_points: bool) -> None:
    x = point_set("blobs", 60, 1).x
    starts = np.stack([np.vstack([x[:3], far]) for far in ([(90.0, 90)], [(-70, 3)], x[3:4])])
    for start, centres in zip(starts, many(x, starts, at_points=at_points).centres, strict=True):
        np.testing.assert_allclose(centres, kmeans(x, start, 60, at_points=at_points).centres[-1], atol=1e-12)


def test_centres_at_data_points_mostly_end_higher_than_at_means_but_not_always() -> None:
    higher = []
    for name in ("blobs", "unequal", "moons", "uniform"):
        for seed in range(40):
            x = point_set(name, 60, seed).x
            ends = [kmeans(x, x[:4], 60, at_points=way).inertia[-1, 1] for way in (True, False)]
            higher.append(ends[0] > ends[1])
    assert 0.6 < np.mean(higher) < 1


def test_a_hundred_runs_on_digits_end_where_nothing_changes() -> None:
    x = load()[0]
    found = many(x, STARTS["plus"](x, 10, 100, np.random.default_rng(0)))
    for centres, labels in list(zip(found.centres, found.labels, strict=True))[::20]:
        apart = ((X[:, None] - centres[None]) ** 2).sum(-1)
        own = apart[np.arange(len(X)), labels]
        assert (own <= apart.min(1) + 1e-4).all(), "float32 decides only what is all but equally far"
        means = [X[labels == one].mean(0) for one in range(10)]
        np.testing.assert_allclose(centres, means, atol=1e-10)
    assert found.inertia.min() == pytest.approx(
        KMeans(10, n_init=20, random_state=0).fit(X).inertia_, rel=0.002
    )


@pytest.mark.parametrize("way", STARTS)
def test_starts_are_as_many_as_asked_and_what_cannot_begin_is_refused(way: str) -> None:
    x = np.array([(0.0, 0), (0, 0), (0, 0), (1, 2)])
    starts = STARTS[way](x, 4, 7, np.random.default_rng(0))
    assert starts.shape == (7, 4, 2)
    assert all(sorted(map(tuple, one)) == sorted(map(tuple, x)) for one in starts if way != "plus")
    assert all((x == one).all(axis=1).any() for one in starts.reshape(-1, 2)), "a point or a mean of one"
    with pytest.raises(ValueError, match="k=5"):
        STARTS[way](x, 5, 1, np.random.default_rng(0))


def test_k_means_plus_plus_draws_by_squared_distance() -> None:
    x = np.array([(0.0, 0), (1, 0), (3, 0)])
    starts = STARTS["plus"](x, 2, 30_000, np.random.default_rng(0))[:, :, 0]
    chances = {
        (a, b): (a - b) ** 2 / sum((a - c) ** 2 for c in (0, 1, 3)) / 3 for a in (0, 1, 3) for b in (0, 1, 3)
    }
    for (a, b), chance in chances.items():
        share = ((starts[:, 0] == a) & (starts[:, 1] == b)).mean()
        assert share == pytest.approx(chance, abs=5 * np.sqrt(max(chance, 1e-9) / 30_000))


@examples(60)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=40))
def test_nmi_and_purity_are_scikit_learn_s(pairs) -> None:
    truth, labels = map(list, zip(*pairs, strict=True))
    assert nmi(truth, labels) == pytest.approx(normalized_mutual_info_score(truth, labels), abs=1e-9)
    table = contingency_matrix(truth, labels)
    assert purity(truth, labels) == pytest.approx(table.max(axis=0).sum() / table.sum())


def test_the_gap_statistic_takes_the_first_number_that_the_rule_allows() -> None:
    assert chosen([Gap(1, 0, 0.1, 0.0), Gap(2, 0, 0.2, 0.15), Gap(3, 0, 0.9, 0.1)]) == 1
    assert chosen([Gap(1, 0, 0.1, 0.0), Gap(2, 0, 0.5, 0.1), Gap(3, 0, 0.55, 0.1)]) == 2
    assert chosen([Gap(1, 0, 0.1, 0.0), Gap(2, 0, 0.5, 0.1)]) is None
    x = point_set("blobs", 100, 0).x
    one = gap(x, 1, 20, 1, np.random.default_rng(0))
    assert one.own == pytest.approx(np.log(((x - x.mean(0)) ** 2).sum()))
    assert one.gap == pytest.approx(one.uniform - one.own)
    rng = np.random.default_rng(0)
    logs = []
    for _sample in range(20):
        y = rng.uniform(x.min(0), x.max(0), x.shape)
        rng.integers(0, len(x), (1, 1))  # the start of k-means++, which for one cluster is without effect
        logs.append(np.log(((y - y.mean(0)) ** 2).sum()))
    assert one.uniform == pytest.approx(np.mean(logs))
    assert one.error == pytest.approx(np.std(logs) * np.sqrt(1 + 1 / 20))


def test_the_best_of_some_starts_is_the_mean_over_all_choices() -> None:
    values = np.array([3.0, 1.0, 4.0, 1.5, 9.0, 2.6])
    for m, found in enumerate(expected_lowest(values), 1):
        assert found == pytest.approx(np.mean([min(some) for some in combinations(values, m)]))


@examples(40)
@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=8), st.integers(0, 99)
)
def test_a_cell_holds_the_places_to_which_its_centre_is_nearest(centres, seed: int) -> None:
    at = np.array(centres, float)
    found = cells(at, (-10, 10, -10, 10))
    area = sum(
        (a[0] * b[1] - a[1] * b[0]) / 2
        for one in found
        for a, b in zip(one, np.roll(one, -1, axis=0), strict=True)
    )
    assert area == pytest.approx(400)
    for place in np.random.default_rng(seed).uniform(-10, 10, (20, 2)):
        apart = ((at - place) ** 2).sum(1)
        own = found[int(apart.argmin())]
        turns = [
            (b - a)[0] * (place - a)[1] - (b - a)[1] * (place - a)[0]
            for a, b in zip(own, np.roll(own, -1, axis=0), strict=True)
        ]
        assert min(turns) >= -1e-9


@pytest.mark.parametrize("name", POINT_SETS)
def test_a_point_set_is_stretched_along_its_first_axis_alone(name: str) -> None:
    one, other = point_set(name, 50, 3), point_set(name, 50, 3, 20.0)
    assert np.array_equal(one.x * (20, 1), other.x) and len(one.x) == len(one.group) == 50
    with pytest.raises(KeyError, match="blobs"):
        point_set("rings", 10, 0)


@pytest.mark.parametrize(
    ("points", "centres", "steps"),
    [([[0, 0]], [[0, 0, 0]], 1), ([], [[0, 0]], 1), ([[0, 0]], [[np.nan, 0]], 1), ([[0, 0]], [[0, 0]], -1)],
)
def test_what_cannot_be_grouped_is_refused(points, centres, steps) -> None:
    with pytest.raises(ValueError):
        kmeans(points, centres, steps)
