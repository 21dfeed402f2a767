"""A sentence as it stands in a link: strictly read, and bounded."""

import re
import unicodedata

from kit.messages import Message, _
from kit.settings import Refused, shorten

FEWEST, MOST, LONGEST, LONGEST_WORD = 2, 12, 160, 20  # words; characters of all, and of one
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def read_sentence(text: str) -> list[str]:
    """The words of a sentence, in small letters; all else parts them. Raises Refused."""
    given = {"given": shorten(text.strip(" ")), "fewest": FEWEST, "most": MOST}
    if len(text) > LONGEST:
        raise Refused(_("“{given}” is longer than {longest} characters.", longest=LONGEST, **given))
    found = _WORD.findall(unicodedata.normalize("NFC", text).lower())
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


def as_typed(word: str) -> Message:
    """A word that is the same in every language."""
    return _("{word}", word=word)
