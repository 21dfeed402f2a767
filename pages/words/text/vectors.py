"""The vectors of a text: trained step by step, or those that are kept of the speeches."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core import speeches
from dl_core.experiments import skipgram, word_counts, words
from dl_core.experiments.skipgram import Recipe
from dl_core.speeches import Text
from kit.kept import arrays_of
from kit.page import Group, Progress, seconds_left
from pages.words.text.settings import OWN
from pages.words.view import Words

Floats = NDArray[Any]
KEPT = Path(__file__).parent / "kept.npz"  # `python -m scripts.keep words` makes it
COMMONEST, STEPS, EACH = 1000, 300, 10  # of the exact training: words, steps, and how many between pictures
READS = {
    "sgns": ("window", "negatives", "sample", "power", "dims", "epochs", "seed"),
    "counts": ("window", "power", "dims", "seed"),
    "exact": ("window", "negatives", "power", "dims", "seed"),
}
NONE = np.zeros((0, 0), np.float16)


class Vectors(NamedTuple):
    """Where the making of vectors stands. w (v, d): in float16, of the commonest v words, (0, 0) if there are
    none yet; losses (n,), at (n,): a pair, and when; done, total: epochs, or steps, done −1: not begun;
    is_kept: whether w was made before."""

    w: NDArray[np.float16]
    losses: Floats
    at: Floats
    done: float
    total: float
    is_kept: bool = False


class NoText(NamedTuple):
    """There is no text of one's own yet."""


def has_no_text(view: Words) -> bool:
    """Whether there is nothing to learn from."""
    return bool(view["text"] == OWN) and view.brought is None


def no_text(view: Words) -> NoText:
    """What there is of such a view."""
    return NoText()


def text_of(view: Words) -> Text:
    """The text that a view is about."""
    found: Text = view.brought.value if view["text"] == OWN else speeches.load()
    return found


def work(view: Words) -> tuple[Group, ...]:
    """What the making of vectors reads."""
    return (Group(("text", "method", *READS[view["method"]])),)


def recipe(view: Words) -> Recipe:
    """How vectors are trained stochastically."""
    return Recipe(
        int(view["window"]),
        float(view["negatives"]),
        float(view["sample"]),
        float(view["power"]),
        int(view["dims"]),
        int(view["epochs"]),
    )


def _total(view: Words) -> float:
    if view["method"] == "sgns":
        return float(view["epochs"])
    return float(STEPS) if view["method"] == "exact" else 1.0


def opening(view: Words) -> Vectors:
    """Before anything is made: with the vectors that are kept, if these are the view's."""
    is_usual = view["text"] != OWN and not view.asked.keys() - {"method"}
    w, none = kept(view["method"]) if is_usual else NONE, np.zeros(0)
    return Vectors(w, none, none, -1.0, _total(view), is_kept=is_usual)


def make(view: Words) -> Iterator[Vectors]:
    """The vectors of a view, bit by bit; first those that are kept."""
    yield opening(view)
    yield from made_anew(view)


def made_anew(view: Words) -> Iterator[Vectors]:
    """The same without what is kept."""
    text, total = text_of(view), _total(view)
    made = {"sgns": _stochastic, "counts": _counted, "exact": _exact}[view["method"]]
    before, state = None, opening(view)
    for bit in made(view, text):
        if bit is not before:
            w, losses, at, done = bit
            state = Vectors(w.astype(np.float16), np.asarray(losses), np.asarray(at), done, total)
        before = bit
        yield state


Bits = Iterator[tuple[Floats, Floats, Floats, float]]  # the same one again if there is nothing new to see


def _stochastic(view: Words, text: Text) -> Bits:
    yield from skipgram.train(text.ids, text.counts, recipe(view), int(view["seed"]), seconds_left)


def _counted(view: Words, text: Text) -> Bits:
    none, many = np.zeros(0), len(text.words)
    nothing = NONE, none, none, 0.0
    yield nothing
    distances = []
    for part in word_counts.counting(text.ids, many, int(view["window"])):
        distances.append(part)
        yield nothing
    table = word_counts.ppmi(word_counts.summed(distances), view["power"])
    width = min(int(view["dims"]), many - 1)
    for found in word_counts.svd_in_pieces(table, width, int(view["seed"])):
        yield nothing if found is None else (found, none, none, 1.0)


def commonest_counts(text: Text, window: int) -> Floats:
    """How often each of the COMMONEST words stands near each other one."""
    return word_counts.window_counts(text.ids, len(text.words), window)[:COMMONEST, :COMMONEST].toarray()


def _exact(view: Words, text: Text) -> Bits:
    counts = commonest_counts(text, int(view["window"]))
    how = int(view["dims"]), view["negatives"], int(view["seed"]), view["power"]
    for found in words.training(counts, *how, steps=STEPS, each=EACH):
        yield found.w, found.losses, found.steps, float(found.steps[-1])


def first_stochastic() -> object:
    """The first call of the program that trains stochastically."""
    ids = np.arange(64, dtype=np.uint16) % 8
    return list(skipgram.train(ids, np.bincount(ids), Recipe(epochs=1)))


def first_exact() -> object:
    """The first call of the program that trains on all pairs of the commonest words."""
    return words.Exact(np.ones((COMMONEST, COMMONEST)), 8, 5.0).advance(EACH, [0.1])


def progress(found: Any) -> Progress | None:
    """Epochs, or steps, done and to do."""
    if not isinstance(found, Vectors):
        return None
    return Progress(max(0, int(found.done)), int(found.total))


# --- what is kept -------------------------------------------------------------------------------------------


def packed(w: Floats) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Vectors (v, d) in whole numbers from −127 to 127, and what each row of these is multiplied by (v,)."""
    loudest = np.maximum(np.abs(w).max(axis=1), np.float32(1e-6)).astype(np.float32)
    return np.round(127 * w / loudest[:, None]).astype(np.int8), (loudest / 127).astype(np.float16)


@cache
def kept(method: str) -> NDArray[np.float16]:
    """The vectors of a method with its usual numbers."""
    numbers, scale = arrays_of(KEPT)[method], arrays_of(KEPT)[f"{method}.scale"]
    found = (numbers * scale.astype(np.float32)[:, None]).astype(np.float16)
    found.setflags(write=False)
    return found
