"""Words as vectors: one update, a generated world, and what decides who is near to whom."""

from kit.messages import _
from kit.page import Page, Part, plainly
from pages.words import (
    came,
    how,
    nearer,
    nearer_charts,
    nearer_words,
    panel,
    update,
    update_charts,
    update_words,
    world,
    world_charts,
    world_words,
)
from pages.words.presets import CHANGED, PRESETS
from pages.words.text.own import TEXT
from pages.words.text.parts import PARTS as TEXT_PARTS
from pages.words.text.presets import PRESETS as TEXT_PRESETS
from pages.words.view import Words

PAGE = Page(
    name="words",
    title=_("Words"),
    icon="translate",
    about=_("word2vec step by step, in a world whose geometry is known, and on real text."),
    invites=_("train word vectors in a moment, and see what they are near to"),
    chapter="learning",
    view=Words,
    presets=PRESETS | TEXT_PRESETS,
    upload=TEXT,
    changed=CHANGED,
    parts=(
        Part(
            name="world",
            panel=panel.WORLD,
            facts=world.world,
            charts=world_charts.world,
            words=world_words.world,
            came=came.world,
            how=plainly(how.WORLD),
            warm=(lambda: world.world(Words()),),
        ),
        Part(
            name="update",
            panel=panel.update,
            facts=update.update,
            charts=update_charts.update,
            words=update_words.update,
            came=came.update,
            how=plainly(how.UPDATE),
        ),
        Part(
            name="nearer",
            panel=panel.NEARER,
            work=panel.ALONG,
            steps=nearer.band,
            joined=nearer.nearer,
            begins=True,
            progress=nearer.seeds_done,
            charts=nearer_charts.nearer,
            words=nearer_words.nearer,
            came=came.nearer,
            room=4,
            how=plainly(how.NEARER),
        ),
        *TEXT_PARTS,
    ),
)
