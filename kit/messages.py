"""Words that can be said in another language: whole sentences with named places, looked up when they are sent
to a visitor.

`_("{scheme}: layer {layer} is not finite.", scheme=label, layer=3)` is its English text, a str, and knows
what it was made of. So presets can be made when modules are imported, while the language is that of the
visitor who looks. The catalogues are GNU gettext's; English is the source and needs none.
"""

import gettext
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

DOMAIN, CATALOGUES = "lab", Path(__file__).parent / "locale"
ENGLISH, MARKED = "en", "en-xa"
LONGEST = 200  # characters of a stranger's Accept-Language that are read
# around every message of MARKED, the pseudo-language in which a test finds text that is no message
LEFT, RIGHT = ("⟦", "⟧")


class Message(str):
    """A text of the app. text: the English source, with places in braces if there are values; values: what
    stands in them, which may be messages again."""

    text: str
    values: Mapping[str, object]

    def __new__(cls, text: str, values: Mapping[str, object] = {}) -> "Message":
        made = super().__new__(cls, _filled(text, values, ENGLISH))
        made.text, made.values = text, values
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, object]]:  # type: ignore[override]  # for pickle and copy
        return self.text, self.values

    def say(self, language: str) -> str:
        """The text in a language of `languages`; English where the catalogue has none, or there is nothing to
        say: gettext has what it knows of a catalogue in the place of the empty text."""
        if language == ENGLISH or not self.text:
            return str(self)
        return _filled(_catalogue(language).gettext(self.text), self.values, language)


class _Marks(gettext.NullTranslations):
    """The language that says every message in marks."""

    def gettext(self, message: str) -> str:
        return f"{LEFT}{message}{RIGHT}"


def _(text: str, **values: object) -> Message:
    """A message. The name is gettext's: its tools find the sentences by it."""
    return text if isinstance(text, Message) and not values else Message(text, values)


def listed(messages: Sequence[str], between: str = "; ") -> Message:
    """Short messages one after the other, parted by semicolons unless told."""
    return Message(
        between.join(f"{{item{i}}}" for i in range(len(messages))),
        {f"item{i}": one for i, one in enumerate(messages)},
    )


def _filled(text: str, values: Mapping[str, object], language: str) -> str:
    """The text with its values in their places; without values a brace is a brace, as LaTeX needs it."""
    return (
        text.format(**{name: in_language(value, language) for name, value in values.items()})
        if values
        else text
    )


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return (
        _Marks() if language == MARKED else gettext.translation(DOMAIN, CATALOGUES, [language], fallback=True)
    )


@cache
def languages() -> tuple[str, ...]:
    """English, and what there is a catalogue of."""
    return ENGLISH, *sorted(path.parts[-3] for path in CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))


def negotiated(accepted: str) -> str:
    """The language for a browser that says `accepted` in its Accept-Language header (RFC 9110, 12.5.4): the
    one that it weighs most of those that there are."""
    there = {*languages(), MARKED}
    ranked = []
    for place, part in enumerate(accepted[:LONGEST].lower().split(",")):
        tag, _semicolon, weight = part.strip().partition(";q=")
        found = next((name for name in (tag, tag.partition("-")[0]) if name in there), None)
        try:
            ranked += [(-float(weight or 1), place, found)] if found else []
        except ValueError:
            continue
    return min(ranked)[2] if ranked else ENGLISH


def in_language(tree: Any, language: str) -> Any:
    """Dictionaries, lists and tuples with every message in them said in the language. Lists of numbers are
    passed on as they are."""
    if language == ENGLISH:
        return tree
    if isinstance(tree, Message):
        return tree.say(language)
    if isinstance(tree, dict):
        return {in_language(name, language): in_language(value, language) for name, value in tree.items()}
    if isinstance(tree, list | tuple) and not (tree and isinstance(tree[0], float | int)):
        return [in_language(value, language) for value in tree]
    return tree
