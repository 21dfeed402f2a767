"""A sentence as it stands in a link: strictly read, and bounded."""

import unicodedata

from kit.messages import Message, _
from kit.settings import Refused, shorten

FEWEST, MOST, LONGEST, LONGEST_WORD = 2, 12, 160, 20  # words; characters of all, and of one
JOINS = "'’-"  # what may stand inside a word


def read_sentence(text: str) -> list[str]:
    """The words of a sentence, in small letters; all else parts them. Raises Refused."""
    given = {"given": shorten(text.strip(" ")), "fewest": FEWEST, "most": MOST}
    if len(text) > LONGEST:
        raise Refused(_("“{given}” is longer than {longest} characters.", longest=LONGEST, **given))
    found = _cut(unicodedata.normalize("NFC", text).lower())
    if not FEWEST <= len(found) <= MOST:
        count = len(found)
        raise Refused(
            _("“{given}” has {count} words: give {fewest} to {most}, parted by spaces.", count=count, **given)
        )
    if long := next((one for one in found if len(one) > LONGEST_WORD), None):
        raise Refused(
            _(
                "The word “{word}” is longer than {longest} letters: give a shorter one.",
                word=shorten(long),
                longest=LONGEST_WORD,
            )
        )
    return found


def _cut(text: str) -> list[str]:
    """What letters, digits and the marks on them make, parted by all else."""
    kinds = [unicodedata.category(one)[0] for one in text]
    spaced = "".join(
        one if one in JOINS or kind in "LMN" else " " for one, kind in zip(text, kinds, strict=True)
    )
    found = [one.strip(JOINS) for one in spaced.split()]
    return [one for one in found if any(unicodedata.category(letter)[0] in "LN" for letter in one)]


def as_typed(word: str) -> Message:
    """A word that is the same in every language."""
    return _("{word}", word=word)
