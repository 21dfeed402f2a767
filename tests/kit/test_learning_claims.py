"""What the pages Dropout and Regularization say of their first examples, computed: each number, each
comparison and each "all" from the nets themselves."""

import re
from pathlib import Path

import numpy as np
import pytest

from dl_core.digits import CLASSES, TEST, digits, mislabelled
from dl_core.experiments.coadaptation import profile, removal
from dl_core.experiments.compare import SEEDS, TRAIN, Curves, Setup, compare, on_noisy_labels
from dl_core.experiments.compare import TEST as ON_TEST
from dl_core.experiments.learning import Trained, begin, epochs
from dl_core.experiments.uncertainty import against_angle, against_noise, plain, wrong
from dl_core.experiments.vote import votes
from dl_core.intervals import paired
from dl_core.network import initial_weights
from kit.learning.charts import curves
from kit.learning.facts import Training
from kit.learning.words import training
from kit.number_format import percent
from kit.page import Run
from pages.dropout import how as dropout_words
from pages.dropout.presets import PRESETS
from pages.dropout.view import Dropout
from pages.regularization import how as regularization_words
from pages.regularization.presets import PRESETS as REGULARIZATIONS

Pair = list[Curves]
RESULTS = Path(__file__).parents[2] / "benchmarks" / "RESULTS.md"


def sentences(found: Pair) -> list[str]:
    """What is said of two settings called A and B."""
    a, b = found
    return [
        one["text"] for one in training(lambda setting, _done: setting, Run(Training(({}, {}), (a, b), 300)))
    ]


def flat(words: str) -> str:
    return " ".join(words.split())


@pytest.fixture(scope="module")
def honest() -> Pair:
    """The first example of Dropout, at its end."""
    view = PRESETS["Wrong labels, honestly"].view
    *_, last = compare(view.pair(), int(view["seed"]), int(view["epochs"]), lambda: 1.0)
    return last


def memorised(net: Trained) -> tuple[int, int]:
    """How many of the wrong labels a net gives, of how many."""
    n = int(net.data.train.n)
    given = plain(net, net.data.train.x[:n]).argmax(axis=1) == net.data.train.y[:n]
    return int(given[net.data.wrong[:n]].sum()), int(net.data.wrong[:n].sum())


def test_without_dropout_all_wrong_labels_are_memorised_and_with_it_about_a_third(honest: Pair) -> None:
    a, b = ([memorised(net) for net in one.nets] for one in honest)
    assert a == [(90, 90)] * SEEDS and [of for _, of in b] == [90] * SEEDS
    assert 0.25 < np.mean([given / of for given, of in b]) < 0.4
    difference = paired(honest[1].accuracy[:, -1, ON_TEST], honest[0].accuracy[:, -1, ON_TEST])
    assert difference.low > 0.05, "A loses on the test set"
    against = paired(honest[1].accuracy[:, -1, ON_TEST], honest[0].stopped)
    assert against.low < 0 < against.high, "A, stopped early, is as good"


def test_with_half_of_all_units_dropped_in_six_layers_a_net_has_hardly_begun_to_learn() -> None:
    view = PRESETS["Too much"].view
    *_, (a, b) = compare(view.pair(), int(view["seed"]), int(view["epochs"]), lambda: 1.0)
    assert (a.accuracy[:, -1, ON_TEST] > 0.5).all(), "what one wants to compare with is in the same picture"
    assert (b.accuracy[:, -1, TRAIN] < 0.25).all() and (b.accuracy[:, -1, ON_TEST] < 0.25).all(), (
        "chance is 0.1"
    )


def test_early_stopping_chooses_by_as_many_true_labels_as_the_first_example_learns_from(honest: Pair) -> None:
    data = honest[0].nets[0].data
    assert int(data.validation.n) == int(data.train.n) == 300
    np.testing.assert_array_equal(data.validation.y, digits(300, 0).validation.y)
    says = sentences(honest)
    assert any(
        "Stopped early, by 300 more samples with true labels (training samples: 300):" in said
        for said in says
    )
    more = [
        one._replace(nets=(one.nets[0]._replace(data=digits(n, 0)),), noise=0.0)
        for one, n in zip(honest, (300, 897), strict=True)
    ]
    assert any("by 300 more samples (training samples: A 300 and B 897):" in said for said in sentences(more))


def test_what_is_above_the_dotted_line_is_memorised_at_least(honest: Pair) -> None:
    for one in honest:
        for row, net in enumerate(one.nets):
            assert one.noise == net.data.noise == 0.3
            above = one.accuracy[row, -1, TRAIN] - (1 - one.noise)
            assert round(float(above) * 300) <= memorised(net)[0]
    for chart in curves(["A", "B"], honest, 300)[:2]:
        assert [mark["value"] for mark in chart["marks"] if mark["kind"] == "rule"] == [pytest.approx(0.7)]


