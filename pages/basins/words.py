"""What the page says of its facts: whole sentences, in one place."""

from collections.abc import Sequence

import numpy as np

from kit.messages import Message, _, listed
from kit.number_format import number
from kit.page import Sentence, leads_to, say
from pages.basins.facts import Facts, Map
from pages.basins.pictures import HUES
from pages.basins.view import MOST_LARGE

CALM = 0.99  # an agreement of the two precisions below which the page says that rounding decides
LEFT_OUT = {
    "noise": _("Noise and schedules are left out: a map is of the rule itself, at a constant rate."),
    "search": _(
        "Random search is left out: all starts would share its random numbers, and another seed would "
        "be another map."
    ),
    "rules": _("Only the first {rules} rules: large maps of all take too long.", rules=MOST_LARGE),
}


def words(facts: Facts) -> list[Sentence]:
    """Where starts end, how far to trust a pixel, and what is left out; first the way to the race from the
    start."""
    left_out = [say(LEFT_OUT[name]) for name in facts.left_out]
    if not facts.maps:
        return [say(_("Choose a racer.")), *left_out]
    x, y = map(number, facts.start)
    lead = leads_to("race", _("Race from ({x}, {y}), where the diamond is →", x=x, y=y), facts.race)
    maps = [one.map for one in facts.maps if one.map.picture is not None]
    says = (
        [_("This formula over so many steps takes long: let go, and the maps are painted.")]
        if facts.too_long
        else ends(facts, maps)
    )
    says += [*crowded(*facts.distinct, facts.side), *of_formula(facts)]
    return [lead, *map(say, says), *left_out]


def percent(share: float) -> str:
    """A share in words; what is there but rounds to nothing is said to be there."""
    if np.isnan(share):
        return "–"
    return "< 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def named(minimum: Sequence[float] | np.ndarray) -> str:
    """A minimum by where it is, to three digits."""
    return f"({number(minimum[0])}, {number(minimum[1])})"


def _of_each(rows: Sequence[tuple[str, float]]) -> Message:
    return listed([_("{rule} {share}", rule=_(label), share=percent(share)) for label, share in rows], ", ")


def ends(facts: Facts, maps: Sequence[Map]) -> list[Message]:
    """How many starts of these maps end at a lowest minimum, and how far to trust a pixel."""
    if not maps:
        return []
    if not len(facts.minima):
        return [
            _(
                "No minimum of this surface is known, so no start has a place to arrive at: what does "
                "not diverge is at no minimum."
            )
        ]
    starts = _of_each([(one.rule.label, sum(one.shares[: facts.lowest])) for one in maps])
    said = _("Starts that end at one of the lowest minima: {starts}.", starts=starts)
    if facts.lowest == 1:
        said = _("Starts that end at the lowest minimum: {starts}.", starts=starts)
    elif facts.lowest == len(facts.minima):
        said = _("Starts that end at a minimum: {starts}.", starts=starts)
    says = [said]
    if len(facts.minima) > HUES:
        given = {"minima": len(facts.minima), "colours": HUES}
        says.append(
            _("{minima} minima share {colours} colours: neighbours of one colour may be two.", **given)
        )
    return [*says, _precision(maps)]


def _precision(maps: Sequence[Map]) -> Message:
    """How far to trust a pixel; a sentence even if nothing is known yet, so that what stands below keeps its
    place."""
    known = [(one.rule.label, one.agree) for one in maps if one.agree is not None]
    if not known:
        return _("How many starts end alike in float32 and float64: not compared yet.")
    dust = [_(label) for label, agree in known if agree < CALM]
    given = {"starts": _of_each(known), "rules": listed(dust, ", ")}
    if dust:
        return _(
            "Of a coarse grid of starts, so many end alike in float32 and float64: {starts}. Where "
            "they differ, rounding decides, and a single pixel says "
            "nothing of the surface: so it is with {rules}.",
            **given,
        )
    return _("Of a coarse grid of starts, so many end alike in float32 and float64: {starts}.", **given)


def crowded(columns: int, rows: int, side: int) -> list[Message]:
    """That neighbouring pixels are one start, if only so many columns and rows of `side` differ."""
    given = {"columns": columns, "rows": rows, "side": side}
    if columns < side and rows < side:
        return [
            _(
                "So close, float32 tells only {columns} of {side} columns and {rows} of {side} rows of "
                "starts apart: neighbouring pixels are the same start, which "
                "no comparison of ends shows.",
                **given,
            )
        ]
    if columns < side:
        return [
            _(
                "So close, float32 tells only {columns} of {side} columns of starts apart: neighbouring "
                "pixels are the same start, which no comparison of "
                "ends shows.",
                **given,
            )
        ]
    if rows < side:
        return [
            _(
                "So close, float32 tells only {rows} of {side} rows of starts apart: neighbouring pixels are "
                "the same start, which no comparison of ends shows.",
                **given,
            )
        ]
    return []


def of_formula(facts: Facts) -> list[Message]:
    """Of a formula that was typed: what minima the colours stand for, and how many starts are in a hole."""
    if facts.found is None:
        return []
    share = next((one.map.in_holes for one in facts.maps if one.map.picture), 0.0)
    holes = _(
        "{share} of these starts are in a hole, where the loss has no finite value: striped.",
        share=percent(share),
    )
    return [facts.found.words, *([holes] if share else [])]
