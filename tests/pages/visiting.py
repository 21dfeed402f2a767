"""A visit to a page as Streamlit runs it."""

from collections.abc import Mapping
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

ENTRY = Path(__file__).parents[2] / "navigation.py"


def visitor(page: str, query: Mapping[str, str] = {}) -> AppTest:
    """A tab at the page's address that has not run yet. A page is a function or a script: Streamlit knows
    both by their address."""
    app = AppTest.from_file(str(ENTRY), default_timeout=120)
    app.query_params.update(query)
    return turned(app, page)


def turned(app: AppTest, page: str) -> AppTest:
    """The same tab, which will show another page when it runs."""
    app._page_hash = calc_hash(page)
    return app
