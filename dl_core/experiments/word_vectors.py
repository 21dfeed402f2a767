"""What word vectors are asked: who is near to whom, a is to b as c is to which, and what a map of them shows.
All by cosine; in NumPy, so that nothing compiles."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]
NEAREST = 10
QUESTIONS = Path(__file__).parent.parent / "data" / "questions.txt"


def unit(vectors: Floats) -> NDArray[np.float32]:
    """Rows of length 1 (v, d); a row of zeros stays."""
    found = np.asarray(vectors, np.float32)
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(length > 0, length, 1.0), np.float32)


class Near(NamedTuple):
    """The words nearest to a direction, the nearest first. at: which; cosines: with it."""

    at: NDArray[np.intp]
    cosines: Floats


def nearest(units: Floats, direction: Floats, without: tuple[int, ...] = (), most: int = NEAREST) -> Near:
    """The `most` rows of largest cosine with a direction (d,), but for those left out."""
    length = float(np.linalg.norm(direction))
    cosines = units @ (np.asarray(direction, np.float32) / np.float32(length or 1.0))
    shown = cosines.copy()
    shown[list(without)] = -np.inf
    most = min(most, len(shown) - len(set(without)))
    first = np.argpartition(-shown, most - 1)[:most] if most < len(shown) else np.arange(len(shown))
    order = first[np.lexsort((first, -shown[first]))][:most]
    return Near(order, cosines[order])


def neighbours(units: Floats, at: Floats, most: int = NEAREST) -> NDArray[np.intp]:
    """The `most` nearest of each of these words (n, most), itself left out, the nearest first."""
    cosines = units[at] @ units.T
    cosines[np.arange(len(at)), at] = -np.inf
    first = np.argpartition(-cosines, most - 1, axis=1)[:, :most]
    order = np.argsort(-np.take_along_axis(cosines, first, axis=1), axis=1, kind="stable")
    return np.take_along_axis(first, order, axis=1)


def shared(one: Floats, other: Floats) -> float:
    """The mean share of neighbours that two lists (n, most) have in common."""
    return float(np.mean([len(np.intersect1d(a, b)) for a, b in zip(one, other, strict=True)]) / one.shape[1])


# --- a is to b as c is to which -----------------------------------------------------------------------------


def questions(words: tuple[str, ...], text: str | None = None) -> dict[str, NDArray[np.intp]]:
    """By kind the questions (n, 4): a is to b as c is to d, of all pairs whose words are known. text: lines
    ": kind" and "word partner", else those that were made for the speeches."""
    place = {word: at for at, word in enumerate(words)}
    pairs: dict[str, list[tuple[int, int]]] = {}
    kind = ""
    for line in (QUESTIONS.read_text() if text is None else text).splitlines():
        if line.startswith(":"):
            pairs[kind := line[1:].strip()] = []
        elif line and not line.startswith("#"):
            one, other = line.split()
            if one in place and other in place:
                pairs[kind].append((place[one], place[other]))
    return {
        kind: np.array([(*one, *other) for one in own for other in own if one != other], np.intp).reshape(
            -1, 4
        )
        for kind, own in pairs.items()
    }


class Score(NamedTuple):
    """Shares of questions. left_out: right where a, b and c may not be the answer; all_in: right where they
    may; alone: right of the nearest to c, the three left out; echoed: of `all_in`, answered by a, b or c."""

    left_out: float
    all_in: float
    alone: float
    echoed: float


def score(units: Floats, asked: NDArray[np.intp]) -> Score:
    """How many questions (n, 4) are answered rightly: by the word nearest to b − a + c, of vectors of
    length 1. No question: nan."""
    if not len(asked):
        return Score(*(4 * [float("nan")]))
    a, b, c, d = asked.T
    rows, found = np.arange(len(asked))[:, None], []
    for direction in (units[b] - units[a] + units[c], units[c]):
        cosines = direction @ units.T
        free = cosines.argmax(axis=1)
        cosines[rows, asked[:, :3]] = -np.inf
        found.append((free, cosines.argmax(axis=1)))
    (free, barred), (_itself, alone) = found
    echoed = (free[:, None] == asked[:, :3]).any(axis=1)
    return Score(*(float(np.mean(one)) for one in (barred == d, free == d, alone == d, echoed)))


# --- a map --------------------------------------------------------------------------------------------------


class Map(NamedTuple):
    """places (n, 2): along the two directions in which the centred vectors differ most; shares (2,): of the
    variance; kept: the mean share of the nearest in the map that are nearest in truth, by cosine; by_chance:
    what that would be of places drawn at random."""

    places: Floats
    shares: Floats
    kept: float
    by_chance: float


def mapped(vectors: Floats, most: int = NEAREST) -> Map:
    """PCA of vectors (n, d), and what its plane hides."""
    x = np.asarray(vectors, np.float64)
    centred = x - x.mean(axis=0)
    variances, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1][:, :2]
    axes = axes * np.where(
        axes[np.abs(axes).argmax(axis=0), [0, 1]] < 0, -1, 1
    )  # an axis has no sign of its own
    places = centred @ axes
    square = (places**2).sum(axis=1)
    apart = square[:, None] + square - 2 * places @ places.T
    np.fill_diagonal(apart, np.inf)
    here = np.argpartition(apart, most, axis=1)[:, :most]
    truth = neighbours(unit(x), np.arange(len(x)), most)
    total = float(variances.sum()) or 1.0
    return Map(places, variances[::-1][:2] / total, shared(here, truth), most / (len(x) - 1))
