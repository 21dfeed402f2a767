"""The parts of Codes in which nets learn: what they open with, what they draw, and what their examples
claim, computed from their nets."""

import json
import pickle
from functools import cache
from typing import Any

import numpy as np
import pytest

from dl_core.experiments.autoencoders import STEPS
from dl_core.experiments.code_widths import SEEDS, WIDTHS, Widths, of_pca
from dl_core.experiments.denoising import linear as without_nets
from dl_core.experiments.gradient_noise import deviation
from kit.page import Part, Run
from pages.codes import PAGE, training_presets
from pages.codes.methods import methods
from pages.codes.training import widths
from pages.codes.training.gradient import SHOWN, Gradient
from pages.codes.training.linear import LEAST_ANGLE, Linear
from pages.codes.training.widths import Noisy
from pages.codes.training.words import Z, degrees, farthest, worst
from pages.codes.view import Codes

SMALL = 60_000  # bytes that may travel five times a second
PRESETS = training_presets.PRESETS
NAMES = ("linear", "width", "denoise", "gradient")


def part_of(name: str, **asked: Any) -> tuple[Part[Any], Codes]:
    return PAGE.named(name), Codes({"part": name, **asked})


def begun(part: Part[Any], view: Codes) -> Any:
    assert part.steps
    return next(iter(part.steps(part.worked_on(view))))


def kept(part: Part[Any], view: Codes) -> Any:
    assert part.kept
    return part.kept(part.worked_on(view))


@cache
def last_of(name: str, asked: tuple[tuple[str, Any], ...]) -> Any:
    part, view = part_of(name, **dict(asked))
    assert part.steps
    *_before, last = part.steps(part.worked_on(view))
    return last


def at_its_end(preset: str, **changes: Any) -> Any:
    """What an example's part finds."""
    view = Codes({**PRESETS[preset].view.asked, **changes})
    part = PAGE.part(view)
    last = last_of(part.name, tuple(sorted(part.worked_on(view).asked.items())))
    return part.joined(part.seen(view), last, False)


def texts(sentences: Any) -> str:
    return "\n".join(one["text"] for one in sentences)


# --- the linear autoencoder ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0.0, 1.0, 2.0])
def test_it_finds_pca_s_plane_and_not_its_axes(seed: float) -> None:
    found: Linear = at_its_end("PCA's plane, not its axes", seed=seed)
    assert abs(found.course.error[-1] - found.pca) < 1e-4 and found.course.angle[-1] < 0.1
    assert found.pca == pytest.approx(of_pca()[0, 7])
    assert worst(found.of_units, 8) < 0.5 and worst(found.of_directions, 8) < 0.5
    decayed: Linear = at_its_end("PCA's plane, not its axes", seed=seed, decay=0.05)
    assert worst(decayed.of_directions, 8) > 0.999 and worst(decayed.of_units, 8) < 0.9


def test_an_axis_below_the_decay_is_lost_as_kunin_says() -> None:
    name = "An axis that is not worth its weights"
    for decay, left in ((0.3, 4), (0.5, 3)):
        found: Linear = at_its_end(name, decay=decay)
        sizes = found.directions[1]
        assert found.left == left == (found.variances[:10] > decay).sum()
        np.testing.assert_allclose(sizes, found.expected, atol=0.02)
        assert found.course.error[-1] == pytest.approx(found.least, abs=1e-3)
        said = PAGE.named("linear").words(found)
        lost = ", ".join(str(place) for place in range(left + 1, 11))
        assert any(f"the axes {lost}" in one["text"] and one["tone"] == "alarm" for one in said)


@pytest.mark.parametrize("seed", [0.0, 1.0])
def test_where_every_prefix_must_reconstruct_the_units_are_the_axes(seed: float) -> None:
    name = "Every prefix must reconstruct"
    found: Linear = at_its_end(name, seed=seed)
    assert worst(found.of_units, 8) > 0.999 and abs(found.course.error[-1] - found.pca) < 1e-4
    assert "Each unit is one of PCA's axes" in texts(PAGE.named("linear").words(found))
    other: Linear = at_its_end(name, seed=seed, aim="all")
    assert worst(other.of_units, 8) < 0.5 and other.course.angle[-1] < 0.1


