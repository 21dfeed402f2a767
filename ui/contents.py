"""The table of contents: every page, once."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from kit.messages import _
from pages import PAGES
from ui import home_page, study_page
from ui.components import menu
from ui.fast_path import url
from ui.texts import said


class Entry(NamedTuple):
    """A page in the menu. name: its address below the root. about: what its link says when asked. invites:
    what home says of it. part: pages of one part stand together. show: what shows it."""

    name: str
    title: str
    icon: str
    about: str
    invites: str
    part: str
    show: Callable[[], None]

    @property
    def streamlit(self) -> Any:
        """As Streamlit's navigation and links take it."""
        return st.Page(self.show, title=said(_(self.title)), url_path=self.name, default=not self.name)


NAME = _("Deep learning, seen")
HOME = Entry(
    "",
    _("Home"),
    "home",
    _("What this is, and where to begin."),
    "",
    "home",
    lambda: home_page.run(NAME, CONTENTS),
)
CONTENTS: tuple[Entry, ...] = (
    HOME,
    *(
        Entry(
            one.name,
            one.title,
            one.icon,
            one.about,
            one.invites,
            one.chapter,
            partial(study_page.run, one, url(one.name)),
        )
        for one in PAGES
    ),
)


KNOWN = "known"  # in the session: that a page has run in it


GONE = _(
    "The connection was lost and is back. All settings are as they were; what was being computed for you "
    "has to be started again."
)


def title_of(entry: Entry) -> str:
    """What the browser's tab says of a page."""
    return _("{page} · {app}", page=_(entry.title), app=NAME) if entry.name else NAME


def contents() -> Any:
    """The page that was asked for, with the menu of all of them above it.

    Streamlit's own menu is hidden: it draws its nine links anew whenever a run begins or ends, which took 9
    ms of every slider's move (docs/architecture.md).
    """
    pages = {page.name: page.streamlit for page in CONTENTS}
    here = st.navigation(list(pages.values()), position="hidden")
    entry = next(page for page in CONTENTS if page.name == here.url_path)
    st.set_page_config(page_title=said(title_of(entry)))
    rows = [
        {
            "name": page.name,
            "title": _(page.title),
            "icon": page.icon,
            "about": _(page.about),
            "part": page.part,
        }
        for page in CONTENTS
    ]
    asked, again = menu(said(rows), here.url_path, "menu")
    if again and KNOWN not in st.session_state:  # a server that does not know this tab
        st.toast(said(GONE), icon=":material/sync:")
    st.session_state[KNOWN] = True
    if asked in pages:
        st.switch_page(pages[asked])
    other, query = st.session_state.pop(study_page.GO_TO, ("", {}))
    if other in pages and other:
        st.switch_page(pages[other], query_params=query)
    return here
