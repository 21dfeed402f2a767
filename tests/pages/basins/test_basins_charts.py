"""How maps of basins are drawn and said: bytes, colours, legends, sentences."""

import base64
import itertools
import zlib
from typing import Any

import numpy as np
import pytest

from dl_core.experiments.basins import DIVERGED, HOLE, PENDING, UNDECIDED, Basins, basins
from dl_core.optimizers import SGD, Adam, Momentum, Optimizer
from kit.theme import COLOURS as OF_RULES
from pages.basins.charts import COLOURS, ELSE, GROUND, charts, legend, palette, pixels
from pages.basins.facts import Facts, Map, Maps, joined
from pages.basins.pictures import AFTER, HUES, LEVELS, edges, indices, picture
from pages.basins.view import BasinsView
from pages.basins.words import crowded, ends, percent, words
from surfaces import Himmelblau, Surface
from surfaces.switch import switch


def painted(rule: Optimizer, surface: Surface, side: int, steps: int) -> Basins:
    return basins(
        rule,
        switch(surface),
        surface.window,
        side,
        steps,
        np.concatenate([surface.minima(), surface.local_minima()]),
    )


def bytes_of(text: str, kind: Any = np.uint8) -> Any:
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), kind)


def facts_of(*maps: Map, lowest: int = 4, minima: Any = None) -> Facts:
    facts = joined(BasinsView(), Maps(maps), False)
    return facts._replace(lowest=lowest, minima=facts.minima if minima is None else minima)


def said(found: Basins, *agree: float | None, lowest: int = 4) -> list[str]:
    rules = (SGD(), Adam(), Momentum())
    maps = [Map(rule, agree=share).taking(found, 300) for rule, share in zip(rules, agree, strict=False)]
    return [str(text) for text in ends(facts_of(*maps, lowest=lowest, minima=found.minima), maps)]


def test_every_few_starts_of_a_map_are_its_starts_and_its_legend_is_of_all() -> None:
    found = painted(Adam(lr=0.1), Himmelblau(), 64, 60)
    one, few = Map(Adam()).taking(found, 60), picture(found, 60, 4)
    np.testing.assert_array_equal(bytes_of(few.data).reshape(16, 16), indices(found, 60)[2::4, 2::4])
    assert (few.rows, few.columns, few.counted) == (16, 16, True) and one.picture and one.few is None
    assert (
        pixels(few, one, found.minima)["legend"]
        == pixels(one.picture, one, found.minima)["legend"]
        == legend(one, found.minima)
    )


