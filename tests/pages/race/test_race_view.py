"""The race's view: links, edits, and whether its presets show what they say."""

import dataclasses
import random
import string
from functools import cache

import numpy as np
import pytest
from scipy.stats import ncx2

from dl_core.experiments.dimensions import race_in_dimensions
from dl_core.experiments.microscope import Microscope, microscope
from dl_core.experiments.race import Run, curvatures, race, tuned
from dl_core.optimizers import RACERS, SGD, AdaGrad, Adam, Momentum, RandomSearch
from dl_core.params import params_of
from dl_core.theory import largest_stable_rate
from exports.scripts import LIBRARIES as WRITTEN
from kit.number_format import number
from kit.presets import preset_of
from kit.race.settings import BOX, LIBRARIES, RATES_ABOUT, Dimensions, slug
from kit.settings import Number, OneOf, SomeOf, Text, View
from pages.race.how import WHY
from pages.race.presets import PRESETS
from pages.race.view import RaceView
from surfaces import SURFACES
from tests.pages.race.drawing import caption


def random_view(seed: int) -> RaceView:
    """A view with about a third of all settings moved."""
    dice = random.Random(seed)
    surface = slug(dice.choice(SURFACES))
    query = {"surface": surface}
    for name, setting in RaceView.settings(query).items():
        if (
            name in ("surface",) or dice.random() > 0.35 or (name in BOX and name.endswith("1"))
        ):  # how far a box goes depends on where it begins
            continue
        if isinstance(setting, Text):
            query[name] = dice.choice(setting.examples) if setting.examples else setting.default
        elif isinstance(setting, OneOf):
            query[name] = dice.choice(list(setting.options))
        elif isinstance(setting, SomeOf):
            query[name] = ",".join(dice.sample(list(setting.options), dice.randint(0, 5))) or "none"
        elif setting.param.step:
            query[name] = str(dice.randint(int(setting.param.low), int(setting.param.high)))
        else:
            query[name] = repr(dice.uniform(setting.param.low, setting.param.high))
    view, complaints = RaceView.read(query)
    assert complaints == []
    return view


@pytest.mark.parametrize("seed", range(40))
def test_a_link_reads_back_as_the_view_that_wrote_it(seed: int) -> None:
    view = random_view(seed)
    again, complaints = RaceView.read(view.query())
    assert complaints == [] and again == view and again.query() == view.query()


def test_the_default_view_needs_no_link() -> None:
    assert RaceView().query() == {} and RaceView.read({}) == (RaceView(), [])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"race": "x" * 300 + "\u202e\x1b"}, ("Racers", "…", "none of")),
        ({"steps": "1001"}, ("Steps", "1001", "from 1 to 1000", "100 is used")),
        ({"steps": "1.5"}, ("whole number",)),
        ({"sgd.lr": "nan"}, ("SGD", "finite", "0.01 is used instead. It counts once rates are your own.")),
        ({"sgd.lr": "nan", "rates": "own"}, ("SGD", "finite", "0.01 is used instead.")),
        ({"lr": "banana"}, ("0.1 is used instead. It counts once one rate is the same for all.",)),
        ({"sgd.lr": "1e999"}, ("finite",)),
        ({"sgd.lr": "0"}, ("SGD",)),
        ({"sgd.lr": "__import__('os')"}, ("not a number",)),
        ({"surface": "atlantis"}, ("Surface", "atlantis", "ravine is used")),
        ({"race": "warp"}, ("warp", "none of")),
        ({"x": "11"}, ("Start x", "from -10 to 10")),
        ({"surface": "bowl", "x": "6"}, ("from -5 to 5",)),
        ({"nonsense": "1"}, ("nonsense", "left out")),
        ({"steps": "9" * 10_000}, ("longer than",)),
        ({"v": "3"}, ("version",)),
        ({"about": "\x00\x1b[31m\u202e"}, ("Rule", "·")),
    ],
)
def test_a_bad_link_falls_back_and_says_what_and_why(query: dict[str, str], words: tuple[str, ...]) -> None:
    view, complaints = RaceView.read(query)
    assert len(complaints) == 1 and all(word in complaints[0] for word in words), complaints
    assert len(complaints[0]) < 400 and complaints[0].isprintable()
    assert view == RaceView({name: text for name, text in query.items() if text in ("bowl", "own")})


