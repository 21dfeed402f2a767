"""Words as vectors: one update, a generated world, and what decides who is near to whom."""

from kit.messages import _
from kit.page import Page, Part, plainly
from pages.words import how, panel, world, world_charts, world_words
from pages.words.presets import CHANGED, PRESETS
from pages.words.view import Words

PAGE = Page(
    name="words",
    title=_("Words as vectors"),
    icon="translate",
    about=_("word2vec step by step, in a world whose geometry is known, and on real text."),
    invites=_("train word vectors in a moment, and see what they are near to"),
    chapter="learning",
    view=Words,
    presets=PRESETS,
    changed=CHANGED,
    parts=(
        Part(
            name="world",
            panel=panel.WORLD,
            facts=world.world,
            charts=world_charts.world,
            words=world_words.world,
            how=plainly(how.WORLD),
            warm=(lambda: world.world(Words()),),
        ),
    ),
)
