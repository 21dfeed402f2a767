"""What each page compiles, as first calls, so that no hand ever waits for a compiler.

A call is one piece of work for one thread. Pages that share a call name the same one: it is made once.
"""

from typing import NamedTuple

from kit.race.programs import Calls
from pages import PAGES


class Stage(NamedTuple):
    """The first calls of a page. opening: what its default view needs; others: what else a hand can reach;
    pressed: what its buttons begin and what it does by itself in the end, made by workers when somebody has
    opened the page; unasked: whether the server makes opening and others by itself."""

    opening: Calls = ()
    others: Calls = ()
    pressed: Calls = ()
    unasked: bool = True


STAGES: dict[str, Stage] = {
    **{page.name: Stage(page.opening, page.others, page.pressed) for page in PAGES},
    **{
        page.seldom.stage: Stage(page.seldom.warm, page.seldom.later, page.seldom.pressed, unasked=False)
        for page in PAGES
        if page.seldom
    },
}
