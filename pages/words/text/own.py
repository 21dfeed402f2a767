"""A text that a visitor brings along: it is read once, and stays in the visitor's session."""

import re
from collections import Counter

import numpy as np

from dl_core.experiments.skipgram import MOST_WORDS
from dl_core.speeches import Text
from kit.messages import Message, _, listed
from kit.page import Sentence, Upload, say
from pages.words.text.settings import OWN

MOST_BYTES = 2_000_000
FEWEST, MOST_SPOKEN = 2_000, 400_000  # words of the text
SEEN = 3  # times, or a word is left out
FEWEST_KNOWN = 60  # words that are seen so often
LONGEST = 40
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
HANGUL = re.compile("[가-힣]")
# Korean particles at the end of a word of which two syllables stay; the leftmost match is the longest one
PARTICLE = re.compile(
    "(?<=[가-힣]{2})(?:에서는|에서도|으로는|으로서|으로써|에게는|까지는|이라는|에서|에게|으로|까지|부터|"
    "처럼|보다|이나|에는|라는|은|는|이|가|을|를|의|에|도|로|와|과|만)$"
)


class Unreadable(ValueError):
    """A text that is not taken, with the sentence that says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def stem(word: str) -> str:
    """A word in Hangul without its particle, if two syllables stay: 학교에서 → 학교, but 아이 stays. By the
    look of it alone: a word that ends like a particle loses its end, too (고양이 → 고양)."""
    return PARTICLE.sub("", word)


def read_text(name: str, content: bytes) -> Text:
    """The words of a text in UTF-8, those left out that are seen fewer than SEEN times, and of the others all
    but the MOST_WORDS commonest. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(
            _(
                "{size} bytes are too many: give at most {most}.",
                size=f"{len(content):,}",
                most=f"{MOST_BYTES:,}",
            )
        )
    try:
        plain = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(_("The text is not in UTF-8: save it as UTF-8.")) from None
    found = (one.group().lower().replace("’", "'")[:LONGEST] for one in WORD.finditer(plain))
    spoken = [stem(word) for word in found]
    if not FEWEST <= len(spoken) <= MOST_SPOKEN:
        raise Unreadable(
            _(
                "The text has {words} words; give one of {fewest} to {most}.",
                words=f"{len(spoken):,}",
                fewest=f"{FEWEST:,}",
                most=f"{MOST_SPOKEN:,}",
            )
        )
    counts = Counter(spoken)
    often = sorted((word for word in counts if counts[word] >= SEEN), key=lambda one: (-counts[one], one))
    if len(often) < FEWEST_KNOWN:
        raise Unreadable(
            _(
                "Only {words} different words are seen {seen} times or more; at least {fewest} are needed.",
                words=len(often),
                seen=SEEN,
                fewest=FEWEST_KNOWN,
            )
        )
    words = tuple(often[:MOST_WORDS])
    place = {word: at for at, word in enumerate(words)}
    ids = np.array([place[word] for word in spoken if word in place], np.uint16)
    return Text(ids, words, np.bincount(ids, minlength=len(words)))


def about_text(name: str, text: Text) -> list[Sentence]:
    """What was understood."""
    says = [
        _(
            "{name}: {spoken} words, {known} different ones seen {seen} times or more.",
            name=name,
            spoken=f"{len(text.ids):,}",
            known=f"{len(text.words):,}",
            seen=SEEN,
        )
    ]
    if any(map(HANGUL.match, text.words)):
        says.append(
            _(
                "Korean particles ({some} …) are cut off where two syllables stay, by their look alone: now "
                "and then a word loses its own end.",
                some="은, 는, 을, 를, 에서",
            )
        )
    says.append(_("It stays in your session, and is in no link."))
    return [say(listed(says, " "))]


TEXT = Upload(
    name="text",
    setting="text",
    option=OWN,
    label=_("Your text: a file of plain text in UTF-8"),
    endings=("txt", "md"),
    read=read_text,
    about=about_text,
    pasted=_("Or paste it here"),
)