def test_of_a_list_with_an_unknown_name_the_others_are_used() -> None:
    view, complaints = RaceView.read({"race": "adam,warp,sgd"})
    assert (
        view["race"] == ("sgd", "adam")
        and len(complaints) == 1
        and "warp" in complaints[0]
        and "The others are used." in complaints[0]
    )
    changed, complaints = view.edited({"race": "adam,warp"})
    assert changed == view and "stays as it was." in complaints[0]


def test_no_text_from_a_stranger_raises() -> None:
    dice = random.Random(1)
    names = [*RaceView.settings({}), "v", "", "x" * 500, "sgd", "race.race"]
    letters = string.printable + "é∞٣−\u202e\x00"
    for _ in range(600):
        query = {
            dice.choice(names): "".join(dice.choices(letters, k=dice.randint(0, 30)))
            for _ in range(dice.randint(0, 6))
        }
        view, complaints = RaceView.read(query)
        assert len(complaints) <= 8
        assert RaceView.read(view.query()) == (view, [])


def test_another_surface_starts_from_its_own_start() -> None:
    view, _ = RaceView.read({"x": "3", "y": "1", "sgd.lr": "0.5"})
    changed, complaints = view.edited({"surface": "himmelblau"})
    assert complaints == [] and (changed["x"], changed["y"], changed["sgd.lr"]) == (-0.5, -0.5, 0.5)


def test_the_range_of_the_start_is_the_box_of_the_surface() -> None:
    for cls in SURFACES:
        known = RaceView.settings({"surface": slug(cls)})
        x, y = known["x"], known["y"]
        assert isinstance(x, Number) and isinstance(y, Number)
        assert (x.param.low, x.param.high, y.param.low, y.param.high) == cls.window and (
            x.default,
            y.default,
        ) == cls.start


def test_every_setting_has_a_label_and_no_name_is_a_version() -> None:
    assert all(setting.label for setting in RaceView.settings({}).values()) and "v" not in RaceView.settings(
        {}
    )
    assert LIBRARIES == WRITTEN
    with pytest.raises(NotImplementedError):
        View.settings({})


def test_rates_are_own_or_the_same() -> None:
    view, _ = RaceView.read({"race": "sgd,adam", "rates": "same", "lr": "0.25", "adam.lr": "0.5"})
    assert [float(entry.optimizer.lr) for entry in view.entries()] == [0.25, 0.25]
    own, _ = view.edited({"rates": "own"})
    assert [float(entry.optimizer.lr) for entry in own.entries()] == [0.01, 0.5]


def test_a_racer_may_have_a_schedule_of_its_own() -> None:
    view, _ = RaceView.read(
        {"race": "sgd,adam", "schedule": "cosine", "adam.schedule": "step", "step.every": "5"}
    )
    assert [repr(entry.schedule) for entry in view.entries()] == ["Cosine()", "Step(gamma=0.5, every=5.0)"]


# --- presets ------------------------------------------------------------------------------------------------


def ran(view: RaceView) -> dict[str, Run]:
    course, entries = view.course(), view.entries()
    return {
        type(run.entry.optimizer).label: run
        for run in race(tuned(entries, course) if view["rates"] == "tuned" else entries, course)
    }


@cache
def runs(name: str) -> dict[str, Run]:
    return ran(PRESETS[name].view)


def edited(name: str, changes: dict[str, str]) -> RaceView:
    """The preset after one thing was tried."""
    view, complaints = PRESETS[name].view.edited(changes)
    assert complaints == []
    return view


def tried(name: str, changes: dict[str, str]) -> dict[str, Run]:
    return ran(edited(name, changes))


