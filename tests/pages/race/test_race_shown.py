"""How the race is looked at is part of its link, and of nothing that is computed."""

import json
import struct
from urllib.parse import parse_qsl, urlencode

import pytest

from kit.presets import preset_of
from kit.settings import Text
from pages.race import PAGE
from pages.race.presets import PRESETS
from pages.race.view import SMALLEST, RaceView, camera_of, part_of_map
from ui import player_page
from ui.ask import Asked, on_top

LOOKS = {
    "step": "17",
    "tab": "rate",
    "view": "space",
    "window": "-9,-2.5,0,3",
    "camera": "1.5,-2,0.25,0.1,0,-0.2",
    "focus": "adam",
    "bowl.step": "5",
}


def test_each_is_declared_read_back_and_leaves_the_experiment_alone() -> None:
    view, complaints = RaceView.read(LOOKS)
    assert set(LOOKS) == set(RaceView.shown) and complaints == []
    assert view.query() == {"v": "2", **LOOKS} and view.experiment() == {}
    assert preset_of(PRESETS, view) == preset_of(PRESETS, RaceView())
    both = RaceView({"ravine.kappa": 3.0}).shown_as(LOOKS)
    assert both.query() == {"v": "2", "ravine.kappa": "3", **LOOKS}
    assert both.experiment() == {"v": "2", "ravine.kappa": "3"}
    assert both.shown_as({"step": "4", "ravine.kappa": "9"}).query() == {
        "v": "2",
        "ravine.kappa": "3",
        "step": "4",
    }


@pytest.mark.parametrize("name", RaceView.shown)
def test_no_part_of_the_page_can_read_it(name: str) -> None:
    view, _ = RaceView.read(LOOKS)
    for part in (*PAGE.parts, *PAGE.beside, *PAGE.below):
        with pytest.raises(KeyError):
            part.seen(view)[name]
        assert part.key(view) == part.key(RaceView())


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"step": "nan"}, "nan"),
        ({"step": "-1"}, "0 to 1000"),
        ({"step": "1001"}, "0 to 1000"),
        ({"step": "2.5"}, "whole"),
        ({"tab": "loss"}, "loss"),
        ({"view": "4d"}, "4d"),
        ({"focus": "adamax"}, "adamax"),
        ({"bowl.step": "inf"}, "inf"),
        *(
            ({"window": text}, "four numbers")
            for text in (
                "1,2,3",
                "1,2,3,4,5",
                "a,b,c,d",
                "nan,1,0,1",
                "-inf,inf,0,1",
                "2,1,0,1",
                "-101,9,0,1",
                "0,1,0,1e308",
                "1,1.0000000001,0,1",
                "1_0,20,0,1",
                "١,٢,٣,٤",
                "1," * 5000,
                ",",
                "١,٢,<b>,*",
            )
        ),
        *(
            ({"camera": text}, "six numbers")
            for text in (
                "1,2,3",
                "1,2,3,0,0,0,0",
                "a,b,c,d,e,f",
                "nan,1,1,0,0,0",
                "1e999,1,1,0,0,0",
                "8.1,0,0,0,0,0",
                "0,0,0.1,0,0,0",
                "0,0,0,0,0,0",
                "3,3,3,2.1,0,0",
                "1e308,1e308,1e308,0,0,0",
                "1_0,1,1,0,0,0",
                "١,٢,٣,٠,٠,٠",
                "1," * 5000,
                ",,,,,",
                "<img src=x>,1,1,0,0,0",
            )
        ),
    ],
)
def test_nonsense_in_a_link_is_refused_in_a_sentence(query: dict[str, str], word: str) -> None:
    view, complaints = RaceView.read(query)
    assert view == RaceView() and len(complaints) == 1 and word in complaints[0]