def test_every_number_of_units_is_drawn() -> None:
    for units in (1.0, 12.0):
        for decay in (0.0, 0.5):
            part, view = part_of("linear", units=units, decay=decay)
            found = begun(part, view)
            drawn = {one["key"]: one for one in part.charts(found)}
            heat = drawn["units"]["marks"][0]
            assert heat["rows"] == heat["columns"] == units
            assert len(drawn["pictures"]["marks"][0]["pictures"]) == 3 * units
            dots = [mark for mark in drawn["variances"]["marks"] if mark["kind"] == "dots"]
            values = sorted((y for mark in dots for y in mark["y"]), reverse=True)
            np.testing.assert_allclose(values, found.variances[: int(units) + 2], rtol=1e-3)


def test_an_angle_that_is_rounding_is_not_told_as_a_number() -> None:
    found: Linear = at_its_end("PCA's plane, not its axes", units=8.0)
    assert 0 < found.course.angle[-1] < LEAST_ANGLE
    assert "subspace below 0.00001°" in texts(PAGE.named("linear").words(found))
    spoken = {angle: str(degrees(angle)) for angle in (LEAST_ANGLE, 2e-4, 0.2, 90.0)}
    assert spoken == {LEAST_ANGLE: "0.00001°", 2e-4: "0.00020°", 0.2: "0.2°", 90.0: "90°"}


# --- what was kept, and what travels ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["width", "denoise"])
def test_a_part_opens_pale_on_what_was_kept(name: str) -> None:
    part, view = part_of(name)
    known, first = kept(part, view), begun(part, view)
    assert widths.done(known) == STEPS and widths.done(first) == -1
    run = Run(first, False, known, True)
    lines = [mark for one in part.charts(run) for mark in one["marks"] if mark["kind"] == "line"]
    assert lines and all(mark["pale"] for mark in lines)
    said = texts(part.words(run))
    assert "Press Train" in said and "Pale" in said
    assert "Beginning" in texts(part.words(Run(first, True, known, True)))
    assert kept(part, Codes({"part": name, "seed": 5.0})) is None


def test_facts_are_small_and_can_travel() -> None:
    for name in NAMES:
        part, view = part_of(name)
        state = begun(part, view)
        assert len(pickle.dumps(state)) < 400_000
        facts = part.joined(part.seen(view), kept(part, view) if part.kept else state, False)
        drawn = part.charts(Run(facts) if part.kept else facts)
        assert len(json.dumps(drawn, allow_nan=False)) < SMALL, name


# --- widths -------------------------------------------------------------------------------------------------


def test_with_few_numbers_nets_are_far_below_pca_and_worse_on_test_digits() -> None:
    name = "How wide a code?"
    found: Widths = at_its_end(name)
    train, test = found.train[..., -1], found.test[..., -1]
    exact = of_pca()[:, np.array(WIDTHS) - 1]
    few = np.array(WIDTHS) <= 16
    assert (test[few] < 0.8 * exact[1, few, None]).all()
    assert (test > train)[few].all(), "of every seed and width"
    ratio, plain = test.mean(axis=1) / train.mean(axis=1) - 1, exact[1] / np.maximum(exact[0], 1e-9) - 1
    assert (ratio[few] > 0.05).all() and (np.abs(plain[few]) < 0.05).all()
    assert (np.diff(test.mean(axis=1)) < 0).all()
    assert exact[0, -1] < 1e-12 and train[-1].min() > 1e-4 and train[-1].max() < 0.01
    part = PAGE.named("width")
    assert "Can it be 0?" in texts(part.words(Run(found)))
    known = kept(part, PRESETS[name].view)
    spread = test.max(axis=1) - test.min(axis=1)
    assert (np.abs(known.test[..., -1].mean(axis=1) - test.mean(axis=1)) <= np.maximum(spread, 0.01)).all()


# --- noisy digits -------------------------------------------------------------------------------------------