def arrivals(found: dict[str, Run]) -> dict[str, int | None]:
    return {label: run.track.arrived for label, run in found.items()}


def end(name: str, label: str) -> np.ndarray:
    return runs(name)[label].track.x[-1]


def gap(name: str, label: str) -> float:
    return float(runs(name)[label].track.gap[-1])


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_link_of_its_own(name: str) -> None:
    view = PRESETS[name].view
    assert RaceView.read(view.query()) == (view, []) and preset_of(PRESETS, view) == name
    assert PRESETS[name].see and PRESETS[name].attempt


def test_there_are_as_many_presets_as_lessons() -> None:
    assert len(PRESETS) >= 9 and preset_of(PRESETS, RaceView({"steps": 77.0})) is None
    assert preset_of(PRESETS, RaceView({"microscope": "adam", "about": "lion"})) == preset_of(
        PRESETS, RaceView()
    ), "another way of looking at it is no other race"


def test_the_books_race_has_the_books_numbers() -> None:
    view = PRESETS["The book's race"].view
    assert [entry.optimizer for entry in view.entries()] == [
        SGD(lr=0.95),
        Momentum(lr=0.1),
        AdaGrad(lr=1.5),
        Adam(lr=0.3),
    ]
    assert view.course().start == (-7.0, 2.0) and view.steps == 29
    x = np.array([1.3, -0.7])
    assert float(view.surface(x)) == pytest.approx(x[0] ** 2 / 20 + x[1] ** 2)  # type: ignore[arg-type]


def test_angle_0_changes_nothing_for_one_rate_and_much_for_adagrad() -> None:
    turned, along = arrivals(runs("All tuned")), arrivals(tried("All tuned", {"ravine.angle": "0"}))
    assert (turned["AdaGrad"], along["AdaGrad"]) == (32, 4)
    assert all(turned[label] == along[label] is not None for label in ("SGD", "Momentum", "Nesterov"))


def test_tuned_rates_turn_the_books_race_around() -> None:
    own, best = arrivals(runs("The book's race")), arrivals(tried("The book's race", {"rates": "tuned"}))
    assert (own["AdaGrad"], best["AdaGrad"]) == (26, 4) and own["Adam"] is None and best["Adam"]
    assert (own["Momentum"], best["Momentum"]) == (23, None)
    past, near = (
        found["Momentum"].track
        for found in (runs("The book's race"), tried("The book's race", {"rates": "tuned"}))
    )
    assert past.distance[23:].max() > 2 * past.distance[23], "it flies past"
    assert past.distance[-1] > near.distance[-1] and past.gap[-1] > near.gap[-1]


def test_sgd_zig_zags_and_momentum_gets_farther_along_the_floor() -> None:
    across = runs("Why SGD zig-zags")["SGD"].track.x[:30, 1]
    assert (np.sign(across[1:]) != np.sign(across[:-1])).all()
    assert arrivals(runs("Why SGD zig-zags")) == {"SGD": None, "Momentum": 23}
    assert gap("Why SGD zig-zags", "Momentum") < 0.01 * gap("Why SGD zig-zags", "SGD")
    assert (tried("Why SGD zig-zags", {"ravine.kappa": "1"})["SGD"].track.x[:, 1] > 0).all()


def test_just_under_the_bound_all_converge_and_just_over_it_none() -> None:
    for label in ("SGD", "Momentum", "Nesterov"):
        under, over = (
            tried(f"Just {side} the bound", {"steps": "200"})[label].track for side in ("under", "over")
        )
        assert under.lost is None and under.gap[-1] < 1e-2 * under.gap[0]
        assert over.gap[-1] > 10 * over.gap[0] and over.lost is not None
        swings = np.abs(over.x[2:, 1])
        assert (swings[1:] > swings[:-1]).all()


