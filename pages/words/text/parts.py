"""The parts of the page that look into vectors of a real text. What is trained in one of them, the others
look at, too."""

from collections.abc import Callable
from functools import partial
from typing import Any

from kit.messages import _
from kit.page import Group, Part, plainly
from pages.words.text import charts, how, knobs, look, vectors, words
from pages.words.text.settings import METHODS
from pages.words.text.vectors import READS
from pages.words.view import Words

TRAINED = tuple(dict.fromkeys(name for method in METHODS for name in READS[method]))


def _panel(*own: str) -> Callable[[Words], tuple[Group, ...]]:
    """What a part asks, the vectors, and how they are made. own: settings of the part."""

    def panel(view: Words) -> tuple[Group, ...]:
        shown = READS[view["method"]]
        hidden = tuple(name for name in TRAINED if name not in shown)
        first = (Group(own), Group(("method", "text"), _("Vectors"))) if own else (Group(("method", "text")),)
        return (*first, Group(shown, _("Training"), folds=True), Group(hidden, shown=False))

    return panel


def _both(look_at: Callable[..., Any], before: Words, now: Words) -> tuple[Any, Any] | None:
    """What two views show in vectors that are kept; None where they are not."""
    found = [
        vectors.opening(Words({n: v for n, v in one.asked.items() if n in _READ})) for one in (before, now)
    ]
    if not all(one.is_kept for one in found):
        return None
    return look_at(before, found[0], False), look_at(now, found[1], False)


_READ = {"text", "method", *TRAINED}


def _part(name: str, looked: Callable[..., Any], asks: tuple[str, ...], **more: Any) -> Part[Words]:
    return Part(
        name=name,
        panel=_panel(*asks),
        facts=vectors.no_text,
        instant=vectors.has_no_text,
        run="vectors",
        work=vectors.work,
        steps=vectors.make,
        opens=vectors.opening,
        joined=looked,
        briefly=partial(_both, looked),
        progress=vectors.progress,
        **more,
    )


PARTS: tuple[Part[Words], ...] = (
    _part(
        "near",
        look.near,
        ("word", "beside"),
        charts=charts.near,
        words=words.near,
        came=words.came_near,
        room=4,
        how=plainly(how.NEAR, how.SOURCE),
        pressed=(vectors.first_stochastic, vectors.first_exact),
    ),
    _part(
        "arithmetic",
        look.arithmetic,
        ("first", "second", "third"),
        charts=charts.arithmetic,
        words=words.arithmetic,
        came=words.came_arithmetic,
        room=4,
        how=plainly(how.ARITHMETIC, how.SOURCE),
    ),
    _part(
        "map",
        look.atlas,
        ("word",),
        charts=charts.atlas,
        words=words.atlas,
        came=words.came_map,
        room=4,
        how=plainly(how.MAP, how.SOURCE),
    ),
    _part(
        "questions",
        look.asked,
        (),
        charts=charts.asked,
        words=words.asked,
        came=words.came_asked,
        room=5,
        how=plainly(how.QUESTIONS, how.SOURCE),
    ),
    Part(
        name="knobs",
        panel=(Group(("knob",)),),
        facts=knobs.knob,
        charts=charts.knob,
        words=words.knob,
        came=words.came_knob,
        room=7,
        how=plainly(how.KNOBS, how.SOURCE),
    ),
)
