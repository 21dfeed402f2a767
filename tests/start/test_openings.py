"""A page that has just opened compiles nothing: what its default view needs is among the first calls of its
stage, which are made before."""

from collections.abc import Callable

import jax
import pytest

from tests.pages.visiting import visitor
from ui.contents import CONTENTS
from ui.stages import STAGES
from ui.warmup import WARMUP

SHARED = {"": "race"}  # pages with the stage of others
PAGES = [page.name for page in CONTENTS]
# where maps are done at once, it goes on by itself to what is among the calls for later
GOES_ON = ("basins",)


@pytest.fixture(autouse=True)
def nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WARMUP, "start", lambda: None)
    monkeypatch.setattr(WARMUP, "wait_until_open", lambda stage, seconds: True)
    jax.clear_caches()


@pytest.mark.parametrize("page", PAGES)
def test_the_opening_of_a_stage_is_all_that_its_page_needs(
    page: str, compilations: Callable[[], int]
) -> None:
    stage = STAGES[SHARED.get(page, page)]
    for call in (*stage.opening, *(stage.pressed if page in GOES_ON else ())):
        call()
    compilations()
    assert not visitor(page).run().exception
    assert compilations() == 0


def test_what_stages_are_for() -> None:
    assert {SHARED.get(page, page) for page in PAGES} == {
        name for name, stage in STAGES.items() if stage.unasked
    }
