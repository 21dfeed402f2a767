"""A net's landscape: paths of several rules through its weights on a plane, and how far to trust the
picture."""

from functools import partial

from kit.messages import _
from kit.page import Calls, Page, Part, Progress
from kit.settings import slug
from pages.landscape import charts, facts, how, panel, training, words
from pages.landscape.facts import InTraining
from pages.landscape.presets import CHANGED, PRESETS
from pages.landscape.training import Nets, trained
from pages.landscape.view import TRAINERS, Landscape

FIRST = Landscape()


def _progress(nets: Nets) -> Progress | None:
    return None if nets.complete else Progress(nets.done, len(nets.runs))


def _others() -> Calls:
    """Every rule on the usual net, and the nets of the examples."""
    every = Landscape({"race": tuple(slug(cls) for cls in TRAINERS), "rates": "own"})
    cases = (*every.cases(), *(case for preset in PRESETS.values() for case in preset.view.cases()))
    return tuple(partial(trained, case) for case in dict.fromkeys(cases) if case not in FIRST.cases())


PAGE = Page(
    name="landscape",
    title=_("A net's landscape"),
    icon="landscape",
    about=_("Paths through the weights of a real net, on a plane, and how far to trust it."),
    invites=_("the way of three rules through 337 weights"),
    chapter="surfaces",
    view=Landscape,
    presets=PRESETS,
    changed=CHANGED,
    parts=(
        Part(
            name="plane",
            panel=panel.whole,
            work=panel.nets,
            facts=facts.facts,
            instant=training.is_at_once,
            steps=training.trainings,
            known=training.known,
            learned=training.learned,
            begins=True,
            head_start=0.3,
            joined=facts.joined,
            is_empty=lambda found: isinstance(found, InTraining),
            progress=_progress,
            steady=True,
            charts=charts.charts,
            words=words.words,
            came=words.came,
            how=how.how,
            warm=(*(partial(trained, case) for case in FIRST.cases()), partial(facts.facts, FIRST)),
            later=_others(),
        ),
    ),
)