def test_who_learned_from_noise_is_ahead_of_the_best_linear_map_and_who_did_not_is_behind_pca() -> None:
    found: Noisy = at_its_end("Noise that was seen, and noise that was not")
    denoising, plain, clean = (getattr(found.found, one)[:, -1] for one in ("denoising", "plain", "clean"))
    assert denoising.shape == (SEEDS,) and found.linear == without_nets(16, 0.5, 0)
    assert denoising.max() < found.linear.wiener < found.linear.pca < plain.min()
    assert clean.max() < 0.7 * denoising.min(), "what a picture of clean inputs would hide"


@pytest.mark.parametrize("code", ["16", "64"])
def test_the_frame_of_errors_is_as_long_as_they_reach(code: str) -> None:
    part, view = part_of("denoise", code=code)
    curves, made = part.charts(Run(kept(part, view)))
    values = [y for mark in curves["marks"] for y in mark.get("y", [mark.get("value")])]
    low, high = curves["y"]["low"], curves["y"]["high"]
    assert 0.7 * min(values) < low < min(values) and max(values) < high < 1.3 * max(values)
    grid = made["marks"][0]
    assert len(grid["rows"]) * grid["columns"] == len(grid["pictures"])


def test_the_narrow_code_is_not_what_removes_the_noise() -> None:
    """With 64 numbers PCA returns its input; the nets that learned from noise are as good as with 16."""
    part = PAGE.named("denoise")
    wide, narrow = (kept(part, Codes({"part": "denoise", "code": code})) for code in ("64", "16"))
    assert wide.linear.pca == pytest.approx(wide.linear.nothing, rel=1e-4)
    assert wide.found.denoising[:, -1].mean() < narrow.found.denoising[:, -1].mean() < wide.linear.wiener


# --- the gradient of a draw ---------------------------------------------------------------------------------


@pytest.mark.parametrize("digit", [0.0, 8.0, 32.0, 100.0, 200.0])
def test_both_ways_have_one_mean_and_the_score_function_many_times_the_deviation(digit: float) -> None:
    found: Gradient = at_its_end("Why reparametrise?", digit=digit)
    assert farthest(found) < Z
    own, score, baseline = (deviation(one) for one in found.found)
    assert score > 4 * own and own < baseline < score
    assert "the same but for chance" in texts(PAGE.named("gradient").words(found))


@pytest.mark.parametrize("draws", [10.0, 1000.0, 4000.0])
def test_the_first_draws_do_not_rule_the_frame_in_which_means_settle(draws: float) -> None:
    found: Gradient = at_its_end("Why reparametrise?", draws=draws)
    y = next(one for one in PAGE.named("gradient").charts(found) if one["key"] == "settles")["y"]
    count = np.arange(1, int(draws) + 1)[:, None]
    means = np.concatenate([way[:, :1].cumsum(axis=0) / count for way in found.found], axis=1)
    later = means[int(draws) // 20 :]
    assert y["low"] < later.min() and later.max() < y["high"]
    assert y["high"] - y["low"] < 1.2 * np.ptp(later)


def test_the_pictures_beside_the_digit_are_draws_of_its_code() -> None:
    found: Gradient = at_its_end("Why reparametrise?", draws=10.0)
    noise = np.random.default_rng((0, 59)).normal(size=(10, 2))
    way = methods(found.nets)["variational"]
    np.testing.assert_allclose(found.drawn, way.decode(found.of.drawn(noise))[:SHOWN], atol=1e-5)
    pictures = PAGE.named("gradient").charts(found)[-1]["marks"][0]["pictures"]
    np.testing.assert_allclose(pictures[0]["pixels"], found.image, atol=1e-3)
    assert len(pictures) == 1 + SHOWN


def test_another_digit_or_more_draws_train_nothing() -> None:
    part, view = part_of("gradient")
    for change in ({"digit": 5.0}, {"draws": 50.0}):
        assert part.key(Codes({**view.asked, **change})) == part.key(view)
    for change in ({"beta": 2.0}, {"variance": 0.1}, {"seed": 1.0}, {"steps": 500.0}):
        assert part.key(Codes({**view.asked, **change})) != part.key(view)
