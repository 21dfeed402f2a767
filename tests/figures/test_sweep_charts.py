"""The charts of the page on rates say what they show."""

import numpy as np

from dl_core.experiments.fair import PROTOCOLS, Contest
from figures.sweep import results


def test_every_chart_of_a_fair_race_has_a_title_of_its_own_and_its_kind_has_one_axis() -> None:
    gaps = np.geomspace(1e-9, 10.0, len(PROTOCOLS) * 6).reshape(len(PROTOCOLS), 2, 3)  # two rules, three cases
    drawn = results(Contest(("SGD", "Adam"), 3, gaps, np.ones_like(gaps), np.array([1.0, 2.0, 3.0])))
    titles = [one["title"] for one in drawn]
    assert len(set(titles)) == len(drawn) == 2 * len(PROTOCOLS)
    for kind in ("Wins", "Gaps"):
        axes = [one["x"] for one in drawn if one["title"].startswith(f"{kind}: ")]
        assert len(axes) == len(PROTOCOLS) and all(one == axes[0] for one in axes)
    none = np.zeros((len(PROTOCOLS), 2, 0))
    assert results(Contest(("SGD", "Adam"), 3, none, none, np.zeros(0))) == []
