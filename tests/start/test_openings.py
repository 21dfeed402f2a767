"""A page that has just opened compiles nothing: what its default view needs is among the first calls of its stage, which are made before."""

from collections.abc import Callable
from pathlib import Path

import jax
import pytest
from streamlit.testing.v1 import AppTest

from ui.contents import CONTENTS
from ui.first_calls import STAGES
from ui.warmup import WARMUP

ENTRY = Path(__file__).parents[2] / "navigation.py"
SHARED = {"home": "race", "dropout": "learning", "regularization": "learning"}  # pages with the stage of others
PAGES = ["home", *(Path(page.script).stem for page in CONTENTS if Path(page.script).stem != "home")]


@pytest.fixture(autouse=True)
def nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WARMUP, "start", lambda: None)
    monkeypatch.setattr(WARMUP, "wait_until_open", lambda stage, seconds: True)
    jax.clear_caches()


@pytest.mark.parametrize("page", PAGES)
def test_the_opening_of_a_stage_is_all_that_its_page_needs(page: str, compilations: Callable[[], int]) -> None:
    for call in STAGES[SHARED.get(page, page)].opening:
        call()
    compilations()
    app = AppTest.from_file(str(ENTRY), default_timeout=180)
    app.switch_page(f"pages/{page}.py")
    assert not app.run().exception
    assert compilations() == 0


def test_what_stages_are_for() -> None:
    assert {SHARED.get(page, page) for page in PAGES} == {name for name, stage in STAGES.items() if stage.unasked}
