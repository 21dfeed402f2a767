"""Numbers in what the page on basins says, computed anew."""

import inspect

import jax
import numpy as np
import pytest

from dl_core.experiments.basins import UNDECIDED, agreement, basins
from dl_core.experiments.race import ARRIVED
from dl_core.optimizers import Newton
from pages.basins.facts import QUICK
from pages.basins.how import READ
from pages.basins.presets import PRESETS
from pages.basins.view import SIDES, BasinsView
from surfaces import Himmelblau


def curvatures(x: np.ndarray) -> np.ndarray:
    return np.linalg.eigvalsh(np.asarray(jax.hessian(Himmelblau())(np.asarray(x, np.float64))))


def test_newtons_starts_at_no_minimum_are_at_a_saddle_or_at_the_top() -> None:
    view = BasinsView()
    course = view.maps_course()
    rule = next(rule for rule in view.rules(course) if isinstance(rule, Newton))
    found = basins(rule, course.loss, course.box, 128, course.steps, course.minima)
    ends = found.end[found.place == UNDECIDED].astype(np.float64)
    slopes = np.linalg.norm(np.asarray(jax.vmap(jax.grad(Himmelblau()))(ends)), axis=1)
    still = ends[slopes < 1e-2]
    assert len(still) > 0.99 * len(ends) > 0.3 * found.place.size, (
        "nearly all stand still, and they are a third of all"
    )
    places = np.unique(np.round(still, 1) + 0.0, axis=0)
    assert len(places) < 15 and all(curvatures(place)[0] < 0 for place in places), (
        "downwards at least one way: a saddle or a top"
    )


@pytest.mark.parametrize(("rate", "sharp"), [(0.02, 2), (0.017, 1)])
def test_as_many_minima_are_more_sharply_curved_than_two_over_the_rate_as_is_said(
    rate: float, sharp: int
) -> None:
    assert sum(curvatures(minimum)[1] > 2 / rate for minimum in Himmelblau().minima()) == sharp
    preset = PRESETS["Too fast for two of them"]
    assert (
        preset.view["sgd.lr"] == 0.02
        and "two of the four" in preset.see
        and "0.017: a third minimum holds" in preset.attempt
    )


def test_the_protocol_is_the_one_that_is_said() -> None:
    read = " ".join(READ.split())
    assert ARRIVED == 0.01 and "within 1 % of the box's diagonal" in read
    assert inspect.signature(agreement).parameters["side"].default == 64 and "64 × 64 starts" in read
    assert {int(side) // QUICK for side in SIDES} == {1, 2, 4} and "every 2nd or 4th start" in read
    assert PRESETS["Closer"].view["zoom"] == 12 and "A twelfth of the box" in PRESETS["Closer"].see
