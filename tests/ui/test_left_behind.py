"""What a hand has sent to a page that is left goes to no other page."""

import pytest
from streamlit.testing.v1 import AppTest

SCRIPT = """
import streamlit as st

from pages.basins.view import BasinsView
from pages.race.view import RaceView
from ui.ask import ask, view_from_address

cls = {"race": RaceView, "basins": BasinsView}[st.session_state["which"]]
view_from_address(cls)
st.session_state["asked"] = dict(ask(cls).view.query())
"""


@pytest.mark.parametrize("then", ["race", "basins"])
def test_an_edit_is_written_into_the_address_of_its_own_page_only(then: str) -> None:
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.session_state["which"] = "race"
    app.run()
    app.session_state["edit"] = {"n": 1, "changes": {"steps": "50"}, "commit": True}
    app.session_state["command"] = {"n": 2, "do": "start"}
    app.session_state["which"] = then
    app.run()
    assert not app.exception
    written = {"v": "2", "steps": "50"} if then == "race" else {}
    assert app.session_state["asked"] == written and ("steps" in app.query_params) == bool(written)
    assert ("command" in app.session_state) == (then == "race")