def test_just_over_the_bound_every_swing_is_apart_from_the_next_and_the_first_ones_fit_the_map() -> None:
    view = PRESETS["Just over the bound"].view
    found = runs("Just over the bound")
    x0, x1, _y0, y1 = view.surface.window
    for label, run in found.items():
        assert run.track.gap[-1] > 2 * run.track.gap[0], label
        along = np.abs(np.diff(run.track.x[:, 0]))
        assert np.median(along) > 0.005 * (x1 - x0), f"{label}: two swings are two lines on the map"
    assert np.abs(found["SGD"].track.x[:, 1]).max() < y1, "a whole run whose growth is in sight"


def test_the_rates_lie_two_percent_beside_the_bound_and_nesterovs_is_the_lowest() -> None:
    bounds = {}
    for side, share in (("under", 0.98), ("over", 1.02)):
        for entry in PRESETS[f"Just {side} the bound"].view.entries():
            bound = largest_stable_rate(entry.optimizer, 50.0)
            assert bound is not None and round(float(entry.optimizer.lr) / bound, 2) == share
            bounds[type(entry.optimizer).label] = bound
    assert min(bounds, key=lambda label: bounds[label]) == "Nesterov"


@pytest.mark.parametrize("label", ["SGD", "Momentum", "Nesterov"])
def test_three_percent_more_turn_a_curve_upwards(label: str) -> None:
    key = f"{label.lower()}.lr"
    track = tried("Just under the bound", {key: repr(1.03 * PRESETS["Just under the bound"].view[key])})[
        label
    ].track
    assert track.gap[-1] > track.gap[0] and track.lost is not None


def test_below_its_bound_sgd_comes_down_again() -> None:
    track = tried("Just over the bound", {"sgd.lr": "0.039"})["SGD"].track
    assert track.gap[-1] < 0.2 * track.gap[0]
    longer = tried("Just over the bound", {"sgd.lr": "0.039", "steps": "200"})["SGD"].track
    assert longer.arrived is not None


def test_too_much_momentum_runs_past_the_minimum_again_and_again() -> None:
    along = runs("Too much momentum")["Momentum"].track.x[:, 0]
    assert (np.sign(along[1:]) != np.sign(along[:-1])).sum() >= 3
    less = tried("Too much momentum", {"momentum.momentum": "0.9"})
    assert arrivals(less) == {"SGD": 89, "Momentum": 23} and less["Momentum"].track.gap[-1] < 1e-9


def test_adagrad_stalls_where_rmsprop_walks_on() -> None:
    edge = {label: int(np.argmax(run.track.x[:, 0] < 0)) for label, run in runs("AdaGrad stalls").items()}
    assert edge["AdaGrad"] == 80 < edge["RMSProp"]
    assert arrivals(runs("AdaGrad stalls"))["AdaGrad"] is None and arrivals(runs("AdaGrad stalls"))["RMSProp"]
    assert gap("AdaGrad stalls", "AdaGrad") > 100 * gap("AdaGrad stalls", "RMSProp")


def test_both_effective_rates_fall_at_the_cliff_and_only_rmsprops_comes_back() -> None:
    for label, run in runs("AdaGrad stalls").items():
        rates, edge = run.descent.rates[:, 0], int(np.argmax(run.track.x[:, 0] < 0))
        assert rates[edge + 5] < 0.15 * rates[edge - 10], label
        assert (rates[-1] > rates[edge - 10]) == (label == "RMSProp")
    assert (np.diff(runs("AdaGrad stalls")["AdaGrad"].descent.rates, axis=0) <= 0).all()


def test_the_first_uncorrected_step_is_three_times_too_long() -> None:
    bare, corrected = (
        np.abs(np.diff(runs("Bias correction")[label].track.x[:2], axis=0)) for label in ("Adam", "AdamW")
    )
    np.testing.assert_allclose(bare / corrected, 0.1 / 0.001**0.5, rtol=1e-5)
    both = tried("Bias correction", {"adam.bias_correction": "1"})
    np.testing.assert_allclose(both["Adam"].track.x, both["AdamW"].track.x, rtol=0, atol=1e-12)


