"""The facts of Dropout and Regularization: made of what a part's panel shows, and able to go to another
process."""

import pickle
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from kit.learning.facts import Training
from kit.learning.view import DATA, OWN
from kit.page import Brought, Page, Run
from kit.tables import read_table
from pages import dropout, regularization
from pages.dropout.view import Dropout

SMALL = {"depth": 2.0, "width": "16", "epochs": 20.0, "n": 50.0}
ROWS = "\n".join(f"{i % 7},{i % 5},{'yes' if i % 3 else 'no'}" for i in range(80)).encode()


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("page", [dropout.PAGE, regularization.PAGE], ids=lambda page: page.name)
def test_every_part_is_made_of_what_its_panel_shows(page: Page[Any], data: str) -> None:
    for part in page.parts:
        for table in (
            (None, Brought("digest", "mine.csv", read_table("mine.csv", ROWS))) if data == OWN else (None,)
        ):
            view = replace(page.view({**SMALL, "part": part.name, "data": data}), brought=table)
            of = page.named(part.after.part) if part.after else part
            seen = part.seen(view)
            if part.facts and part.instant(seen):
                facts = part.facts(seen)
            else:
                assert of.steps
                facts = next(iter(of.steps(of.seen(view))))
                facts = Run(facts) if of.ahead or of.kept else facts
            assert part.words(facts) and isinstance(part.charts(facts), list)


def test_what_comes_bit_by_bit_can_go_to_another_process() -> None:
    view = Dropout(SMALL)
    curves = dropout.PAGE.parts[0]
    assert curves.steps
    begun, *_between, one = islice((facts for facts in curves.steps(view)), 12)
    assert begun.done == -1 and one.done >= 1
    for facts in (begun, one):
        again = pickle.loads(pickle.dumps(facts))
        assert (
            isinstance(again, Training)
            and curves.words(Run(again)) == curves.words(Run(facts))
            and curves.charts(Run(again)) == curves.charts(Run(facts))
        )
    for part in dropout.PAGE.parts:
        if part.after:
            found = next(part.after.steps(part.seen(view), pickle.loads(pickle.dumps(one)), False))
            again = pickle.loads(pickle.dumps(found))
            assert part.words(again) == part.words(found) and str(part.charts(again)) == str(
                part.charts(found)
            )


def test_a_run_ahead_is_that_of_the_view_with_which_the_page_opens() -> None:
    assert dropout.PAGE.parts[0].ahead and not any(part.ahead for part in regularization.PAGE.parts)
    for page in (dropout.PAGE, regularization.PAGE):
        first, *others = page.parts
        assert first.ahead in ((), (page.view(),)) and not any(part.ahead for part in others)
        assert {part.after.part for part in page.parts if part.after} <= {first.name}
        assert first.key(page.view()) == first.key(page.view({"part": page.parts[-1].name})), (
            "another part throws no run away"
        )
