"""Over which rates? One run at one learning rate says little of a rule."""

from functools import partial

from dl_core.experiments.many_seeds import band, noises
from dl_core.experiments.race import Entry
from dl_core.experiments.sweep import sweep
from dl_core.optimizers import SGD, Optimizer, RandomSearch
from kit.messages import _
from kit.page import Calls, Page, Part, Progress, Seldom
from kit.race.programs import NAMED, TYPED, Call, Racing
from kit.race.settings import is_own
from pages.sweep import facts, how, panel, words
from pages.sweep.charts import fair, gaps, maps
from pages.sweep.facts import Fair, Hole, Two
from pages.sweep.presets import CHANGED, PRESETS
from pages.sweep.view import SweepView


def _races(found: Fair) -> Progress | None:
    return found.contest and Progress(found.contest.done, found.contest.cases)


def _runs(found: Two | Hole) -> Progress | None:
    return (
        None
        if isinstance(found, Hole) or found.map.done.all()
        else Progress(int(found.map.done.sum()), found.map.done.size)
    )


def _swept(of: Racing) -> Call:
    return lambda: sweep(Entry(SGD()), of.course())


def _bands(of: Racing) -> Calls:
    return tuple(partial(_band, of, cls) for cls in (SGD, RandomSearch))


def _band(of: Racing, cls: type[Optimizer]) -> object:
    return band(Entry(cls()), of.course(), noises(of.course().noise, 2))


def _sweeping(of: Racing) -> Calls:
    """What all parts need, on one kind of loss."""
    return (_swept(of), of.rates, of.lowest, of.curvatures, *_bands(of), of.ground, of.along)


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
    seldom=Seldom(
        "own_sweep",
        is_own,
        _sweeping(TYPED),
        _("The first formula since the server started: {done} of {total} programs compiled."),
    ),
    parts=(
        Part(
            name="rates",
            panel=panel.racing,
            facts=facts.rates,
            charts=gaps.rates,
            words=words.rates,
            came=words.came_of_rates,
            how=how.with_formula(how.RATES),
            warm=(_swept(NAMED), NAMED.rates, NAMED.lowest, NAMED.curvatures),
            later=(NAMED.ground, NAMED.along),
        ),
        Part(
            name="two",
            panel=panel.two,
            facts=facts.two,
            steps=facts.two_row_by_row,
            instant=facts.is_short,
            begins=True,
            progress=_runs,
            charts=maps.charts,
            words=words.two,
            came=words.came_of_two,
            how=how.with_formula(how.TWO),
        ),
        Part(
            name="fair",
            panel=panel.fair,
            steps=facts.fair,
            begins=True,
            progress=_races,
            charts=fair.charts,
            words=words.fair,
            how=how.with_formula(how.FAIR),
        ),
        Part(
            name="seeds",
            panel=panel.racing,
            facts=facts.seeds,
            charts=gaps.seeds,
            words=words.seeds,
            came=words.came_of_seeds,
            how=how.with_formula(how.SEEDS),
            warm=_bands(NAMED),
        ),
    ),
)