def test_a_constant_rate_arrives_and_leaves_again_and_the_mean_lies_far_below() -> None:
    for label, run in runs("Noise floor").items():
        assert run.track.arrived and run.average is not None
        assert run.track.distance[-100:].max() > 3 * 0.01 * np.hypot(20, 8), label
        assert run.average.gap[-100:].max() < 0.02 * np.median(run.track.gap[-100:]), label
        assert run.average.gap[-1] < 0.01 * run.track.gap[-1], label


def test_what_the_noise_floor_is_about_is_one_run_and_its_mean() -> None:
    for name in ("Noise floor", "Noise and decay"):
        (run,) = runs(name).values()
        assert run.average is not None


def test_the_floor_is_the_higher_the_larger_the_rate() -> None:
    view = PRESETS["Noise floor"].view
    scaled = [
        RaceView({**view.asked, **{key: share * view[key] for key in ("sgd.lr", "momentum.lr", "adam.lr")}})
        for share in (0.5, 1, 2)
    ]
    floors = [[np.median(run.track.gap[-300:]) for run in ran(each).values()] for each in scaled]
    assert (np.diff(floors, axis=0) > 0).all()


def test_the_schedule_1_over_t_leads_to_the_next_preset_and_through_the_floor() -> None:
    assert preset_of(PRESETS, edited("Noise floor", {"schedule": "inversetime"})) == "Noise and decay"
    assert preset_of(PRESETS, edited("Noise and decay", {"schedule": "constant"})) == "Noise floor"
    for label, run in runs("Noise floor").items():
        falling = runs("Noise and decay")[label].track
        assert falling.gap[-100:].max() < 0.1 * np.median(run.track.gap[-100:]), label
        assert falling.gap[-1] < 0.1 * run.track.gap[-1], label
        assert falling.distance[-100:].max() < 0.2 * falling.distance[:400].max()


def test_newton_ends_on_the_saddle_and_the_others_beyond_it() -> None:
    np.testing.assert_allclose(end("A saddle", "Newton"), 0, atol=1e-6)
    for label in ("SGD", "Momentum", "AdaGrad", "RMSProp", "Adam"):
        assert runs("A saddle")[label].track.distance[-1] < 0.1
    steps = arrivals(runs("A saddle"))
    assert steps["SGD"] == 86 and all(steps[label] <= 55 for label in ("AdaGrad", "RMSProp", "Adam"))


def test_exactly_on_the_ridge_all_end_on_the_saddle() -> None:
    for label, run in tried("A saddle", {"y": "0"}).items():
        np.testing.assert_allclose(run.track.x[-1], 0, atol=0.1, err_msg=label)
        assert run.track.x[-1, 1] == 0


def test_a_rate_over_the_bound_of_the_sharp_minimum_ends_in_the_flat_one() -> None:
    np.testing.assert_allclose(end("Sharp and flat", "SGD"), [2, 0], atol=1e-3)
    np.testing.assert_allclose(end("Sharp and flat", "Momentum"), [-2, 0], atol=0.1)
    np.testing.assert_allclose(
        tried("Sharp and flat", {"sgd.lr": "0.03"})["SGD"].track.x[-1], [-2, 0], atol=1e-3
    )


def test_nobody_leaves_a_local_minimum_of_rastrigin() -> None:
    for label, run in runs("Nobody leaves").items():
        assert run.track.distance[-1] > 2 and run.track.slope[-1] < 30, label
        assert f"{number(round(float(run.track.distance[-1]), 1))} away" in PRESETS["Nobody leaves"].see
        assert np.abs(run.track.x[50:] - run.track.x[-1]).max() < 0.1, f"{label} stays"


@pytest.mark.parametrize(
    "start", [(1.37, -2.3), (-4.59, -4.83), (3.63, 0.41), (-2.73, 1.23), (0.25, -1.9), (4.34, -1.42)]
)
def test_from_anywhere_on_rastrigin_all_fall_into_the_hole_next_to_the_start(
    start: tuple[float, float],
) -> None:
    for label, run in tried("Nobody leaves", {"x": repr(start[0]), "y": repr(start[1])}).items():
        np.testing.assert_allclose(run.track.x[-1], np.round(start), atol=0.1, err_msg=label)


