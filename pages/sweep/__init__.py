"""Over which rates? One picture of one run at one learning rate is an anecdote."""

from functools import partial
from typing import Any

from dl_core.experiments.many_seeds import band, noises
from dl_core.experiments.race import Course, Entry
from dl_core.experiments.sweep import sweep
from dl_core.optimizers import RACERS, Optimizer
from kit.messages import _
from kit.page import Calls, Later, Page, Part, Progress
from pages.sweep import facts, how, panel, words
from pages.sweep.charts import fair, gaps, maps
from pages.sweep.facts import Fair, Hole, Two
from pages.sweep.presets import CHANGED, PRESETS
from pages.sweep.view import SweepView, is_own
from surfaces.own import Own
from views.race import slug


def _races(found: Fair) -> Progress | None:
    return found.contest and Progress(found.contest.done, found.contest.cases)


def _runs(found: Two | Hole) -> Progress | None:
    return None if isinstance(found, Hole) or found.map.done.all() else Progress(int(found.map.done.sum()), found.map.done.size)


def _course(**asked: Any) -> Course:
    view = SweepView({"steps": 10.0, **asked})
    return view.course_from((view["x"], view["y"]))


def _swept(cls: type[Optimizer], **asked: Any) -> object:
    return sweep(Entry(cls()), _course(**asked))


def _banded(cls: type[Optimizer], **asked: Any) -> object:
    course = _course(**asked)
    return band(Entry(cls()), course, noises(course.noise, 2))


def _of_a_formula() -> Calls:
    return tuple(partial(call, cls, surface=slug(Own)) for cls in RACERS for call in (_swept, _banded))


PAGE = Page(
    name="sweep",
    title=_("Over which rates?"),
    icon="ssid_chart",
    about=_("Every rate at once, and a fair race."),
    invites=_("all of them at once, and a fair race"),
    chapter="surfaces",
    view=SweepView,
    presets=PRESETS,
    changed=CHANGED,
    later=Later("own_sweep", is_own, _of_a_formula(), _("The server has just started; formulas of your own come last")),
    parts=(
        Part(
            name="rates", panel=panel.racing, facts=facts.rates, charts=gaps.rates, words=words.rates, how=how.with_formula(how.RATES),
            warm=tuple(partial(_swept, cls) for cls in RACERS),
        ),
        Part(
            name="two", panel=panel.two, facts=facts.two, steps=facts.two_row_by_row, instant=facts.is_short, begins=True, progress=_runs,
            charts=maps.charts, words=words.two, how=how.with_formula(how.TWO),
        ),
        Part(
            name="fair", panel=panel.fair, steps=facts.fair, begins=True, progress=_races, charts=fair.charts, words=words.fair,
            how=how.with_formula(how.FAIR),
        ),
        Part(
            name="seeds", panel=panel.racing, facts=facts.seeds, charts=gaps.seeds, words=words.seeds, how=how.with_formula(how.SEEDS),
            warm=tuple(partial(_banded, cls) for cls in RACERS),
        ),
    ),
)  # fmt: skip
