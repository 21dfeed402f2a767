"""Regularization: everything that is said to make a net generalise, any two settings side by side."""

from functools import partial

from kit.learning import charts as shared_charts
from kit.learning import words as shared
from kit.learning.facts import doubled, first_epochs, has_no_table, kept, no_table, progress, training
from kit.learning.view import NETS, data_group
from kit.messages import _
from kit.page import EPOCH, Group, Labelled, Page, Part, plainly
from pages.regularization import averaging_charts, bias_variance_charts, choosing_charts, facts, how, words
from pages.regularization.presets import CHANGED, PRESETS
from pages.regularization.view import BATCH_SIZE, Regularization


def _setting(view: Regularization, which: str, title: str) -> Group:
    """All that setting "a" or "b" does."""
    labels = {name: view.known[f"{which}.{name}"] for name in (*view.terms(), "norm", "batch_size", "n")}
    rows = (
        Labelled(f"{which}.{name}", BATCH_SIZE if name == "batch_size" else "", spoken=known.label)
        for name, known in labels.items()
    )
    return Group(tuple(rows), title, folds=True, opened=which == "b")


def _compared(view: Regularization) -> tuple[Group, ...]:
    return (
        Group(()),
        _setting(view, "a", _("Setting A")),
        _setting(view, "b", _("Setting B")),
        data_group(view, folds=True),
        NETS,
    )


def _modelled(view: Regularization) -> tuple[Group, ...]:
    return (Group(("model", "seed", *(("degree", "ridge") if facts.is_polynomial(view) else ()))),)


PAGE = Page(
    name="regularization",
    title=_("Regularization"),
    icon="balance",
    about=_("Everything that is said to make a net generalise, side by side."),
    invites=_("any two settings side by side"),
    chapter="learning",
    view=Regularization,
    presets=PRESETS,
    changed=CHANGED,
    upload=shared.TABLE,
    parts=(
        Part(
            name="compare",
            panel=_compared,
            facts=no_table,
            instant=has_no_table,
            steps=training,
            kept=kept,
            progress=progress,
            step=EPOCH,
            enough=doubled,
            charts=partial(shared_charts.training, words.label),
            words=partial(shared.training, words.label),
            came=shared.came,
            room=shared.room,
            how=plainly(how.COMPARE),
            pressed=first_epochs([preset.view for preset in PRESETS.values()]),
        ),
        Part(
            name="choose",
            panel=(Group(("variant", "seed")),),
            steps=facts.choosing,
            kept=partial(facts.SHELF.facts, "choose"),
            progress=facts.progress,
            charts=choosing_charts.choosing,
            words=words.choosing,
            how=plainly(how.CHOOSE),
        ),
        Part(
            name="biasvar",
            panel=_modelled,
            facts=facts.bias_and_variance,
            instant=facts.is_polynomial,
            steps=facts.nets,
            kept=partial(facts.SHELF.facts, "biasvar"),
            progress=facts.progress,
            charts=bias_variance_charts.charts,
            words=words.bias_and_variance,
            came=words.came_of_model,
            how=plainly(how.BIASVAR),
            warm=(lambda: facts.bias_and_variance(Regularization()),),
        ),
        Part(
            name="average",
            panel=(Group(("seed",)),),
            steps=facts.averaging,
            kept=partial(facts.SHELF.facts, "average"),
            progress=facts.progress,
            charts=averaging_charts.averaging,
            words=words.averaging,
            how=plainly(how.AVERAGE),
        ),
    ),
)