def minima_found(found: dict[str, Run]) -> tuple[int, ...]:
    minima = PRESETS["Four minima"].view.surface.minima()
    return tuple(
        int(np.argmin(np.linalg.norm(minima - run.track.x[-1], axis=1)))
        for run in found.values()
        if run.track.distance[-1] < 0.5
    )


def test_seven_rules_find_three_of_four_minima() -> None:
    assert len(minima_found(runs("Four minima"))) == 7 and len(set(minima_found(runs("Four minima")))) == 3


def test_on_the_way_across_the_middle_of_himmelblau_the_minima_found_keep_changing() -> None:
    starts = ((1.25, -1.12), (1.0, -1.0), (0.5, -0.5), (-0.5, 0.5))
    assert len({minima_found(tried("Four minima", {"x": repr(x), "y": repr(y)})) for x, y in starts}) == len(
        starts
    )


def test_on_a_kink_all_constant_rates_keep_bouncing_and_adagrad_alone_sinks() -> None:
    found = runs("No smooth bottom")
    for label, run in found.items():
        early, late = run.track.gap[100:151], run.track.gap[-51:]
        if label == "AdaGrad":
            assert late.max() < 0.6 * early.max()
        else:
            np.testing.assert_allclose(
                [late.min(), late.max()], [early.min(), early.max()], rtol=0.01, err_msg=label
            )
            assert late.min() > 1.5 * found["AdaGrad"].track.gap[-51:].max(), label


def test_with_1_over_t_all_five_sink_on_the_kink() -> None:
    for label, run in tried("No smooth bottom", {"schedule": "inversetime"}).items():
        assert run.track.gap[-51:].max() < runs("No smooth bottom")[label].track.gap[-51:].min(), label


def test_the_cliff_throws_sgd_and_adam_never_exceeds_its_rate() -> None:
    moved = {label: np.abs(np.diff(run.track.x, axis=0)) for label, run in runs("Plateau and cliff").items()}
    sgd = runs("Plateau and cliff")["SGD"].track.x[:, 0]
    assert (
        int(np.argmax(sgd < 0)) == int(moved["SGD"][:, 0].argmax()) == 66
        and round(moved["SGD"].max(), 1) == 1.8
    )
    assert moved["Adam"].max() <= 0.2
    for run in runs("Plateau and cliff").values():
        assert (np.abs(run.track.x) <= [6, 3]).all() and run.track.distance[-1] < 1


def test_a_steeper_cliff_throws_sgd_off_the_map_and_adam_walks_on() -> None:
    steep = tried("Plateau and cliff", {"plateaucliff.k": "10"})
    path, moved = steep["SGD"].track.x[:, 0], np.abs(np.diff(steep["Adam"].track.x, axis=0))
    thrown = int(np.argmax(path < -6))
    assert path[thrown - 1] > -0.5 and moved.max() <= 0.2
    assert (steep["RMSProp"].track.x[:, 0] >= -6).all() and -6 < steep["Adam"].track.x[-1, 0] < -2


def test_nothing_has_a_bottom_and_all_slide_down_one_valley_inside_the_box() -> None:
    view = PRESETS["Your own formula"].view
    assert len(view.surface.minima()) == 0 and len(view.surface.local_minima()) == 0
    for label, run in runs("Your own formula").items():
        x, y = run.track.x[-1]
        assert -2 < x < -1.3 and 4.5 < y <= 5 and run.track.arrived is None and run.track.gap[-1] > 0, label


def test_over_the_edge_of_the_logarithm_the_loss_is_no_number() -> None:
    found = runs("A hole")
    assert arrivals(found)["SGD"] == 26 and (found["SGD"].track.x[:, 0] > 0).all()
    assert (np.diff(np.linalg.norm(np.diff(found["SGD"].track.x, axis=0), axis=1)[-60:]) <= 0).all()
    for label, step in (("Adam", 4), ("Momentum", 37)):
        track = found[label].track
        assert (
            track.lost == step
            and np.isfinite(track.loss[step - 1])
            and np.isnan(track.loss[step:]).all()
            and (track.x[step:, 0] < 0).all()
        ), label
    assert tried("A hole", {"adam.lr": "0.6"})["Adam"].track.arrived == 54