LINEAR_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
SIGHTS = {  # Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def seen(colour: str, sight: str = "normal") -> Any:
    """CIELAB of "#rrggbb" as somebody sees it."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = SIGHTS[sight] @ np.where(
        channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
    )
    x, y, z = np.cbrt(LINEAR_TO_XYZ @ np.clip(linear, 0, 1) / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", SIGHTS)
def test_hues_stand_apart_for_every_sight_and_are_nobody_elses(sight: str) -> None:
    assert (
        min(np.linalg.norm(seen(a, sight) - seen(b, sight)) for a, b in itertools.combinations(COLOURS, 2))
        > 23
    )
    assert min(np.linalg.norm(seen(a) - seen(b)) for a in COLOURS for b, _marker in OF_RULES.values()) >= 10
    for theme in GROUND:
        others = [colours[theme] for colours in ELSE.values()]
        assert min(np.linalg.norm(seen(a, sight) - seen(b, sight)) for a in COLOURS for b in others) > 13


def test_a_palette_goes_from_the_hue_to_the_ground_and_fits_a_byte() -> None:
    assert len(COLOURS) == HUES
    for theme, colours in palette().items():
        assert len(colours) == HUES * LEVELS + 5 <= 256 and colours[AFTER[PENDING]] == ""
        for k, hue in enumerate(COLOURS):
            shades = colours[k * LEVELS : (k + 1) * LEVELS]
            away = [np.linalg.norm(seen(shade) - seen(GROUND[theme])) for shade in shades]
            assert shades[0] == hue and (np.diff(away) < 0).all()


def test_bytes_say_place_and_steps() -> None:
    place = np.array([[0, 1, 9], [UNDECIDED, DIVERGED, PENDING]], np.int8)
    found = Basins(
        place,
        np.array([[0, 100, 37], [-1, 5, -1]], np.int16),
        np.zeros((2, 3, 2), np.float32),
        np.arange(20.0).reshape(10, 2),
    )
    drawn = indices(found, 100)
    np.testing.assert_array_equal(drawn[1], [AFTER[UNDECIDED], AFTER[DIVERGED], AFTER[PENDING]])
    assert drawn[0, 0] == 0 and drawn[0, 1] == 2 * LEVELS - 1
    hue, level = divmod(int(drawn[0, 2]), LEVELS)
    assert hue == 9 - HUES and edges(100)[level] <= 37 < edges(100)[level + 1]
    for steps in (0, 1, 7, 500, 1000):
        assert (
            edges(steps)[0] == 0
            and edges(steps)[-1] == steps + 1
            and len(edges(steps)) == LEVELS + 1
            and (np.diff(edges(steps)) >= 0).all()
        )
    whole = picture(found, 100)
    np.testing.assert_array_equal(bytes_of(whole.data).reshape(2, 3), drawn)
    np.testing.assert_array_equal(bytes_of(whole.places, np.int8).reshape(2, 3), place)
    assert (
        pixels(whole, Map(SGD()), found.minima)["names"][9] == "(18, 19)"
        and "10 minima share 8 colours" in said(found, None, lowest=1)[1]
    )


def test_holes_are_striped_and_named() -> None:
    nowhere = np.arange(100)[None, :].repeat(100, 0) < 50
    found = Basins(
        np.full((100, 100), UNDECIDED, np.int8),
        np.full((100, 100), -1, np.int16),
        np.zeros((100, 100, 2), np.float32),
        np.zeros((0, 2)),
    )
    drawn = indices(found.marked(nowhere), 3)
    assert (
        set(np.unique(drawn[nowhere])) == {AFTER[HOLE], AFTER[HOLE] + 1}
        and not np.isin(drawn[~nowhere], [AFTER[HOLE], AFTER[HOLE] + 1]).any()
    )
    rows = legend(Map(SGD()).taking(found.marked(nowhere), 3), found.minima)
    assert len(np.unique(drawn[:, 0])) == 2 and rows[-1] == {
        "index": AFTER[HOLE],
        "label": "striped, in a hole: 50.0 %",
    }


def test_a_chart_says_the_shares_in_words() -> None:
    found = painted(SGD(lr=0.02), Himmelblau(), 64, 300)
    rows = legend(Map(SGD()).taking(found, 300), found.minima)
    assert [row["label"].split(": ")[1] for row in rows] == [
        percent(share) for share in (*sorted(found.shares[:4], reverse=True), *found.shares[[5, 4]]) if share
    ]
    assert {row["index"] for row in rows[:-2]} <= {k * LEVELS for k in range(4)} and rows[-1][
        "index"
    ] == AFTER[UNDECIDED]
    share = percent(found.shares[:4].sum())
    says = said(found, 0.5, None)
    assert (
        says[0] == f"Starts that end at a minimum: SGD {share}, Adam {share}."
        and "SGD 50.0 %" in says[-1]
        and "rounding decides" in says[-1]
    )
    assert "rounding decides" not in said(found, 0.995)[-1] and "not compared yet" in said(found, None)[-1]
    assert (
        "at the lowest minimum" in said(found, None, lowest=1)[0]
        and "one of the lowest minima" in said(found, None, lowest=2)[0]
    )
    assert percent(0.00001) == "< 0.1 %" and percent(0.0) == "0.0 %" and percent(float("nan")) == "–"


def test_over_a_map_stand_the_minima_the_path_and_its_start() -> None:
    view = BasinsView({"x": 1.0, "y": 2.0, "race": ("sgd",), "side": "512"})
    (drawn,) = charts(
        joined(
            view, Maps((Map(SGD(lr=0.01)).taking(painted(SGD(lr=0.01), Himmelblau(), 32, 300), 300),)), False
        )
    )
    kinds = [mark["kind"] for mark in drawn["marks"]]
    assert (
        drawn["pick"] == {"x": "x", "y": "y"}
        and kinds == ["pixels", "dots", "line", "dots"]
        and drawn["x"]["low"] == -6
    )
    assert drawn["marks"][3]["x"] == [1.0] and drawn["marks"][2]["y"][0] == 2.0 and drawn["map"] == "large"


@pytest.mark.parametrize(
    ("columns", "rows", "told"), [(3, 1024, "only 3 of 1024 columns of starts"), (1024, 5, (
        "only 5 of 1024 rows of "
        "starts"
    )),
                                  (3, 5, "only 3 of 1024 columns and 5 of 1024 rows of starts")],
)  # fmt: skip
def test_starts_that_float32_cannot_tell_apart_are_said(columns: int, rows: int, told: str) -> None:
    (said,) = crowded(columns, rows, 1024)
    assert f"float32 tells {told} apart" in said and crowded(1024, 1024, 1024) == []


def test_the_first_sentence_leads_to_the_race_from_the_same_start() -> None:
    facts = facts_of(Map(SGD()))
    first, *_others = words(facts)
    assert (
        first["page"] == "race"
        and first["text"].startswith("Race from (")
        and facts.race == BasinsView().as_race().query()
    )
