"""The race's view: links, edits, and whether its presets show what they say."""

import random
import string
from functools import cache

import numpy as np
import pytest

from dl_core.experiments.race import Run, race, tuned
from dl_core.optimizers import SGD, AdaGrad, Adam, Momentum
from exports.scripts import LIBRARIES as WRITTEN
from surfaces import SURFACES
from views.presets import preset_of
from views.race import LIBRARIES, Race, slug
from views.race_presets import PRESETS
from views.settings import Number, OneOf, SomeOf, View


def random_view(seed: int) -> Race:
    """A view with about a third of all settings moved."""
    dice = random.Random(seed)
    surface = slug(dice.choice(SURFACES))
    query = {"surface": surface}
    for name, setting in Race.settings(query).items():
        if name in ("surface",) or dice.random() > 0.35:
            continue
        if isinstance(setting, OneOf):
            query[name] = dice.choice(list(setting.options))
        elif isinstance(setting, SomeOf):
            query[name] = ",".join(dice.sample(list(setting.options), dice.randint(0, 5))) or "none"
        elif setting.param.step:
            query[name] = str(dice.randint(int(setting.param.low), int(setting.param.high)))
        else:
            query[name] = repr(dice.uniform(setting.param.low, setting.param.high))
    view, complaints = Race.read(query)
    assert complaints == []
    return view


@pytest.mark.parametrize("seed", range(40))
def test_a_link_reads_back_as_the_view_that_wrote_it(seed: int) -> None:
    view = random_view(seed)
    again, complaints = Race.read(view.query())
    assert complaints == [] and again == view and again.query() == view.query()


def test_the_default_view_needs_no_link() -> None:
    assert Race().query() == {} and Race.read({}) == (Race(), [])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"steps": "1001"}, ("Steps", "1001", "from 1 to 1000", "100 is used")),
        ({"steps": "1.5"}, ("whole number",)),
        ({"sgd.lr": "nan"}, ("SGD", "finite", "0.01 is used")),
        ({"sgd.lr": "1e999"}, ("finite",)),
        ({"sgd.lr": "0"}, ("SGD",)),
        ({"sgd.lr": "__import__('os')"}, ("not a number",)),
        ({"surface": "atlantis"}, ("Surface", "atlantis", "ravine is used")),
        ({"race": "sgd,warp"}, ("warp", "none of")),
        ({"x": "11"}, ("Start x", "from -10 to 10")),
        ({"surface": "bowl", "x": "6"}, ("from -5 to 5",)),
        ({"nonsense": "1"}, ("nonsense", "left out")),
        ({"steps": "9" * 10_000}, ("longer than",)),
        ({"v": "2"}, ("version",)),
        ({"about": "\x00\x1b[31m\u202e"}, ("Rule", "·")),
    ],
)
def test_a_bad_link_falls_back_and_says_what_and_why(query: dict[str, str], words: tuple[str, ...]) -> None:
    view, complaints = Race.read(query)
    assert len(complaints) == 1 and all(word in complaints[0] for word in words), complaints
    assert len(complaints[0]) < 400 and complaints[0].isprintable()
    assert view == Race({"surface": "bowl"} if query.get("surface") == "bowl" else {})


def test_no_text_from_a_stranger_raises() -> None:
    dice = random.Random(1)
    names = [*Race.settings({}), "v", "", "x" * 500, "sgd", "race.race"]
    letters = string.printable + "é∞٣−\u202e\x00"
    for _ in range(600):
        query = {dice.choice(names): "".join(dice.choices(letters, k=dice.randint(0, 30))) for _ in range(dice.randint(0, 6))}
        view, complaints = Race.read(query)
        assert len(complaints) <= 8
        assert Race.read(view.query()) == (view, [])


def test_another_surface_starts_from_its_own_start() -> None:
    view, _ = Race.read({"x": "3", "y": "1", "sgd.lr": "0.5"})
    changed, complaints = view.edited({"surface": "himmelblau"})
    assert complaints == [] and (changed["x"], changed["y"], changed["sgd.lr"]) == (-0.5, -0.5, 0.5)


def test_the_range_of_the_start_is_the_box_of_the_surface() -> None:
    for cls in SURFACES:
        known = Race.settings({"surface": slug(cls)})
        x, y = known["x"], known["y"]
        assert isinstance(x, Number) and isinstance(y, Number)
        assert (x.param.low, x.param.high, y.param.low, y.param.high) == cls.window and (x.default, y.default) == cls.start


def test_every_setting_has_a_label_and_no_name_is_a_version() -> None:
    assert all(setting.label for setting in Race.settings({}).values()) and "v" not in Race.settings({})
    assert LIBRARIES == WRITTEN
    with pytest.raises(NotImplementedError):
        View.settings({})


def test_rates_are_own_or_the_same() -> None:
    view, _ = Race.read({"race": "sgd,adam", "rates": "same", "lr": "0.25", "adam.lr": "0.5"})
    assert [float(entry.optimizer.lr) for entry in view.entries()] == [0.25, 0.25]
    own, _ = view.edited({"rates": "own"})
    assert [float(entry.optimizer.lr) for entry in own.entries()] == [0.01, 0.5]


def test_a_racer_may_have_a_schedule_of_its_own() -> None:
    view, _ = Race.read({"race": "sgd,adam", "schedule": "cosine", "adam.schedule": "step", "step.every": "5"})
    assert [repr(entry.schedule) for entry in view.entries()] == ["Cosine()", "Step(gamma=0.5, every=5.0)"]


# --- presets -------------------------------------------------------------------------------------------------------------------------------


