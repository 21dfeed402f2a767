"""Initial weights: what the histograms show, and what they hide."""

from collections.abc import Callable, Iterator
from functools import partial

from dl_core.experiments import batchnorm, schemes
from dl_core.experiments.schemes import Comparison
from kit.messages import _
from kit.page import Calls, Group, Page, Part, Progress, plainly
from pages.init import came, facts, how, words
from pages.init.charts import histograms, norm, scale_map, symmetry, training
from pages.init.facts import Nets, TooLarge, Training
from pages.init.presets import CHANGED, PRESETS
from pages.init.view import Init

OPENS_WITH = ("sigmoid", "relu")  # activations of the examples that train


def _share(found: Nets | TooLarge) -> Progress | None:
    return None if isinstance(found, TooLarge) else Progress(round(100 * found.share), 100)


def _first_states(run: Callable[[], Iterator[object]]) -> Callable[[], object]:
    return lambda: [state for state, _number in zip(run(), range(2), strict=False)]


def _nets(samples: str) -> Callable[[], object]:
    return lambda: facts.nets(Init({"part": "signal", "schemes": ("he",), "samples": samples}))


def _trainings() -> Calls:
    return tuple(_first_states(partial(schemes.compare, ("he",), name, 1.0, False, 0)) for name in OPENS_WITH)


PAGE = Page(
    name="init",
    title=_("Initial weights"),
    icon="bar_chart",
    about=_("What the histograms show, and what they hide."),
    invites=_("find the scale at which a signal survives"),
    chapter="signals",
    view=Init,
    presets=PRESETS,
    changed=CHANGED,
    parts=(
        Part(
            name="hist",
            panel=(
                Group(("activation", "scale", "depth", "frame")),
                Group(("schemes",), _("Initial weights")),
                Group(("kinds",), _("Show")),
                Group(("batchnorm", "width", "samples", "seed"), _("Net and data")),
            ),
            facts=facts.nets,
            steps=facts.nets_one_by_one,
            instant=facts.is_instant,
            begins=True,
            progress=_share,
            charts=histograms.histograms,
            words=words.histograms,
            came=came.histograms,
            how=how.with_schemes(how.HIST),
            warm=(lambda: facts.nets(Init({"kinds": ("post", "pre", "weights", "grad")})),),
        ),
        Part(
            name="signal",
            panel=(
                Group(("activation", "scale", "depth")),
                Group(("schemes",), _("Initial weights")),
                Group(("batchnorm", "width", "samples", "seed"), _("Net and data")),
            ),
            facts=facts.nets,
            steps=facts.nets_one_by_one,
            instant=facts.is_instant,
            begins=True,
            progress=_share,
            charts=histograms.hidden,
            words=words.hidden,
            came=came.hidden,
            how=how.with_schemes(how.SIGNAL),
            warm=(_nets("1000"), _nets("300")),
        ),
        Part(
            name="map",
            panel=(Group(("activation", "direction", "scale", "depth", "seed")),),
            facts=facts.scales,
            charts=scale_map.charts,
            words=words.scales,
            came=came.scales,
            how=plainly(how.MAP),
            warm=(lambda: facts.scales(Init({"activation": "tanh"})),),
        ),
        Part(
            name="symmetry",
            panel=(Group(("same", "activation", "step", "seed")),),
            facts=facts.alike,
            charts=symmetry.charts,
            words=words.symmetry,
            came=came.symmetry,
            how=plainly(how.SYMMETRY),
            warm=(lambda: facts.alike(Init({"activation": "tanh"})),),
        ),
        Part(
            name="train",
            panel=(
                Group(("activation", "scale", "batchnorm", "seed")),
                Group(("schemes",), _("Initial weights")),
            ),
            facts=lambda view: Training((), Comparison({}, {})),
            instant=lambda view: not view.schemes,
            steps=facts.training,
            kept=partial(facts.SHELF.facts, "train"),
            progress=facts.trained,
            charts=training.charts,
            words=words.training,
            how=how.with_schemes(how.TRAIN),
            pressed=_trainings(),
        ),
        Part(
            name="norm",
            panel=(Group(("mean", "spread", "gamma", "beta", "batch", "seed")),),
            facts=facts.one_layer,
            charts=norm.one_layer,
            words=words.one_layer,
            came=came.one_layer,
            how=plainly(how.NORM),
            warm=(lambda: facts.one_layer(Init()),),
        ),
        Part(
            name="scales",
            panel=(Group(("activation", "seed")),),
            steps=facts.sixteen,
            kept=partial(facts.SHELF.facts, "scales"),
            progress=facts.scaled,
            charts=norm.sixteen,
            words=words.sixteen,
            how=plainly(how.SCALES),
            pressed=tuple(_first_states(partial(batchnorm.sixteen, name, 0)) for name in OPENS_WITH),
        ),
        Part(
            name="test",
            panel=(Group(("activation", "batch", "seed")),),
            facts=facts.after_training,
            charts=norm.after_training,
            words=words.after_training,
            came=came.after_training,
            how=plainly(how.TEST),
            pressed=tuple(partial(batchnorm.trained, name, 0) for name in OPENS_WITH),
        ),
    ),
)
