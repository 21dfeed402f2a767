"""The lines as the player writes them: the text with the numbers put in means what the line means."""

import re
from typing import Any

import numpy as np
import pytest

from dl_core.experiments.microscope import microscope
from dl_core.experiments.race import race
from dl_core.optimizers import RACERS
from dl_core.params import params_of
from kit.number_format import symbol
from kit.race.settings import slug
from pages.race.charts.microscope import Scope, packed, scope_of
from pages.race.facts import races
from pages.race.view import RaceView
from tests.pages.race.drawing import body_of, header_of, show


def scope(cls: type, **more: Any) -> Scope:
    view = RaceView(
        {
            "surface": "himmelblau",
            "race": (slug(cls),),
            "microscope": slug(cls),
            "rates": "own",
            "steps": 30.0,
            **more,
        }
    )
    return scope_of(
        microscope(race(view.entries(), view.course())[0], view.course()),
        {name: symbol(known.tex) for name, known in params_of(cls)},
        label="it",
    )


def said(pieces: list[Any], arrays: list[np.ndarray], row: int, exact: bool = True) -> str:
    """What the player writes, with all digits or, as there, with four."""
    out = ""
    for piece in pieces:
        if isinstance(piece, str):
            out += piece
        elif "up" in piece:
            out += f"^({said(piece['up'], arrays, row, exact)})"
        elif "name" in piece:
            out += piece["name"]
        elif "cases" in piece:
            out += piece["text"].format(
                **{name: said(inner, arrays, row, exact) for name, inner in piece["cases"].items()}
            )
        else:
            value = (
                piece["number"]
                if "number" in piece
                else float(
                    arrays[piece["slot"]][row, min(piece["column"], arrays[piece["slot"]].shape[1] - 1)]
                )
            )
            text = (repr(value) if exact else f"{value:.4g}").replace("-", "−")
            out += f"({text})" if piece["guard"] and value < 0 else text
    return out


def read(text: str) -> float:
    """A written line, read as a person would: an independent check of brackets and order. No e before a sign:
    Python reads 1e−8."""
    text = text.replace("−", "-").replace("·", "*").replace("≥", ">=").replace("^", "**").replace("∞", "inf")
    text = re.sub(r"√(?=\()", "sqrt", text)
    text = re.sub(r"√([0-9.e+-]+|nan|inf)", r"sqrt(\1)", text)
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    text = re.sub(r"^(.*) if (.*), else (.*)$", r"(\1) if (\2) else (\3)", text)
    known = {
        "sqrt": lambda of: np.sqrt(np.float64(of)),
        "sign": np.sign,
        "max": max,
        "nan": np.nan,
        "inf": np.inf,
    }
    with np.errstate(all="ignore"):
        return float(
            eval(re.sub(r"(?<![\w.])(\d+\.?\d*(?:e[+-]?\d+)?)", r"F(\1)", text), {"F": np.float64, **known})
        )


@pytest.mark.parametrize(
    "more", [{}, {"sigma": 0.7, "schedule": "cosine"}], ids=["plain", "noise and schedule"]
)
@pytest.mark.parametrize("cls", [cls for cls in RACERS if cls.lines])
def test_a_line_with_its_numbers_put_in_is_worth_what_stands_behind_it(
    cls: type, more: dict[str, Any]
) -> None:
    found = scope(cls, **more)
    for line in found.header["lines"]:
        for column, pieces in enumerate(line["numbers"]):
            for row in (0, 1, 7, 29):
                text = said(pieces, found.arrays, row)
                np.testing.assert_allclose(
                    read(text),
                    found.arrays[line["slot"]][row, column],
                    rtol=1e-9,
                    atol=1e-15,
                    err_msg=f"{line['name']}: {text}",
                )


def test_adams_first_lines_read_as_in_a_book() -> None:
    lines = {
        line["name"]: line
        for line in scope(next(cls for cls in RACERS if cls.__name__ == "Adam")).header["lines"]
    }
    arrays = scope(next(cls for cls in RACERS if cls.__name__ == "Adam")).arrays
    assert said(lines["m"]["formula"][0], arrays, 0) == "β₁ · m + (1 − β₁) · g"
    assert said(lines["v_hat"]["formula"][0], arrays, 0) == "v / (1 − c · β₂^(t))"
    assert said(lines["rate"]["formula"][0], arrays, 0) == "η / (√v̂ + ε)"
    assert said(lines["step"]["formula"][0], arrays, 0) == "−η_eff · m̂"
    assert re.fullmatch(
        r"0\.9 · [−(\d.)]+ \+ 0\.1 · [−(\d.)]+", said(lines["m"]["numbers"][0], arrays, 3, exact=False)
    )
    assert said(lines["t"]["numbers"][0], arrays, 3) == "3.0 + 1"


@pytest.mark.parametrize("cls", [cls for cls in RACERS if cls.lines])
def test_what_is_drawn_points_where_the_numbers_say(cls: type) -> None:
    found = scope(cls, sigma=0.5)
    arrows = {arrow["style"]: arrow for arrow in found.header["arrows"]}
    assert {"gradient", "step", "newton"} <= arrows.keys() and ("noisy" in arrows) == (
        cls.__name__ != "RandomSearch"
    )
    assert len({arrow["letter"] for arrow in arrows.values()}) == len(found.header["arrows"])
    slots = {line["name"]: line["slot"] for line in found.header["lines"]}
    assert (
        arrows["step"]["slot"] == slots["step"]
        and arrows["step"]["scaled"]
        and arrows["gradient"]["sign"] == -1
    )
    assert [arrow["next"] for arrow in (arrows["gradient"], arrows["newton"], arrows["step"])] == [
        False,
        False,
        True,
    ]
    assert all(found.arrays[arrow["slot"]].shape == (31, 2) for arrow in arrows.values())


def test_the_message_holds_the_slots_between_the_runs_and_the_ground() -> None:
    view = RaceView({"race": ("sgd", "adam"), "microscope": "adam", "rates": "own", "steps": 20.0})
    facts = races(view)
    assert facts.microscope
    found, header = scope_of(facts.microscope, {}, label="Adam"), header_of(show(view))
    with_it, without = (
        body_of(show(RaceView({**view.asked, "microscope": look}))) for look in ("adam", "off")
    )
    at = 2 * 7 * 21 * 8
    assert with_it[at : at + len(packed(found))] == packed(found) and len(packed(found)) == 8 * 21 * sum(
        header["scope"]["widths"]
    )
    assert with_it[:at] + with_it[at + len(packed(found)) :] == without
    first = np.frombuffer(packed(found)[: 8 * 21], "<f8")
    np.testing.assert_array_equal(first, found.arrays[0][:, 0])