def test_random_search_mostly_arrives_in_the_plane_but_later() -> None:
    preset = PRESETS["Why the gradient"]
    assert (
        arrivals(runs("Why the gradient")) == {"SGD": 11, "Random search": 76}
        and "with this seed at step 76" in preset.see
    )
    search, course = preset.view.entry(RandomSearch), preset.view.course()
    tries = [
        race([search._replace(optimizer=dataclasses.replace(search.optimizer, seed=float(seed)))], course)[
            0
        ].track.arrived
        for seed in range(100)
    ]  # type: ignore[type-var]
    assert tries[0] == 76 and f"only {sum(step is not None for step in tries)} of 100 seeds" in preset.see
    assert all(step is None or step > 11 for step in tries)


def test_in_many_dimensions_the_text_tells_what_the_curves_show() -> None:
    numbers = {name: param.default for name, param in params_of(Dimensions)}
    text = " ".join(WHY.split())
    for dimensions, search, said in (
        (1, "5e-07", "5·10⁻⁷ in one"),
        (10, "0.07", "to 0.07 in ten"),
        (100, "1", "nowhere in a hundred"),
    ):
        ends = race_in_dimensions(dimensions, int(numbers["tries"]), numbers["rate"], numbers["width"], 0.0)
        assert (f"{ends.gradient[-1]:.2g}", f"{ends.search[-1]:.1g}") == ("3.5e-28", search) and said in text
    assert "300 evaluations" in text and "3.5·10⁻²⁸" in text and numbers["tries"] == 300
    # that ‖x + σz‖² < ‖x‖² = 2
    chances = [float(ncx2.cdf(2 / numbers["width"] ** 2, d, 2 / numbers["width"] ** 2)) for d in (2, 10, 100)]
    two, ten, hundred = number(chances[0], 2), number(chances[1], 2), number(chances[2], 1)
    assert f"that chance is {two} in two dimensions, {ten} in ten and {hundred} in a hundred" in text
    dice = np.random.default_rng(0)
    for d in (1, 10, 100):
        start, z = np.full(d, np.sqrt(2 / d)), dice.standard_normal((20_000, d))
        assert (z @ start < 0).mean() == pytest.approx(
            0.5, abs=0.02
        ) and "Half of all directions lead down, in any dimension" in text


def test_a_caption_names_everything_that_a_rate_was_tuned_for() -> None:
    still = RaceView({"race": ("sgd", "adam"), "sigma": 0.0})
    noisy, other = (
        RaceView({**still.asked, "sigma": 3.0}),
        RaceView({**still.asked, "sigma": 3.0, "seed": 5.0}),
    )
    rates = [[float(run.entry.optimizer.lr) for run in ran(view).values()] for view in (still, noisy, other)]
    assert rates[0] != rates[1] != rates[2], "the noise and its seed decide"
    lucky, strange = (
        ran(RaceView({**other.asked, "rates": "own", **dict(zip(("sgd.lr", "adam.lr"), rate, strict=True))}))
        for rate in rates[1:][::-1]
    )
    gaps = [[run.track.gap[-1] for run in found.values()] for found in (lucky, strange)]
    assert (np.array(gaps[0]) <= gaps[1]).all() and gaps[0] != gaps[1], (
        "a rate that is tuned for one seed is not the best for another"
    )
    assert (
        "schedule, noise and number of steps" in caption(noisy)
        and "schedule, noise and number of steps" in RATES_ABOUT
    )
    assert "noise" not in caption(still)


def test_the_largest_curvature_that_the_bounds_name_is_that_of_the_ravine() -> None:
    preset = PRESETS["Just under the bound"]
    assert (
        f"λ is the largest curvature, here "
        f"{curvatures(preset.view.course().loss, preset.view.course().start)[-1]:.0f}."
    ) in preset.see


