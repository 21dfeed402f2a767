"""The charts of a net's landscape, of runs and planes that are chosen here."""

import json
from collections.abc import Sequence

import numpy as np
import pytest

from dl_core.experiments.landscape import (
    SIZE,
    Plane,
    Run,
    course,
    diverged,
    frame,
    ground,
    principal_plane,
    random_plane,
    shadow,
    shares,
    train,
)
from dl_core.optimizers import OPTIMIZERS, SGD, Adam, Newton
from pages.landscape.charts import LEVELS, charts
from pages.landscape.facts import Seen, Shown, Trained, wrong

TANH = course("moons", 0, 8, "tanh", 32)


def seen_on(plane: Plane, runs: Sequence[Run], walks: Sequence[float], kind: str = "pca") -> Seen:
    """What a plane shows of these runs. walks: what planes of random walks hold, of all together and of
    each."""
    projections = [shadow(plane, run, TANH) for run in runs]
    finite = [one for one in projections if np.isfinite(one.place).all()]
    rules = tuple(
        Trained(
            run.optimizer.label,
            float(run.optimizer.lr),
            run.loss,
            run.mean_loss,
            one,
            float(shares(plane, run.path).sum()),
            walk,
            False,
        )
        for run, one, walk in zip(runs, projections, walks[1:], strict=True)
    )
    axes = shares(plane, np.concatenate([run.path for run in runs]))
    map_ = ground(plane, *frame(plane, finite), TANH)
    return Seen(
        len(runs),
        kind,
        0.1,
        (),
        Shown(kind, 0, runs[0].path.shape[1], rules, map_, axes, float(axes.sum()), walks[0], wrong(rules)),
    )


def test_however_many_rules_there_are_every_chart_names_them_all() -> None:
    runs = [train(cls(), TANH) for cls in OPTIMIZERS if cls is not Newton]
    walks = [0.5, *np.linspace(0.1, 0.4, len(runs))]
    drawn = {
        chart["key"]: chart
        for chart in charts(seen_on(principal_plane([run.path for run in runs]), runs, walks))
    }
    names = [run.optimizer.label for run in runs]
    for key in ("landscape", "true", "away"):
        assert [
            mark["label"] for mark in drawn[key]["marks"] if mark["kind"] == "line" and mark["label"]
        ] == names
    rows, diamonds = drawn["held"]["marks"][1]["rows"], drawn["held"]["marks"][2]
    assert [row["label"] for row in rows] == ["all", *names]
    np.testing.assert_allclose(diamonds["x"], walks, rtol=1e-3)


@pytest.mark.parametrize("random", [False, True])
def test_the_charts_show_what_was_found(random: bool) -> None:
    runs = [train(SGD(lr=0.5), TANH), train(Adam(lr=0.05), TANH), train(SGD(lr=1e30), TANH)]
    assert [diverged(run) for run in runs] == [False, False, True]
    plane = random_plane(runs[0].path[-1], 0) if random else principal_plane([run.path for run in runs[:2]])
    facts = seen_on(plane, runs, [0.75, 0.7, 0.6, 0.5], "random" if random else "pca")
    assert facts.shown
    found, seen = facts.shown.ground, [one.projection for one in facts.shown.rules]
    drawn = {chart["key"]: chart for chart in charts(facts)}
    json.dumps(list(drawn.values()), allow_nan=False)
    assert list(drawn) == ["landscape", "true", "away", "held"] and all(
        len(chart["title"]) <= 42 for chart in drawn.values()
    )
    heat, *marks = drawn["landscape"]["marks"]
    x, y = (drawn["landscape"][name] for name in "xy")
    np.testing.assert_allclose(heat["z"], np.log10(found.loss).ravel(), rtol=1e-3, atol=1e-3)
    assert x["label"].startswith("random direction 1" if random else "direction 1") and x["label"].endswith(
        "%)"
    )
    cell = (x["high"] - x["low"]) / SIZE  # every grid point in the middle of its cell
    np.testing.assert_allclose(
        [x["low"] + cell / 2, y["high"] - (y["high"] - y["low"]) / SIZE / 2],
        [found.x[0], found.y[-1]],
        atol=1e-9,
    )
    lines = [mark for mark in marks if mark["kind"] == "line"]
    assert [mark["label"] for mark in lines] == ["SGD", "Adam", "SGD"]
    np.testing.assert_allclose(lines[1]["x"], seen[1].place[:, 0], rtol=1e-3, atol=1e-9)
    true = [mark for mark in drawn["true"]["marks"] if mark["kind"] == "line"]
    for i, run in enumerate(runs[:2]):
        np.testing.assert_allclose(true[2 * i]["y"], seen[i].loss, rtol=1e-3)
        np.testing.assert_allclose(true[2 * i + 1]["y"], run.loss, rtol=1e-3)
        assert (
            true[2 * i]["dashed"]
            and not true[2 * i + 1]["dashed"]
            and true[2 * i]["colour"] == true[2 * i + 1]["colour"]
        )
    assert (
        heat["low"] <= min(heat["levels"]) < max(heat["levels"]) <= heat["high"]
        and 3 <= len(heat["levels"]) <= LEVELS + 1
    )
    rows, walks = drawn["held"]["marks"][1]["rows"], drawn["held"]["marks"][2]
    assert walks["x"] == [0.75, 0.7, 0.6, 0.5] and walks["y"] == [3.5, 2.5, 1.5, 0.5], (
        "each beside its row, the first above"
    )
    assert [row["label"] for row in rows] == ["all", "SGD", "Adam", "SGD"]
    assert rows[2]["mid"] == pytest.approx(shares(plane, runs[1].path).sum())
