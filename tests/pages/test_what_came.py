"""What came of what an example asks to try: the numbers in the headline are those of the two views, computed
here from other sources than the sentence: arrays, maps in full, closed forms."""

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import accuracy_score

from dl_core.experiments.basins import basins
from dl_core.experiments.bias_variance import POINTS, exact
from dl_core.experiments.descent import descend, to_numpy
from dl_core.initializers import initializer
from dl_core.network import initial_weights
from kit.messages import MARKED, in_language
from kit.number_format import number, percent
from kit.page import Page
from kit.presets import tried_in
from kit.settings import View
from pages import PAGES
from surfaces.switch import switch
from tests.pages.test_languages import unmarked
from tests.ui.test_claims_stay import CASES, changed
from ui import headline
from ui.headline import words_of

BY_NAME = {page.name: page for page in PAGES}


def edited(page: str, name: str, **texts: str) -> tuple[View, View]:
    """An example, and the view with what there is to try in it."""
    preset = BY_NAME[page].presets[name]
    view, complaints = preset.view.edited({key.replace("__", "."): text for key, text in texts.items()})
    assert complaints == [] and tried_in({name: preset}, view) == (name, True)
    return preset.view, view


def said(page: str, view: View) -> str:
    """What the headline says after it has said that the value is reached."""
    _before, reached, came = str(words_of(BY_NAME[page], view).attempt).partition("This is it.")
    assert reached
    return came


def facts_of(page: str, *views: View) -> list[Any]:
    found = []
    for view in views:
        part = BY_NAME[page].part(view)
        assert part.facts
        found.append(part.facts(part.seen(view)))
    return found


