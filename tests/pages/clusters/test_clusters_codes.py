"""k-means on codes, and on a table of one's own."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris, load_wine
from sklearn.metrics import normalized_mutual_info_score
from sklearn.preprocessing import StandardScaler
from streamlit.testing.v1 import AppTest

from dl_core.digits import load
from dl_core.experiments.autoencoders import ROOMY
from dl_core.experiments.grouping import nmi, purity
from kit.page import Brought
from kit.tables import NO_TABLE, read_table
from pages.clusters import PAGE
from pages.clusters.judged import grouped, runs
from pages.clusters.judged.codes import NMI
from pages.clusters.judged.runs import Compared, Truth
from pages.clusters.presets import PRESETS
from pages.clusters.runs import RUNS, TooFew
from pages.clusters.view import CODES, Clusters
from tests.pages.visiting import visitor


def csv_of(data: Any) -> str:
    names = [str(data.target_names[label]) for label in data.target]
    rows = [",".join([*map(str, row), name]) for row, name in zip(data.data, names, strict=True)]
    return "\n".join([",".join([*map(str, data.feature_names), "class"]), *rows])


IRIS = csv_of(load_iris())


def with_table(content: str, **asked: Any) -> Clusters:
    view = Clusters({"part": "truth", "samples": "own", **asked})
    return replace(
        view, brought=Brought(str(hash(content)), "mine.csv", read_table("mine.csv", content.encode()))
    )


@cache
def compared(axes: float, seed: float) -> Compared:
    view = Clusters({**PRESETS["Two numbers for a digit"].view.asked, "axes": axes, "seed": seed})
    *_before, last = runs.by_codes(view)
    assert isinstance(last, Compared)
    return last


@pytest.mark.parametrize("seed", [0.0, 1.0])
def test_of_two_numbers_an_autoencoder_s_group_better_than_pca_s_and_worse_than_pixels(seed: float) -> None:
    found = {kind: compared(2.0, seed).best(kind) for kind in CODES}
    assert found["pca"][NMI] + 0.08 < found["autoencoder"][NMI] < found["pixels"][NMI] - 0.02
    wide = {kind: compared(8.0, seed).best(kind)[NMI] for kind in CODES}
    assert (
        abs(wide["autoencoder"] - wide["pca"]) < 0.06 and max(wide, key=lambda kind: wide[kind]) == "pixels"
    )
    assert wide["pixels"] - min(wide.values()) < 0.06


def test_each_run_is_scored_beside_the_digits() -> None:
    found = compared(2.0, 0.0)
    assert found.widths == {"pixels": 64, "pca": 2, "autoencoder": 2}
    assert {kind: rows.shape for kind, rows in found.rows.items()} == dict.fromkeys(CODES, (RUNS, 3))
    pixels = [one for one in runs.truth(Clusters()) if isinstance(one, Truth)][-1]
    np.testing.assert_array_equal(found.rows["pixels"][:, 1:], np.column_stack([pixels.nmi, pixels.purity]))
    drawn = {one["key"]: one for one in PAGE.named("codes").charts(found)}
    for kind, row in zip(CODES, drawn["nmi"]["marks"][0]["rows"], strict=True):
        assert row["mid"] == found.best(kind)[NMI] and row["low"] == found.rows[kind][:, NMI].min()
    said = [one["text"] for one in PAGE.named("codes").words(found)]
    assert len(said) == 3 and all(str(width) in text for width, text in zip((64, 2, 2), said, strict=True))


def test_a_centre_among_codes_is_shown_as_what_it_decodes_to() -> None:
    view = Clusters({"part": "truth", "codes": "autoencoder", "axes": 3.0})
    given = grouped.samples(view)
    *waiting, coded = grouped.coded(view, given, "autoencoder")
    assert waiting and not any(waiting) and coded
    assert coded.points.shape == (1797, 3)
    off = np.square(coded.decode(coded.points) - load()[0]).sum(axis=1).mean()
    assert off < 2.0, "as low as a net's with three numbers, see Width of the code"
    states = [one for one in runs.truth(view) if isinstance(one, Truth)]
    assert states[-1].lowest.images.shape == (10, 64) and len(states[-1].inertia) == RUNS


def test_a_table_is_standardised_and_its_classes_only_judge() -> None:
    view, data = with_table(IRIS, groups=3.0), load_iris()
    given = grouped.samples(view)
    np.testing.assert_allclose(given.x, StandardScaler().fit_transform(data.data), rtol=1e-4, atol=1e-5)
    assert (
        given.classes == ("setosa", "versicolor", "virginica")
        and given.truth.tolist() == data.target.tolist()
    )
    *_before, last = runs.truth(view)
    assert isinstance(last, Truth) and len(last.inertia) == RUNS
    assert last.lowest.counts.sum() == 150 and last.lowest.counts.shape == (3, 3)
    counts = last.closest.counts
    labels = np.repeat(np.tile(np.arange(3), 3), counts.ravel())
    truth = np.repeat(np.repeat(np.arange(3), 3), counts.ravel())
    assert normalized_mutual_info_score(truth, labels) == pytest.approx(last.nmi.max())
    assert purity(truth, labels) == pytest.approx(last.purity[last.nmi.argmax()])
    drawn = {one["key"]: one for one in PAGE.named("truth").charts(last)}
    heat = drawn["closest"]["marks"][0]
    assert heat["kind"] == "heat" and "setosa" in drawn["closest"]["about"]
    shares = np.array(heat["z"]).reshape(3, 3)[::-1]
    np.testing.assert_allclose(shares, counts / counts.sum(axis=0), atol=1e-3)


def test_the_best_of_wine_is_that_of_scikit_learn() -> None:
    from sklearn.cluster import KMeans  # noqa: PLC0415

    data = load_wine()
    x = StandardScaler().fit_transform(data.data)
    *_before, last = runs.truth(with_table(csv_of(data), groups=3.0))
    best = KMeans(3, n_init=20, random_state=0).fit(x)
    assert isinstance(last, Truth)
    assert last.inertia.min() == pytest.approx(best.inertia_, rel=1e-4)
    assert last.nmi[last.inertia.argmin()] == pytest.approx(nmi(data.target, best.labels_), abs=0.02)


def test_codes_of_a_table_have_at_most_as_many_numbers_as_it_has_inputs() -> None:
    view = with_table(IRIS, part="codes", axes=8.0, groups=3.0)
    states = list(runs.by_codes(view))
    last = states[-1]
    assert isinstance(last, Compared) and last.widths == dict.fromkeys(CODES, 4) and not last.learns
    waits = [one for one in states if isinstance(one, Compared) and one.learns]
    said = " ".join(one["text"] for one in PAGE.named("codes").words(waits[0]))
    assert "compiled first" in said and ROOMY.values == 64
    json.dumps([PAGE.named("codes").charts(last), PAGE.named("codes").words(last)], allow_nan=False)


def test_fewer_different_rows_than_clusters_are_said_to_be_too_few() -> None:
    rows = "\n".join(f"{i % 3},{i % 3},{'ab'[i % 2]}" for i in range(40))
    for steps in (runs.truth, runs.by_codes):
        (only,) = steps(with_table(rows, groups=10.0))
        assert isinstance(only, TooFew) and only.points == 3
        name = "truth" if steps is runs.truth else "codes"
        assert "Different points: 3, and 10" in PAGE.named(name).words(only)[0]["text"] and not PAGE.named(
            name
        ).charts(only)


@pytest.mark.parametrize("part", ["truth", "codes"])
def test_without_a_table_the_page_asks_for_one(part: str) -> None:
    app = visitor("clusters", {"v": "2", "part": part, "samples": "own"}).run()
    assert not app.exception and app.file_uploader("upload")
    one, view = PAGE.named(part), Clusters({"part": part, "samples": "own"})
    assert one.at_once(view) and PAGE.asks_for_a_file(view) and PAGE.takes_a_file(view)
    assert one.words(one.facts(one.seen(view)))[0]["text"] == NO_TABLE  # type: ignore[misc]
    with pytest.raises(ValueError, match="no table"):
        grouped.samples(view)


def uploaded() -> AppTest:
    app = visitor("clusters", {"v": "2", "part": "truth", "samples": "own", "groups": "3"}).run()
    app.file_uploader("upload").upload("iris.csv", IRIS.encode(), "text/csv").run()
    return app


def test_a_table_that_is_uploaded_is_said_and_stays_in_the_session_alone() -> None:
    app = uploaded()
    assert not app.exception
    assert any("150 rows" in one.value and "3 classes" in one.value for one in app.caption)
    assert app.session_state["brought table"].brought.value.classes == ("setosa", "versicolor", "virginica")
    assert "iris" not in str(dict(app.query_params))
    other = visitor("clusters", {"v": "2", "part": "truth", "samples": "own"}).run()
    assert not any("150 rows" in one.value for one in other.caption)