@cache
def runs(name: str) -> dict[str, Run]:
    view = PRESETS[name].view
    course, entries = view.course(), view.entries()
    return {type(run.entry.optimizer).label: run for run in race(tuned(entries, course) if view["rates"] == "tuned" else entries, course)}


def end(name: str, label: str) -> np.ndarray:
    return runs(name)[label].track.x[-1]


def gap(name: str, label: str) -> float:
    return float(runs(name)[label].track.gap[-1])


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_link_of_its_own(name: str) -> None:
    view = PRESETS[name].view
    assert Race.read(view.query()) == (view, []) and preset_of(PRESETS, view) == name
    assert PRESETS[name].see and PRESETS[name].attempt


def test_there_are_as_many_presets_as_lessons() -> None:
    assert len(PRESETS) >= 9 and preset_of(PRESETS, Race({"steps": 77.0})) is None


def test_the_books_race_has_the_books_numbers() -> None:
    view = PRESETS["The book's race"].view
    assert [entry.optimizer for entry in view.entries()] == [SGD(lr=0.95), Momentum(lr=0.1), AdaGrad(lr=1.5), Adam(lr=0.3)]
    assert view.course().start == (-7.0, 2.0) and view.steps == 29
    x = np.array([1.3, -0.7])
    assert float(view.surface(x)) == pytest.approx(x[0] ** 2 / 20 + x[1] ** 2)  # type: ignore[arg-type]


def test_sgd_zig_zags_and_momentum_gets_farther_along_the_floor() -> None:
    across = runs("Why SGD zig-zags")["SGD"].track.x[:30, 1]
    assert (np.sign(across[1:]) != np.sign(across[:-1])).all()


def test_just_under_the_bound_all_converge_and_just_over_it_none() -> None:
    for label in ("SGD", "Momentum", "Nesterov"):
        under, over = (runs(f"Just {side} the bound")[label].track for side in ("under", "over"))
        assert under.lost is None and under.gap[-1] < 1e-2 * under.gap[0]
        assert over.gap[-1] > 10 * over.gap[0]


def test_too_much_momentum_runs_past_the_minimum_again_and_again() -> None:
    along = runs("Too much momentum")["Momentum"].track.x[:, 0]
    assert (np.sign(along[1:]) != np.sign(along[:-1])).sum() >= 3


def test_adagrad_stalls_where_rmsprop_walks_on() -> None:
    assert gap("AdaGrad stalls", "AdaGrad") > 10 * gap("AdaGrad stalls", "RMSProp")
    rates = runs("AdaGrad stalls")["AdaGrad"].descent.rates
    assert (np.diff(rates, axis=0) <= 0).all()


def test_the_first_uncorrected_step_is_three_times_too_long() -> None:
    bare, corrected = (np.abs(np.diff(runs("Bias correction")[label].track.x[:2], axis=0)) for label in ("Adam", "AdamW"))
    np.testing.assert_allclose(bare / corrected, 0.1 / 0.001**0.5, rtol=1e-5)


def test_a_constant_rate_circles_over_a_floor_and_the_mean_lies_below_it() -> None:
    for label, run in runs("Noise floor").items():
        assert run.average is not None
        assert np.median(run.average.gap[-50:]) < 0.2 * np.median(run.track.gap[-50:]), label
    for label in ("SGD", "Momentum"):
        tails = [np.median(runs(name)[label].track.gap[-50:]) for name in ("Noise and decay", "Noise floor")]
        assert tails[0] < 0.5 * tails[1]


def test_newton_ends_on_the_saddle_and_the_others_beyond_it() -> None:
    np.testing.assert_allclose(end("A saddle", "Newton"), 0, atol=1e-6)
    for label in ("SGD", "Momentum", "AdaGrad", "RMSProp", "Adam"):
        assert runs("A saddle")[label].track.distance[-1] < 0.1
    late, early = (runs("A saddle")[label].track.arrived for label in ("SGD", "AdaGrad"))
    assert late and early and late > 1.5 * early


def test_a_rate_over_the_bound_of_the_sharp_minimum_ends_in_the_flat_one() -> None:
    np.testing.assert_allclose(end("Sharp and flat", "SGD"), [2, 0], atol=1e-3)
    np.testing.assert_allclose(end("Sharp and flat", "Momentum"), [-2, 0], atol=0.1)
    calm = race(Race({**PRESETS["Sharp and flat"].view.asked, "sgd.lr": 0.03}).entries(), PRESETS["Sharp and flat"].view.course())[0]
    np.testing.assert_allclose(calm.track.x[-1], [-2, 0], atol=1e-3)


def test_nobody_leaves_a_local_minimum_of_rastrigin() -> None:
    for label, run in runs("Nobody leaves").items():
        assert run.track.distance[-1] > 2 and run.track.slope[-1] < 30, label


def test_seven_rules_find_three_of_four_minima() -> None:
    minima = PRESETS["Four minima"].view.surface.minima()
    found = {int(np.argmin(np.linalg.norm(minima - run.track.x[-1], axis=1))) for run in runs("Four minima").values() if run.track.distance[-1] < 0.5}
    assert len(found) == 3


def test_on_a_kink_sgd_keeps_bouncing_and_adagrad_settles() -> None:
    tail = runs("No smooth bottom")["SGD"].track.gap[-20:]
    assert tail.min() > 1 and gap("No smooth bottom", "AdaGrad") < 0.3 * tail.min()


def test_random_search_does_well_in_the_plane() -> None:
    assert gap("Why the gradient", "Random search") < 0.01 * runs("Why the gradient")["Random search"].track.gap[0]
