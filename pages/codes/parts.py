"""The parts of the page that look at a plain and at a variational autoencoder."""

from collections.abc import Callable
from functools import partial
from typing import Any

from kit.page import Group, Part, plainly
from pages.codes import came, charts, facts, gap_charts, gaps, how, kept, nets, panel, variational, words
from pages.codes.variational_charts import charts as variational_charts
from pages.codes.view import Codes


def _part(
    name: str,
    look: Callable[[Codes, nets.Nets, bool], Any],
    groups: tuple[Group, ...],
    work: tuple[Group, ...],
    twins: bool = False,
    **more: Any,
) -> Part[Codes]:
    """A part that looks at both nets: at those that were kept at once, else while they learn."""
    return Part(
        name=name,
        panel=groups,
        work=work,
        facts=lambda view: look(view, kept.kept(view, twins), False),
        instant=partial(kept.is_kept, twins=twins),
        steps=nets.trained_twins if twins else nets.trained,
        joined=look,
        begins=True,
        progress=nets.progress,
        pressed=(nets.first_call,),
        warm=(partial(_open, name),),
        **more,
    )


def _open(name: str) -> object:
    """What a part shows at first."""
    part = next(one for one in PARTS if one.name == name)
    assert part.facts
    return part.facts(part.seen(Codes({"part": name})))


PARTS: tuple[Part[Codes], ...] = (
    _part(
        "plane",
        facts.plane,
        panel.PLANE,
        panel.OF_TWO,
        charts=charts.plane,
        words=words.plane,
        came=came.plane,
        room=4,
        how=plainly(how.PLANE),
    ),
    _part(
        "variational",
        variational.variational,
        panel.VARIATIONAL,
        panel.OF_MORE,
        twins=True,
        charts=variational_charts,
        words=words.variational,
        came=came.variational,
        room=4,
        how=plainly(how.VARIATIONAL),
    ),
    _part(
        "gaps",
        gaps.gaps,
        panel.GAPS,
        panel.OF_MORE,
        charts=gap_charts.gaps,
        words=words.gaps,
        came=came.gaps,
        room=4,
        how=plainly(how.GAPS),
    ),
    _part(
        "walk",
        gaps.walk,
        panel.WALK,
        panel.OF_MORE,
        charts=gap_charts.walk,
        words=words.walk,
        came=came.walk,
        room=4,
        how=plainly(how.WALK),
    ),
)