@pytest.mark.parametrize(("page", "name"), CASES)
def test_what_follows_at_once_is_said_with_numbers_and_in_every_language(
    page: Page[Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headline.WARMUP, "is_open", lambda stage: True)
    preset = page.presets[name]
    goal = changed(preset)
    came = headline._came(page, preset, goal)
    part = page.part(goal)
    if set(preset.tries) <= set(goal.shown) or not (part.briefly or part.at_once(goal)):
        return  # a way of looking, or what takes a run
    if part is page.part(preset.view) and not (part.briefly or part.at_once(preset.view)):
        return
    assert len(came) > 1 and any(sign.isdigit() for sign in " ".join(came[1:]))
    for sentence in came:
        assert sentence.endswith(".") and not unmarked(in_language(sentence, MARKED)).strip()


# --- vanishing gradients ------------------------------------------------------------------------------------


def test_depth_says_how_much_of_the_gradient_is_left() -> None:
    before, now = edited("gradients", "Sigmoid fades, ReLU does not", depth="3")
    for found, word in zip(
        facts_of("gradients", before, now), (" instead of {}", "Sigmoid {} "), strict=True
    ):
        post = found.nets[0].layers.post
        assert word.format(number(post[0] / post[-1], 2)) in said("gradients", now)


def test_a_scale_at_which_float32_ends_is_said_with_its_layer() -> None:
    _before, now = edited("gradients", "Exploding", scale="20")
    weights = initial_weights(now.shape, "unit", 0, 20.0)  # type: ignore[attr-defined]
    x, layer = np.asarray(now.task.x, np.float32), 0  # type: ignore[attr-defined]
    with np.errstate(over="ignore", invalid="ignore"):
        for weight in (weights.first, *weights.hidden[: int(now["depth"]) - 1]):
            x, layer = np.maximum(x @ np.asarray(weight, np.float32), 0), layer + 1
            if not np.isfinite(x).all():
                break
    assert f"ReLU not finite (from layer {layer} on)" in said("gradients", now)


def test_dead_units_are_counted_with_numpy() -> None:
    before, now = edited("gradients", "Dead units", bias="0.5")
    dead = []
    for found in facts_of("gradients", before, now):
        (relu,) = (one for one in found.nets if one.name == "relu")
        dead.append(percent(np.mean(relu.layers.dead)))
    assert f"ReLU {dead[1]} instead of {dead[0]}" in said("gradients", now)


def test_a_rate_of_2_says_that_tanh_diverges_on_single_samples_and_nothing_over_all() -> None:
    _before, now = edited("gradients", "Why zero-centred", step="2")
    one, whole = said("gradients", now).split("Loss at the end, all samples")
    (unit,) = facts_of("gradients", now)
    path = unit.units["tanh"].one.path[-1]
    assert f"tanh {number(unit.units['tanh'].one.ends, 2)} instead of" in one and np.abs(path).max() > 100
    assert f"tanh {number(unit.units['tanh'].whole.ends, 2)} instead of" in whole


def test_the_map_of_dying_relu_says_what_its_cell_does() -> None:
    before, now = edited("gradients", "Dying ReLU", dlr="0.5", dbias="0")
    then, here = (found.here["relu"] for found in facts_of("gradients", before, now))
    assert (
        f"{percent(here.dead[0][-1])} of the ReLU units are dead instead of {percent(then.dead[0][-1])}"
        in said("gradients", now)
    )


def test_spirals_say_how_many_points_each_net_has_right() -> None:
    _before, now = edited("gradients", "Why a non-linearity", task="spirals")
    (found,) = facts_of("gradients", now)
    data = found.data
    first, second, bias = found.linear.collapsed
    right = accuracy_score(data.t, data.x @ np.array([first, second]) + bias > 0)
    assert f"{percent(right)} of the points right instead of" in said("gradients", now)


def test_another_seed_says_how_often_the_accuracy_changes() -> None:
    before, now = edited("gradients", "Why a loss", seed="3")
    changes = [len(np.flatnonzero(np.diff(one.found.accuracy))) for one in facts_of("gradients", before, now)]
    assert f"changes {changes[1]} times instead of {changes[0]}," in said("gradients", now)


# --- initial weights ----------------------------------------------------------------------------------------


def test_a_depth_of_30_says_that_xavier_loses_half_of_the_square_at_each_layer() -> None:
    _before, now = edited("init", "ReLU and He", depth="30")
    deviations = {
        one.name: one.signal.post.pooled[-1] for (found,) in [facts_of("init", now)] for one in found.done
    }
    text = said("init", now)
    for name, deviation in deviations.items():
        assert f"{initializer(name).label} {number(deviation, 2)} instead of" in text
    assert 0.2 < deviations["he"] < 2 and deviations["xavier"] == pytest.approx(
        deviations["he"] * 2 ** (-30 / 2), rel=0.05
    )


def test_another_frame_says_how_much_is_outside() -> None:
    before, now = edited("init", "The book's frame", frame="whole")
    (found,) = facts_of("init", before)
    (he,) = (one for one in found.done if one.name == "he")
    assert f"He √(2/n) 0 % instead of {percent(he.signal.histograms['post'].outside.mean())}" in said(
        "init", now
    )


def test_the_edge_of_relu_is_he_s_scale() -> None:
    _before, now = edited("init", "Where the signal survives", activation="relu")
    assert f"at {number(2**0.5, 4)} × Xavier instead of at 1 × Xavier" in said("init", now)


def test_the_units_of_xavier_differ_and_those_of_a_constant_do_not() -> None:
    before, now = edited("init", "All units alike", same="xavier")
    then, here = facts_of("init", before, now)
    w1 = here.asked.net.w1[-1]
    assert np.ptp(then.asked.net.w1[-1], axis=1).max() == 0 < np.ptp(w1, axis=1).min()
    assert " of their length or more instead of 0, and the loss is " in said("init", now)
    assert f"{number(here.asked.loss[-1], 2)} instead of {number(then.asked.loss[-1], 2)}" in said(
        "init", now
    )


def test_gain_shift_and_a_batch_of_one_say_what_comes_out() -> None:
    _before, now = edited("init", "Batch norm, one layer", gamma="2", beta="1.5", batch="1")
    assert "mean 1.5 and variance 0 instead of 0 and " in said("init", now)


def test_a_larger_test_batch_says_both_accuracies() -> None:
    before, now = edited("init", "A test batch of one", batch="100")
    then, here = facts_of("init", before, now)
    assert (
        f"{percent(here.here, 1)} are right instead of {percent(then.right[0], 1)} in batches of 1;"
        in said("init", now)
    )


# --- rates, races, basins -----------------------------------------------------------------------------------


def test_the_seeds_of_one_rate_for_all_say_the_medians() -> None:
    before, now = edited("sweep", "Not one lucky run", rates="same")
    then, here = facts_of("sweep", before, now)
    for (label, one), (_label, other) in zip(here.bands, then.bands, strict=True):
        now_, then_ = (np.sort(band.last)[(len(band.last) - 1) // 2] for band in (one, other))
        assert f"{label} {number(now_, 2)} instead of {number(then_, 2)}" in said("sweep", now)


def test_a_click_on_the_map_says_what_its_run_does() -> None:
    _before, now = edited("sweep", "Momentum's two numbers", momentum__lr="1")
    rule, course = now.mapped(lr=1.0, momentum=now["momentum.momentum"]), now.course()  # type: ignore[attr-defined]
    losses = to_numpy(descend(rule, course.loss, course.start), course.steps).loss
    assert not losses[-1] < losses[0] and "The run nearest to the diamond diverges; before it " in said(
        "sweep", now
    )


def test_another_start_says_where_each_rule_ends_from_it() -> None:
    _before, now = edited("basins", "Four minima, four rules", x="3.2", y="1.5")
    assert "SGD at (3, 2)" in said("basins", now) and "From (3.2, 1.5) the ends are: " in said("basins", now)
    course = now.exact_course((3.2, 1.5))  # type: ignore[attr-defined]
    for rule in now.mapped:  # type: ignore[attr-defined]
        end = to_numpy(descend(rule, course.loss, course.start), course.steps).x[-1]
        near = np.linalg.norm(course.minima - end, axis=1)
        x, y = course.minima[near.argmin()]
        place = f"({number(x)}, {number(y)})" if near.min() < 0.01 * np.hypot(10, 10) else "no minimum"
        assert f"{rule.label} at {place}" in said("basins", now)


def test_a_rate_says_the_shares_of_the_maps_in_full() -> None:
    before, now = edited("basins", "Sharp and flat", sgd__lr="0.03")
    shares = []
    for view in (before, now):
        course = view.maps_course()  # type: ignore[attr-defined]
        (rule,) = (one for one in view.mapped if one.label == "SGD")  # type: ignore[attr-defined]
        place = basins(rule, switch(view.surface), course.box, 256, course.steps, course.minima).place  # type: ignore[attr-defined]
        shares.append([f"{100 * np.mean(place == k):.1f} %" for k in range(2)])
    for k in range(2):
        assert f"{shares[1][k]} instead of {shares[0][k]}" in said("basins", now)
    assert "Momentum" not in said("basins", now), "its map is the same"


def test_what_takes_long_is_not_counted_for_a_sentence() -> None:
    part = BY_NAME["basins"].parts[0]
    assert part.briefly
    view = BY_NAME["basins"].presets["Sharp and flat"].view
    for texts in ({"side": "512"}, {"zoom": "3"}, {"surface": "own"}, {"rates": "tuned"}):
        one = view.edited(texts)[0]
        other = one.edited({"sgd.lr": "0.03"})[0]
        assert part.briefly(part.seen(one), part.seen(other)) is None


def test_more_dimensions_say_how_low_both_come() -> None:
    before, now = edited("race", "Why the gradient", dimensions="40")
    below = BY_NAME["race"].below[0]
    assert below.facts
    then, here = (below.facts(below.seen(view)) for view in (before, now))
    text = said("race", now)
    assert f"a loss of {number(here.search[-1], 2)} instead of {number(then.search[-1], 2)}" in text
    assert "arrives" not in text, "the race above is the same"


def test_another_rule_under_the_microscope_says_where_the_first_steps_lead() -> None:
    _before, now = edited("race", "Newton in one step", microscope="sgd")
    surface, start = now.surface, np.array([now["x"], now["y"]])  # type: ignore[attr-defined]
    slope = np.array([surface(start + h) - surface(start - h) for h in 1e-4 * np.eye(2)]) / 2e-4
    x, y = start - now["sgd.lr"] * slope
    assert f"The first step of SGD leads to ({number(x)}, {number(y)})." in said("race", now)


# --- dropout, regularization --------------------------------------------------------------------------------


def test_another_step_says_how_many_of_b_s_units_are_dropped() -> None:
    before, now = edited("dropout", "The mask", step="7")
    then, here = facts_of("dropout", before, now)
    both = int((~then.masks[1] & ~here.masks[1]).sum())
    assert (
        f"{int((~here.masks[1]).sum())} are dropped instead of {int((~then.masks[1]).sum())}; {both} of"
        in said("dropout", now)
    )


def test_another_degree_says_bias_and_variance() -> None:
    _before, now = edited("regularization", "Bias and variance", degree="1")
    then, here = exact(POINTS, 3, 1e-6), exact(POINTS, 1, 1e-6)
    text = said("regularization", now)
    assert f"Bias² is now {number(here.bias2)} instead of {number(then.bias2)}" in text
    assert f"variance {number(here.variance)} instead of {number(then.variance)} (exact)." in text
