"""Dropout: the gap, the vote and the co-adaptation, on real digits."""

from collections.abc import Callable
from functools import partial

from kit.learning import charts as shared_charts
from kit.learning import words as shared
from kit.learning.facts import doubled, first_epochs, has_no_table, kept, no_table, progress, training
from kit.learning.view import NETS, data_group
from kit.messages import _
from kit.page import EPOCH, After, Group, Page, Part, plainly
from pages.dropout import facts, how, words
from pages.dropout.charts import apart, mask
from pages.dropout.presets import CHANGED, PRESETS
from pages.dropout.view import Dropout


def _panel(*more: str) -> Callable[[Dropout], tuple[Group, ...]]:
    """Of parts that read all of a training. more: what they read besides."""
    return lambda view: (Group(("a.dropout", "b.dropout", "inverted", *more)), data_group(view), NETS)


PAGE = Page(
    name="dropout",
    title=_("Dropout"),
    icon="blur_on",
    about=_("The gap, the vote and the co-adaptation."),
    invites=_("train with and without, then take the nets apart"),
    chapter="learning",
    view=Dropout,
    presets=PRESETS,
    changed=CHANGED,
    upload=shared.TABLE,
    parts=(
        Part(
            name="curves",
            panel=_panel(),
            facts=no_table,
            instant=has_no_table,
            steps=training,
            ahead=(Dropout(),),
            kept=kept,
            progress=progress,
            step=EPOCH,
            enough=doubled,
            charts=partial(shared_charts.training, words.label),
            words=partial(shared.training, words.label),
            came=shared.came,
            room=shared.room,
            how=plainly(how.CURVES),
            pressed=first_epochs([preset.view for preset in PRESETS.values()]),
        ),
        Part(
            name="mask",
            panel=(
                Group(("a.dropout", "b.dropout", "step", "seed")),
                Group(("depth", "width", "batch_size"), _("Nets")),
            ),
            facts=facts.mask,
            charts=mask.mask,
            words=words.mask,
            came=words.came_of_mask,
            how=plainly(how.MASK),
            warm=(lambda: facts.mask(Dropout()),),
        ),
        Part(
            name="vote",
            panel=_panel(),
            facts=no_table,
            instant=has_no_table,
            after=After("curves", facts.vote),
            charts=apart.votes,
            words=words.vote,
            came=words.came_of_vote,
            how=plainly(how.VOTE),
        ),
        Part(
            name="coadapt",
            panel=_panel("layer"),
            facts=no_table,
            instant=has_no_table,
            after=After("curves", facts.coadaptation),
            charts=apart.coadaptation,
            words=words.coadaptation,
            came=words.came_of_removal,
            how=plainly(how.COADAPT),
        ),
        Part(
            name="doubt",
            panel=_panel(),
            facts=partial(facts.no_digits, "turned"),
            instant=facts.has_no_digits,
            after=After("curves", facts.doubt),
            charts=apart.doubt,
            words=words.doubt,
            came=words.came_of_doubt,
            how=plainly(how.DOUBT),
        ),
        Part(
            name="wrong",
            panel=_panel(),
            facts=partial(facts.no_digits, "pictures"),
            instant=facts.has_no_digits,
            after=After("curves", facts.wrong),
            charts=apart.mistakes,
            words=words.wrong,
            came=words.came_of_mistakes,
            how=plainly(how.WRONG),
        ),
    ),
)
