"""Basins: where each start ends up, rule by rule."""

from functools import partial

from dl_core.experiments.basins import agreement, basins, holes
from dl_core.optimizers import OPTIMIZERS, SGD, Optimizer
from kit.messages import _
from kit.page import Calls, Page, Part, Progress, Seldom
from kit.race.programs import NAMED, TYPED, Call
from kit.race.settings import is_own, slug
from pages.basins import came, charts, facts, how, panel, words
from pages.basins.facts import Maps
from pages.basins.presets import CHANGED, PRESETS
from pages.basins.view import BasinsView
from surfaces.own import Own

TYPED_VIEW = BasinsView({"surface": slug(Own)})


def _progress(found: Maps) -> Progress | None:
    return Progress(round(1000 * found.share), 1000) if found.maps else None


def _map(view: BasinsView, cls: type[Optimizer]) -> object:
    course = view.maps_course()
    return basins(cls(), course.loss, course.box, 8, 1, course.minima)


def _maps(view: BasinsView) -> Calls:
    """A map for every rule in float32, those of the view first."""
    shown = {cls: slug(cls) in view["race"] for cls in OPTIMIZERS}
    return tuple(partial(_map, view, cls) for cls in sorted(OPTIMIZERS, key=lambda cls: not shown[cls]))


def _compared(view: BasinsView) -> Call:
    """The one program of all rules in float64, with which maps are compared."""

    def compared() -> object:
        course = view.maps_course()
        return agreement(SGD(), course.loss, course.box, 1, course.minima, course.box)

    return compared


def _holes() -> object:
    course = TYPED_VIEW.maps_course()
    return holes(course.loss, course.box, 8)


MAPS, OF_TYPED, FIRST = _maps(BasinsView()), _maps(TYPED_VIEW), len(BasinsView().mapped)

PAGE = Page(
    name="basins",
    title=_("Basins"),
    icon="water_drop",
    about=_("Where each start ends up, rule by rule."),
    invites=_("where each of 65,536 starts ends up"),
    chapter="surfaces",
    view=BasinsView,
    presets=PRESETS,
    changed=CHANGED,
    seldom=Seldom(
        "own_basins",
        is_own,
        (TYPED.rates, TYPED.descent, TYPED.lowest, _holes, *OF_TYPED[:FIRST]),
        _("The first formula since the server started: {done} of {total} programs compiled."),
        later=OF_TYPED[FIRST:],
        pressed=(_compared(TYPED_VIEW),),
        at_hand=True,
    ),
    parts=(
        Part(
            name="maps",
            panel=panel.whole,
            work=panel.work,
            steps=facts.painting,
            begins=True,
            head_start=0.3,
            glance=facts.at_hand,
            joined=facts.joined,
            keeps=8,
            progress=_progress,
            steady=True,
            charts=charts.charts,
            words=words.words,
            came=came.came,
            briefly=came.briefly,
            how=how.how,
            warm=(NAMED.rates, NAMED.descent, NAMED.lowest, *MAPS[:FIRST]),
            later=MAPS[FIRST:],
            pressed=(_compared(BasinsView()),),
        ),
    ),
)