def test_a_part_of_the_map_lies_in_the_box_of_its_surface() -> None:
    for surface, text, taken in (
        ("himmelblau", "-4,4,-4,4", True),
        ("himmelblau", "-59,59,-4,4", True),
        ("himmelblau", "-61,4,-4,4", False),
        ("own", "-4,4,-4,4", True),
    ):
        view, complaints = RaceView.read({"surface": surface, "window": text})
        assert (view["window"] == text) == taken == (not complaints)
    box = (0.0, 1.0, 0.0, 1.0)
    assert part_of_map(f"0,{SMALLEST},0,1", box) == (0, SMALLEST, 0, 1)
    assert isinstance(view.known["window"], Text)


def test_a_camera_stands_between_a_fifth_and_eight_from_what_it_looks_at() -> None:
    for text in ("8,0,0,0,0,0", "0,0,-8,0,0,0", "0.2,0,0,0,0,0", "10,0,0,2,0,0", " 1 , 1e0,.5,-2,2.,-2 "):
        view, complaints = RaceView.read({"camera": text})
        assert (view["camera"], complaints) == (text.strip(), [])
    assert camera_of("1,2,3,-1,0,1") == ([1, 2, 3], [-1, 0, 1])


def test_another_surface_drops_the_part_of_the_map_and_says_nothing() -> None:
    view, _ = RaceView.read({"window": "-9,-2.5,0,3", "step": "17"})
    asked = on_top(view, {"n": 1, "changes": {"surface": "himmelblau"}})
    assert asked.view.query() == {"v": "2", "surface": "himmelblau"}
    assert asked.view.shown_as({"window": "-90,-2.5,0,3", "step": "17"}).query() == {
        "v": "2",
        "surface": "himmelblau",
        "step": "17",
    }


@pytest.mark.parametrize(
    ("query", "step"),
    [
        ({}, 100),
        ({"steps": "60"}, 60),
        ({"steps": "nonsense"}, 100),
        ({"microscope": "adam"}, 0),
        ({"microscope": "adam", "race": "sgd"}, 100),
        ({"microscope": "adam", "race": "sgd,adam", "steps": "7"}, 0),
    ],
)
def test_it_opens_at_its_end_and_under_the_microscope_at_its_first_step(
    query: dict[str, str], step: int
) -> None:
    view, _ = RaceView.read(query)
    assert view["step"] == step and "step" not in view.query()


def test_past_the_bottom_opens_at_the_step_that_its_sentence_names() -> None:
    preset = PRESETS["Past the bottom"]
    assert preset.view["step"] == 8 and f"at step {preset.view['step']:.0f}" in preset.see


def header(view: RaceView, address: str = "") -> dict[str, object]:
    message = player_page.message(PAGE, PAGE.parts[0], Asked(view, 1, address), list)
    (size,) = struct.unpack_from("<I", message)
    found: dict[str, object] = json.loads(message[4 : 4 + size])
    return found


def test_the_player_is_told_what_the_link_says_and_what_is_usual() -> None:
    view, _ = RaceView.read({**LOOKS, "steps": "40", "race": "sgd"})
    told = header(view)["shown"]
    assert told == {
        "names": {name: name for name in ("step", "tab", "view", "window", "camera", "focus")},
        "usual": {"step": "40", "tab": "gap", "view": "flat", "window": "", "camera": "", "focus": "off"},
        "now": {name: LOOKS[name] for name in ("step", "tab", "view", "window", "camera", "focus")},
        "version": "2",
    }


def test_what_is_shown_never_looks_like_another_address() -> None:
    """Else the browser would drop what a hand has begun."""
    plain, looked = RaceView({"steps": 40.0}), RaceView({"steps": 40.0}).shown_as(LOOKS)
    edit = {"n": 3, "changes": {"ravine.kappa": "7"}}
    assert on_top(plain, edit).address == on_top(looked, edit).address == urlencode({"v": "2", "steps": "40"})
    assert dict(parse_qsl(on_top(looked, edit).address)) == looked.experiment()
