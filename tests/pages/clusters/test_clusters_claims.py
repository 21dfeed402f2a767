"""What the examples of the page on clusters claim, computed here over seeds."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import normalized_mutual_info_score

from dl_core.digits import load
from dl_core.experiments.clusters import inertia, means
from dl_core.experiments.grouping import chosen
from pages.clusters import facts, runs, words
from pages.clusters.facts import Plane
from pages.clusters.judged import runs as judged
from pages.clusters.presets import PRESETS
from pages.clusters.view import Clusters

SEEDS = range(6)


def seen(name: str, seed: float = 0.0, **changes: object) -> Clusters:
    return Clusters({**PRESETS[name].view.asked, "seed": seed, **changes})


def plane(view: Clusters) -> Plane:
    found = facts.plane(view)
    assert isinstance(found, Plane)
    return found


def best_of(x: np.ndarray, k: int) -> KMeans:
    return KMeans(k, n_init=10, random_state=0).fit(x)


@pytest.mark.parametrize("seed", SEEDS)
def test_inertia_never_rises_and_every_example_of_the_plane_comes_to_rest(seed: int) -> None:
    for name, preset in PRESETS.items():
        if preset.view["part"] == "steps":
            found = plane(seen(name, float(seed)))
            assert (np.diff(found.inertia) <= 1e-9 * found.inertia[0]).all() and found.settled is not None


def test_two_centres_in_one_blob_stay_at_three_times_the_best_inertia() -> None:
    worse = []
    for seed in SEEDS:
        found = plane(seen("At rest in the wrong place", float(seed)))
        worse.append(found.inertia[-1] / best_of(found.sample.x, 4).inertia_)
    assert worse[0] > 3 and sum(one > 3 for one in worse) >= 3, "what the page draws, and most other samples"


def test_one_axis_in_other_units_hides_four_clear_blobs() -> None:
    for seed in SEEDS:
        view = seen("One axis in other units", float(seed))
        x, truth = view.sample
        stretched, plain = best_of(x, 4), best_of(x / (20, 1), 4)
        assert normalized_mutual_info_score(truth, plain.labels_) > 0.97
        assert normalized_mutual_info_score(truth, stretched.labels_) < 0.6
        assert plane(view).truth < 0.6, "as the page's own start finds"


def test_the_drawn_groups_of_unequal_width_have_the_higher_inertia() -> None:
    for seed in SEEDS:
        view = seen("A wide group beside narrow ones", float(seed))
        x, truth = view.sample
        drawn = inertia(x, means(x, truth, np.zeros((3, 2))), truth)
        found = plane(view)
        assert found.inertia[-1] < 0.9 * drawn and found.truth < 0.5
        moons = plane(seen("A wide group beside narrow ones", float(seed), data="moons", k=2.0))
        assert moons.truth < 0.5


def test_no_point_is_nearest_to_the_fifth_centre_and_moving_it_ends_lower() -> None:
    stays, moves = (plane(seen("A cluster without points", empty=way)) for way in ("stay", "move"))
    assert stays.empty == (4,) and (stays.run.centres[:, 4] == stays.run.centres[0, 4]).all()
    assert moves.inertia[-1] < stays.inertia[-1]
    assert any("scikit-learn" in one["text"] for one in words.steps(stays))


def test_four_blobs_of_a_hundred_starts() -> None:
    found = runs.starts(seen("Four blobs, a hundred starts"))
    assert {way: round(100 * (1 - found.share(way))) for way in found.inertias} == {
        "points": 11,
        "assignment": 3,
        "plus": 4,
    }
    best = best_of(found.view.sample.x, 4).inertia_
    assert found.best == pytest.approx(best) and 3 < max(map(max, found.inertias.values())) / best < 4.5
    misses = {"points": 0.0, "plus": 0.0}
    for seed in SEEDS:
        one = runs.starts(seen("Four blobs, a hundred starts", float(seed)))
        for way in misses:
            misses[way] += 1 - one.share(way)
        eight = runs.starts(seen("Four blobs, a hundred starts", float(seed), k=8.0))
        assert max(map(eight.share, eight.inertias)) <= 0.15
    assert misses["points"] > 2 * misses["plus"]


def test_about_half_of_the_starts_on_digits_come_near_the_best_however_they_begin() -> None:
    shares = []
    for seed in (0.0, 1.0, 2.0):
        found = list(runs.starts_on_digits(seen("A hundred starts on digits", seed)))[-1]
        assert found.best == pytest.approx(4551.3, abs=0.3)
        assert max(map(max, found.inertias.values())) < 1.12 * found.best
        shares += [found.share(way) for way in found.inertias]
        fewer = list(runs.starts_on_digits(seen("A hundred starts on digits", seed, groups=20.0)))[-1]
        assert max(map(fewer.share, fewer.inertias)) < max(map(found.share, found.inertias))
    assert min(shares) > 0.4 and max(shares) < 0.7


@pytest.mark.parametrize("seed", [0.0, 1.0, 2.0])
def test_the_lowest_inertia_of_digits_is_not_the_best_grouping(seed: float) -> None:
    name = "The best inertia is not the best grouping"
    pixels, codes = (list(judged.truth(seen(name, seed, codes=one)))[-1] for one in ("pixels", "pca"))
    at = pixels.inertia.argmin()
    assert pixels.nmi[at] < pixels.nmi.max() - 0.03 and -0.9 < pixels.correlation < -0.4
    assert pixels.nmi[at] == pytest.approx(0.743, abs=0.006)
    assert pixels.purity[at] == pytest.approx(0.793, abs=0.005)
    assert codes.nmi[codes.inertia.argmin()] < pixels.nmi[at] - 0.02


def test_pca_s_codes_are_scikit_learn_s() -> None:
    x = np.asarray(load()[0], float)
    best = best_of(PCA(8).fit_transform(x), 10).inertia_
    found = list(judged.truth(Clusters({"codes": "pca"})))[-1]
    assert found.inertia.min() == pytest.approx(best, rel=0.002)


@pytest.mark.parametrize("seed", [0.0, 1.0, 2.0])
def test_centres_at_data_points_end_a_third_higher_and_mostly_group_worse(seed: float) -> None:
    points, mean = (
        list(judged.truth(seen("Not the mean, but a data point", seed, target=one)))[-1]
        for one in ("point", "mean")
    )
    assert 1.3 < points.inertia.min() / mean.inertia.min() < 1.4
    assert np.median(points.nmi) < np.quantile(mean.nmi, 0.02)


def test_the_gap_statistic_takes_four_for_blobs_and_one_for_uniform_points() -> None:
    found = [list(runs.elbow(seen("An elbow, and none", float(seed))))[-1] for seed in range(6)]
    assert chosen(found[0].data) == 4, "of the points that the example draws"
    assert [chosen(one.uniform) for one in found] == [1] * 6
    largest = [max(one.data, key=lambda gap: gap.gap).k for one in found]
    assert largest == [4] * 6, "the largest gap, though the rule may take an earlier number"
    for one in found:
        assert np.exp(one.data[3].own - one.data[0].own) < 0.1
        assert 0.2 < np.exp(one.uniform[3].own - one.uniform[0].own) < 0.3
