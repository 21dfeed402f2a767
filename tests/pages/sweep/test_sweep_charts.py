"""The charts of the page on rates say what they show."""

import numpy as np
import pytest

from dl_core.experiments.fair import PROTOCOLS, Contest
from dl_core.experiments.race import Entry
from dl_core.experiments.stability import Axis, StabilityMap
from dl_core.experiments.sweep import Ends, Sweep
from dl_core.optimizers import SGD, Momentum
from dl_core.schedules import Constant
from pages.sweep.charts import gaps, maps
from pages.sweep.charts.fair import results
from pages.sweep.facts import Rates, Two


def test_every_chart_of_a_fair_race_has_a_title_of_its_own_and_its_kind_has_one_axis() -> None:
    # two rules, three cases
    ends = np.geomspace(1e-9, 10.0, len(PROTOCOLS) * 6).reshape(len(PROTOCOLS), 2, 3)
    drawn = results(Contest(("SGD", "Adam"), 3, ends, np.ones_like(ends), np.array([1.0, 2.0, 3.0])))
    titles = [one["title"] for one in drawn]
    assert len(set(titles)) == len(drawn) == 2 * len(PROTOCOLS)
    for kind in ("Wins", "Gaps"):
        axes = [one["x"] for one in drawn if one["title"].startswith(f"{kind}: ")]
        assert len(axes) == len(PROTOCOLS) and all(one == axes[0] for one in axes)
    none = np.zeros((len(PROTOCOLS), 2, 0))
    assert results(Contest(("SGD", "Adam"), 3, none, none, np.zeros(0))) == []


def test_in_both_maps_the_fastest_is_the_loudest_and_what_has_no_number_looks_like_none() -> None:
    axes = Axis("lr", np.geomspace(1e-3, 1.0, 4)), Axis("momentum", np.linspace(0.0, 0.9, 2))
    settled = np.array([[7.0, 300.0, np.nan, np.nan], [20.0, np.nan, 40.0, np.nan]])
    pace = np.array([[0.4, 0.01, np.nan, -0.002], [0.2, 0.003, 0.1, 0.0]])
    diverged = np.zeros((2, 4), bool)
    diverged[:, 3] = True
    found = StabilityMap(*axes, settled, pace, pace, diverged, np.ones((2, 4), bool))
    drawn = maps.charts(Two(Momentum(), found, 300, None, 0.25, 0.5, None))
    for one, (slowest, fastest) in zip(drawn, ((np.log10(300), np.log10(7)), (0.003, 0.4)), strict=True):
        numbers, others = one["marks"][:2]
        np.testing.assert_allclose((numbers["low"], numbers["high"]), (slowest, fastest))
        assert [a is None for a in numbers["z"]] == [b is not None for b in others["z"]], (
            "each cell has a number or a reason why it has none"
        )
        assert [value == 1.0 for value in others["z"]] == diverged.ravel().tolist()
        assert not {colour for shades in others["stops"].values() for colour in shades} & {
            colour for shades in numbers["stops"].values() for colour in shades
        }
    steps, paces = (one["marks"][0]["ticks"] for one in drawn)
    np.testing.assert_allclose(10 ** np.array(steps), [7, 300, 10, 20, 50, 100, 200])
    np.testing.assert_allclose(paces, [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4])


@pytest.mark.parametrize(
    ("fewest", "begins"),
    [(0.0, 1.0), (1.0, 1.0), (2.0, 1.0), (7.0, 5.0), (10.0, 5.0), (18.0, 10.0), (60.0, 50.0), (300.0, 200.0)],
)
def test_the_axis_of_steps_begins_just_below_the_fastest_run(fewest: float, begins: float) -> None:
    rates, none = np.array([0.1, 1.0]), np.full(2, np.nan)
    runs = Ends(np.zeros((2, 2)), np.ones(2), np.array([fewest, np.nan]), none, none)
    _gap, settled = gaps.rates(
        Rates(
            (Sweep(Entry(SGD(), Constant()), rates, runs, runs),),
            10.0,
            300,
            (None,),
            {"SGD": 0.1},
            0,
            2,
            (),
            "own",
            {},
            None,
        )
    )
    assert (settled["y"]["low"], settled["y"]["high"]) == (
        begins,
        max(300.0, 2 * begins),
    ) and f"from {begins:g} up" in settled["about"]