@pytest.mark.parametrize(("n", "share"), [(101.0, 0.3), (45.0, 0.5), (60.0, 0.07)])
def test_the_dotted_line_stands_where_the_true_labels_end_for_every_n(n: float, share: float) -> None:
    first = next(compare(Dropout({"n": n, "label_noise": share}).pair(), 3, 20))
    assert first[0].epochs == -1 and first[0].noise == round(share * n) / n
    (line,) = [mark["value"] for mark in curves(["A", "B"], first, 20)[0]["marks"] if mark["kind"] == "rule"]
    assert line == pytest.approx(1 - round(share * n) / n)


@pytest.mark.parametrize(("classes", "share"), [(10, 0.3), (2, 0.2), (3, 0.5)])
def test_the_accuracy_on_noisy_labels_is_what_mislabelled_test_labels_give_on_average(
    classes: int, share: float
) -> None:
    rng, times = np.random.default_rng(0), 400
    true = rng.integers(0, classes, TEST).astype(np.int32)
    said = np.where(rng.uniform(size=TEST) < 0.8, true, rng.integers(0, classes, TEST))
    found = [
        (said == mislabelled(true, TEST, share, classes, np.random.default_rng((1, time)))[0]).mean()
        for time in range(times)
    ]
    accuracy = np.float64((said == true).mean())
    assert on_noisy_labels(accuracy, share, classes) == pytest.approx(
        np.mean(found), abs=5 * np.std(found) / times**0.5
    )
    assert on_noisy_labels(accuracy, 0.0, classes) == accuracy


def test_the_generalisation_gap_is_on_like_labels(honest: Pair) -> None:
    a, b = honest
    for one in honest:
        expected = one.accuracy[..., TRAIN] - (
            one.accuracy[..., ON_TEST] * 0.7 + (1 - one.accuracy[..., ON_TEST]) * 0.3 / (CLASSES - 1)
        )
        np.testing.assert_allclose(one.gap, expected, rtol=1e-5)
        assert (np.abs(one.gap[:, 0]) < 0.12).all(), (
            "before anything is learned there is none, but for chance"
        )
    assert a.gap[:, -1].min() > b.gap[:, -1].max() > 0.1
    drawn = next(chart for chart in curves(["A", "B"], [a, b], 300) if chart["key"] == "gap")
    ends = [mark["y"][-1] for mark in drawn["marks"] if not mark["faint"] and mark["x"]]
    assert ends == [pytest.approx(float(one.gap[:, -1].mean()), abs=1e-3) for one in honest]
    (said,) = [text for text in sentences(honest) if text.startswith("A: test")]
    assert f"generalisation gap {percent(a.gap[:, -1].mean(), 1)}, on labels that are wrong as often" in said
    l2 = REGULARIZATIONS["L2 against label noise"].view
    *_, penalised = compare([l2.pair()[1]], 0, int(l2["epochs"]), lambda: 1.0)
    assert (penalised[0].gap[:, -1] > 0.1).all(), "training minus test accuracy would be 0 here"
    assert abs((penalised[0].accuracy[:, -1, TRAIN] - penalised[0].accuracy[:, -1, ON_TEST]).mean()) < 0.04


def stopped_nets(setting: Setup, found: Curves) -> list[Trained]:
    """The nets that early stopping keeps."""
    kept = []
    for seed, when in enumerate(found.best.tolist()):
        data = setting.data(seed)
        train_state = begin(
            setting.optimizer, initial_weights(setting.shape, setting.scheme, seed), setting.config
        )
        train_state, scores = epochs(
            setting.optimizer,
            setting.regularizers,
            train_state,
            setting.config,
            data,
            seed,
            3,
            when,
            setting.size,
        )
        np.testing.assert_allclose(scores.accuracy[-1], found.accuracy[seed, when], atol=1e-6)
        kept.append(Trained(train_state, setting.config, setting.regularizers, data))
    return kept


def test_units_are_spared_and_correlate_as_the_words_say(honest: Pair) -> None:
    words = flat(dropout_words.COADAPT)
    stopped = stopped_nets(PRESETS["Wrong labels, honestly"].view.pair()[0], honest[0])
    nets = {"with": honest[1].nets, "without": honest[0].nets, "stopped": stopped}
    left = {
        name: np.mean([[removal(net, layer, 0, 3).mean[50] for layer in (0, 5)] for net in those], axis=0)
        for name, those in nets.items()
    }
    for name, said in (("with", (0.67, 0.80)), ("without", (0.36, 0.49)), ("stopped", (0.42, 0.57))):
        np.testing.assert_allclose(left[name], said, atol=0.02)
        assert re.search(rf"{said[0]:.2f}( \(first layer\))? to {said[1]:.2f}", words)
    a, b = (np.array([[layer.mean for layer in profile(net)] for net in one.nets]) for one in honest)
    for layer, said in ((0, "0.12 against 0.15"), (-1, "0.24 against 0.21")):
        assert said in words and [f"{one[:, layer].mean():.2f}" for one in (b, a)] == said.split(" against ")
    assert paired(b[:, 0], a[:, 0]).high < 0 < paired(b[:, -1], a[:, -1]).low


