"""Whatever a stranger writes into a link, or a hand sends: it is read, the rest is refused in a sentence, and
what was read is spelled so that it reads the same again."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.messages import MARKED, in_language
from kit.settings import MOST, VERSION, View
from pages import PAGES
from tests.strangers import addresses, edits, many, taken
from ui import study_page
from ui.ask import on_top, plain


def is_sound(view: View, complaints: list[Any]) -> None:
    """The laws of every view, however it came about."""
    query = view.query()
    assert dict(parse_qsl(urlencode(query), keep_blank_values=True)) == query, "an address holds it"
    again, more = type(view).read(query)
    assert (again, more) == (view, []) and again.query() == query, "it reads the same again"
    for name in view.asked:
        setting = view.known[name]
        assert setting.read(setting.spell(view[name])) == view[name], name
    assert not query or query["v"] == VERSION
    experiment = view.experiment()
    assert type(view).read(experiment)[0].experiment() == experiment
    assert view.shown_as({}).experiment() == experiment and not view.shown_as({}).asked.keys() & {*view.shown}
    assert len(complaints) <= MOST
    for sentence in complaints:
        said = in_language(sentence, MARKED)
        assert sentence and said and plain(said).encode(), "it can be shown"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_any_address_and_any_edit_on_top_of_it_are_read(page: Any) -> None:
    @many(334)  # each an address and two edits
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        address = data.draw(addresses(page.view))
        view, complaints = page.view.read(address)
        is_sound(view, complaints)
        for changes in data.draw(st.tuples(edits(view), edits(view))):
            edited, complaints = view.edited(changes)
            is_sound(edited, complaints)
            refused = view.refusals(changes)
            assert refused.keys() <= changes.keys() and all(one["why"] for one in refused.values())
            asked = on_top(view, {"n": 1, "changes": changes}).view
            is_sound(asked, [])
            hash(page.part(asked).key(asked))

    holds()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_the_panel_offers_is_taken_without_a_word(page: Any) -> None:
    @many(100)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        view, _complaints = page.view.read(data.draw(addresses(page.view)))
        name = data.draw(st.sampled_from(sorted(view.known)))
        text = data.draw(taken(view.known[name]))
        edited, complaints = view.edited({name: text})
        assert complaints == [] and edited[name] == view.known[name].read(text)
        assert json.dumps(in_language(study_page.panel_of(page)(edited, []), MARKED), allow_nan=False)

    holds()
