"""Messages: whole sentences with named places, which know how to be said in another language."""

import copy
import gettext
import json
import pickle
from pathlib import Path

import pytest

from kit import messages
from kit.messages import ENGLISH, MARKED, Message, _, in_language, listed, negotiated


def test_a_message_is_its_english_text() -> None:
    text = _("{n} of {all} nets", n=3, all=_("five"))
    assert (
        text == "3 of five nets"
        and json.dumps({"a": text}) == '{"a": "3 of five nets"}'
        and isinstance(_(text), Message)
        and _(text) is text
    )


def test_nothing_is_said_as_nothing() -> None:
    """A catalogue has its own header in the place of the empty text."""
    assert _("").say(MARKED) == "" == listed([]).say(MARKED)


def test_without_values_a_brace_is_a_brace() -> None:
    assert _(r"\frac{1}{2}") == r"\frac{1}{2}" == _(r"\frac{1}{2}").say(ENGLISH)


def test_messages_in_places_are_said_in_the_same_language() -> None:
    tree = {"says": [_("{what} moves", what=_("it"))], "numbers": [1.0, 2.0], "key": "it"}
    assert in_language(tree, MARKED) == {"says": ["⟦⟦it⟧ moves⟧"], "numbers": [1.0, 2.0], "key": "it"}
    assert (
        in_language(tree, ENGLISH) is tree and in_language(listed([_("a"), _("b")]), MARKED) == "⟦⟦a⟧; ⟦b⟧⟧"
    )


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda message: pickle.loads(pickle.dumps(message))]
)
def test_a_message_can_be_copied_and_pickled(again: object) -> None:
    message = again(_("{n} nets", n=3))  # type: ignore[operator]
    assert message == "3 nets" and message.say(MARKED) == "⟦3 nets⟧"


def test_a_catalogue_is_used_and_what_it_lacks_is_said_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Korean(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return {"{n} nets": "신경망 {n}개"}.get(message, message)

    folder = tmp_path / "ko" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "lab.mo").touch()
    monkeypatch.setattr(messages, "CATALOGUES", tmp_path)
    monkeypatch.setattr(messages.gettext, "translation", lambda *given, **more: Korean())
    messages.languages.cache_clear()
    try:
        assert messages.languages() == ("en", "ko") and negotiated("ko-KR,ko;q=0.9,en;q=0.8") == "ko"
        assert _("{n} nets", n=3).say("ko") == "신경망 3개" and _("other").say("ko") == "other"
    finally:
        messages.languages.cache_clear()
        messages._catalogue.cache_clear()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("en-US,en;q=0.9", "en"), ("fr-CH, fr;q=0.9", "en"), ("en-XA", MARKED), ((
        "fr;q=0.9, en;q=0.2, "
        "en-XA;q=0.5"
    ), MARKED),
     ("en-XA;q=nonsense, en", "en"), ("*", "en"), (";;;=,", "en"), ("x" * 10_000, "en")],
)  # fmt: skip
def test_a_browser_is_answered_in_the_language_that_it_weighs_most(accepted: str, language: str) -> None:
    assert negotiated(accepted) == language