def test_the_whole_net_does_as_well_as_the_mean_of_a_hundred(honest: Pair) -> None:
    for seed in range(SEEDS):
        a, b = (votes(one.nets[seed], 0.2, seed) for one in honest)
        assert abs(b.mean[-1] - b.whole) < 0.015 and b.single.mean() > a.single.mean() + 0.3
    assert (
        abs(
            np.mean(
                [
                    votes(net, 0.2, seed).mean[-1] - votes(net, 0.2, seed).whole
                    for seed, net in enumerate(honest[1].nets)
                ]
            )
        )
        < 0.01
    )


def test_the_net_that_memorised_is_nearly_certain_of_its_worst_mistakes(honest: Pair) -> None:
    for mine, other in zip(honest[0].nets, honest[1].nets, strict=True):
        assert wrong(mine).sure.max() > 0.99 > wrong(other).sure.max() and len(wrong(mine).at) > len(
            wrong(other).at
        )


@pytest.mark.parametrize("seed", [0, 1])
def test_doubt_is_half_true(honest: Pair, seed: int) -> None:
    *_, angle = against_angle(honest[1].nets[seed], 0.2, seed)
    *_, noise = against_noise(honest[1].nets[seed], 0.2, seed)
    at = {degrees: place for place, degrees in enumerate(angle.by.tolist())}
    assert (np.diff(angle.entropy[: at[30.0] + 1]) > 0).all() and angle.entropy[at[90.0]] < angle.entropy[
        at[30.0]
    ] - 0.1
    assert (
        angle.accuracy[at[90.0]] < 0.15
        and angle.information.argmax() == at[90.0]
        and angle.information[-1] < 0.7 * angle.information.max()
    )
    assert (
        noise.entropy[-1] < noise.entropy.max() - 0.1
        and noise.plain_accuracy[-1] < 0.3
        and noise.plain_accuracy[0] > 0.8
    )
    assert noise.sure[-1] > noise.sure[:4].max() and (np.diff(noise.information) > 0).all()
    *_, damaged = against_angle(honest[0].nets[seed], 0.2, seed)
    assert damaged.entropy.min() > 1.7, "of at most 2.3: it doubts everything"


def test_without_dropout_the_boundary_goes_around_most_wrong_points() -> None:
    view = PRESETS["A boundary you can see"].view
    given = []
    for setting in view.pair():
        data, train_state = (
            setting.data(0),
            begin(setting.optimizer, initial_weights(setting.shape, setting.scheme, 0), setting.config),
        )
        for _ in range(int(view["epochs"]) // 100):
            train_state, _scores = epochs(
                setting.optimizer,
                setting.regularizers,
                train_state,
                setting.config,
                data,
                0,
                2,
                100,
                setting.size,
            )
        given.append(memorised(Trained(train_state, setting.config, setting.regularizers, data)))
    (a, of), (b, _) = given
    assert of == 30 and a > 0.5 * of and b < 0.7 * a


def test_two_seeds_share_a_third_of_their_test_images() -> None:
    sets = [{image.tobytes() for image in digits(300, seed).test.x} for seed in range(12)]
    shared = [len(one & other) / TEST for place, one in enumerate(sets) for other in sets[:place]]
    assert np.mean(shared) == pytest.approx(1 / 3, abs=0.01)
    assert all(
        "two seeds share a third of their test images" in flat(words)
        for words in (dropout_words.CURVES, regularization_words.COMPARE)
    )


def test_the_gains_over_twenty_seeds_are_those_of_the_benchmark() -> None:
    """Long measurements are kept in RESULTS.md: the page says the same."""
    rows = [
        [cell.strip() for cell in line.strip("| \n").split("|")]
        for line in RESULTS.read_text().splitlines()
        if line.count("|") == 5
    ]
    table = {
        row[0]: [[float(x.replace("−", "-")) for x in re.findall(r"[−-]?\.\d+", cell)] for cell in row[1:]]
        for row in rows
    }
    said = [
        float(x.replace("−", "-"))
        for x in re.findall(r"−?0\.\d{3}", flat(dropout_words.CURVES).partition("So, does it help?")[2])
    ]
    honest, clean, half = (
        table[name] for name in ("the honest preset", "the same with true labels", "two layers, dropout .5")
    )
    assert said == [*honest[0], *honest[2], *half[2], *clean[0]]
