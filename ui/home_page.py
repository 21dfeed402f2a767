"""The home page: what this is, a live miniature of the race, and where to go."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from kit.messages import _, in_language
from pages import PAGES
from ui.components import player
from ui.player_page import sent
from ui.texts import language
from ui.warmup import wait_until_warm

RACE = next(page for page in PAGES if page.name == "race")
MINIATURE = RACE.presets["Four minima"].view
PROMISE = _(
    "Watch how learning works, and try to break it. Every curve is computed, nearly all while you look; "
    "some examples of *Vanishing gradients*, *Initial weights*, *Dropout*, *Regularization*, "
    "*Convolution* and *Codes* open on curves that were computed before, when the example was made. Twelve "
    "of the fourteen rules are checked against libraries that we did not write (optax, PyTorch), Newton's "
    "method and random search against mathematics."
)
CAPTION = _(
    "Live: seven optimizers from one start on Himmelblau's four minima, each with the best of 61 "
    "rates. Who ends where?"
)
OPEN = _("Open this race: its start, its rules and their numbers can be changed there")
BEGIN = _("Or begin with one of these:")
FIRST = (
    "The book's race",
    "Why SGD zig-zags",
    "Just over the bound",
    "Noise floor",
    "A saddle",
    "Nobody leaves",
)


def run(name: str, contents: Sequence[Any]) -> None:
    """Show the page. name: of the app; contents: its pages, as of `ui.contents`."""
    words, picture = st.columns([2, 3], gap="large")
    with words:
        welcome(name, contents, language())
    with picture:
        wait_until_warm(RACE.name)
        miniature(contents, language())


def welcome(name: str, contents: Sequence[Any], spoken: str) -> None:
    """What this is, and where to begin."""
    st.title(in_language(name, spoken))
    st.markdown(in_language(PROMISE, spoken))
    for page in contents:
        if page.invites:
            label = _("**{page}**: {invites}", page=page.title, invites=page.invites)
            st.page_link(page.streamlit, label=in_language(label, spoken), icon=f":material/{page.icon}:")
    st.markdown(in_language(BEGIN, spoken))
    race = _page_of(contents)
    for example in FIRST:
        preset = RACE.presets[example]
        label, about = in_language((_("**{example}**", example=_(example)), _(preset.see)), spoken)
        st.page_link(
            race, label=label, query_params=preset.view.query(), icon=":material/arrow_forward:", help=about
        )


def miniature(contents: Sequence[Any], spoken: str) -> None:
    """Seven rules on Himmelblau's four minima, over and over; a link to the same race on its page."""
    part, query = RACE.part(MINIATURE), MINIATURE.query()
    assert part.facts and part.scene
    link = {"href": f"/{RACE.name}?{urlencode(query)}", "label": OPEN}
    drawn = part.scene(part.facts(part.seen(MINIATURE)))
    if player(sent(drawn, spoken, mode="mini", autoplay=True, looks=None, opens=link), "miniature"):
        st.switch_page(_page_of(contents), query_params=query)
    st.caption(in_language(CAPTION, spoken))


def _page_of(contents: Sequence[Any]) -> Any:
    return next(page.streamlit for page in contents if page.name == RACE.name)