def test_a_link_carries_its_version() -> None:
    assert RaceView({"steps": 77.0}).query() == {"v": "2", "steps": "77"}


def test_a_link_full_of_strangers_gets_eight_complaints() -> None:
    assert len(RaceView.read({f"stranger{i}": "1" for i in range(20)})[1]) == 8


def test_a_race_of_all_fits_into_a_link() -> None:
    view = RaceView({"race": tuple(slug(cls) for cls in RACERS)})
    assert RaceView.read(view.query()) == (view, [])


def test_a_refused_edit_leaves_everything_as_it_was() -> None:
    view = RaceView({"surface": "bowl", "x": 2.0, "sgd.lr": 0.5})
    for changes in ({"sgd.lr": "abc"}, {"surface": "nowhere"}, {"stranger": "1"}):
        edited, complaints = view.edited(changes)
        assert edited == view and len(complaints) == 1


# --- the microscope -----------------------------------------------------------------------------------------


def test_a_rule_is_looked_at_only_if_it_races() -> None:
    assert RaceView().looked_at is None and "microscope" not in RaceView().query()
    assert RaceView({"microscope": "adam"}).looked_at is Adam
    assert RaceView({"microscope": "adam", "race": ("sgd",)}).looked_at is None
    _, complaints = RaceView.read({"microscope": "nobody"})
    assert len(complaints) == 1 and "Microscope" in complaints[0]


def seen(view: RaceView) -> Microscope:
    assert view.looked_at
    return microscope(ran(view)[view.looked_at.label], view.course())


def test_corrected_adams_first_step_is_one_rate_long_and_uncorrected_3_2() -> None:
    found = seen(PRESETS["Adam's first step"].view)
    g = found.value("g")[0]
    np.testing.assert_allclose(found.value("m_hat")[0], g, rtol=1e-12)
    np.testing.assert_allclose(found.value("v_hat")[0], g**2, rtol=1e-12)
    np.testing.assert_allclose(np.abs(found.value("step")[0]), 0.3, rtol=1e-6)
    assert round(abs(g[1] / g[0]), 1) == 5.7
    bare = seen(edited("Adam's first step", {"adam.bias_correction": "0"}))
    np.testing.assert_allclose(
        [bare.value("m_hat")[0] / g, bare.value("v_hat")[0] / g**2], [[0.1, 0.1], [0.001, 0.001]], rtol=1e-9
    )
    assert np.abs(bare.value("step")[0] / 0.3).round(1).tolist() == [3.2, 3.2]


def test_past_the_bottom_momentum_goes_uphill_from_step_8_to_13() -> None:
    found = seen(PRESETS["Past the bottom"].view)
    uphill = (found.gradient * found.value("step")).sum(1) > 0
    assert np.flatnonzero(uphill)[:7].tolist() == [8, 9, 10, 11, 12, 13, 22]
    pull = 0.05 * np.linalg.norm(found.gradient, axis=1)
    assert (np.linalg.norm(found.value("kept"), axis=1) > pull)[8:13].all()
    less = seen(edited("Past the bottom", {"momentum.momentum": "0.5"}))
    assert ((less.gradient * less.value("step")).sum(1) < 0).all()


def test_newton_ends_at_the_minimum_in_one_step_and_sgd_on_the_other_wall() -> None:
    found = seen(PRESETS["Newton in one step"].view)
    np.testing.assert_allclose(found.run.descent.x[1], 0, atol=1e-12)
    down = -found.gradient[0] / np.linalg.norm(found.gradient[0])
    assert abs(down[0]) < 0.2, "across the ravine"
    other = seen(edited("Newton in one step", {"microscope": "sgd"}))
    np.testing.assert_allclose(other.geometry.newton[0], found.geometry.newton[0])
    assert other.run.descent.x[0, 1] > 0 > other.run.descent.x[1, 1]
