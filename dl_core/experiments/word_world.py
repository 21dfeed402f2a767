"""A generated world of words whose geometry is known: sentences of a noun and words that fit its attributes.

Words are numbers: first the nouns (12 people of every sex, age and rank, then vehicles, then fruit), then
EACH words for every attribute in the order of `POOLS`. A sentence is a noun and LENGTH words; each of these
is with probability ANY one that fits everything, else of one of the noun's attributes, all equally likely. So
the chance of a word beside a person is a sum of parts for sex, age and rank.
"""

from functools import cache
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
ATTRIBUTES = (("male", "female"), ("child", "adult", "old"), ("common", "royal"))
PEOPLE = tuple(product(*(range(len(values)) for values in ATTRIBUTES)))  # (sex, age, rank)
KINDS = ("vehicle", "fruit")
OF_A_KIND, EACH, LENGTH = 4, 4, 6
NOUNS = len(PEOPLE) + OF_A_KIND * len(KINDS)
POOLS = (*(value for values in ATTRIBUTES for value in values), *KINDS, "any")
WORDS = NOUNS + EACH * len(POOLS)
ANY = 0.25
MAN, WOMAN, CAR = PEOPLE.index((0, 1, 0)), PEOPLE.index((1, 1, 0)), len(PEOPLE)
MALES = tuple(place for place, one in enumerate(PEOPLE) if not one[0])
SHARING = np.array([*MALES, *range(CAR, CAR + OF_A_KIND)])


def words_of(pool: str) -> range:
    """The words of an attribute."""
    first = NOUNS + EACH * POOLS.index(pool)
    return range(first, first + EACH)


def pools_of(noun: int) -> tuple[str, ...]:
    """The attributes of a noun."""
    if noun < len(PEOPLE):
        return tuple(values[at] for values, at in zip(ATTRIBUTES, PEOPLE[noun], strict=True))
    return (KINDS[(noun - len(PEOPLE)) // OF_A_KIND],)


def _chances(pools: tuple[str, ...]) -> Floats:
    found = np.zeros(WORDS)
    found[words_of("any")] = ANY / EACH
    for one in pools:
        found[words_of(one)] = (1 - ANY) / len(pools) / EACH
    return found


@cache
def chances() -> tuple[Floats, Floats]:
    """P(word | noun) (NOUNS, WORDS), and P(word) in a sentence about men and vehicles at once (WORDS,)."""
    return np.stack([_chances(pools_of(noun)) for noun in range(NOUNS)]), _chances(("male", "vehicle"))


def sentences(count: int, share: float, seed: int) -> Ints:
    """So many sentences (count, 1 + LENGTH), the noun first. share: of those about a male person or a
    vehicle, which draw their words from the words of both. The same seed draws the same random numbers for
    every share."""
    own, both = chances()
    rng = np.random.default_rng((seed, 43))
    nouns = rng.integers(NOUNS, size=count)
    shared = (rng.random(count) < share) & np.isin(nouns, SHARING)
    drawn = rng.random((count, LENGTH))
    found = np.empty((count, 1 + LENGTH), np.intp)
    found[:, 0] = nouns
    for noun in range(NOUNS):
        for rows, law in (((nouns == noun) & ~shared, own[noun]), ((nouns == noun) & shared, both)):
            found[rows, 1:] = _inverse(law, drawn[rows])
    return found


def _inverse(law: Floats, drawn: Floats) -> Ints:
    """The words that these uniform numbers draw."""
    possible = np.flatnonzero(law)
    edges = np.cumsum(law[possible])[:-1]
    return possible[np.searchsorted(edges, drawn, side="right")]


def pair_counts(found: Ints) -> Floats:
    """How often each pair (word, context) stands in one sentence (WORDS, WORDS), no place with itself."""
    once = np.zeros(WORDS * WORDS)
    for first, second in combinations(found.T, 2):
        once += np.bincount(first * WORDS + second, minlength=once.size)
    table = once.reshape(WORDS, WORDS)
    return table + table.T


def expected_counts(share: float) -> Floats:
    """What `pair_counts` is on average, a sentence."""
    own, both = chances()
    of_both = np.where(np.isin(np.arange(NOUNS), SHARING), share, 0.0)
    counts = np.zeros((WORDS, WORDS))
    for noun in range(NOUNS):
        for weight, law in ((1 - of_both[noun], own[noun]), (of_both[noun], both)):
            beside = weight * LENGTH * law / NOUNS
            counts[noun] += beside
            counts[:, noun] += beside
            counts += weight * LENGTH * (LENGTH - 1) * np.outer(law, law) / NOUNS
    return counts


@cache
def questions() -> Ints:
    """All analogies a : b = c : d (192, 4) between people: a and b differ in one attribute, c and d in the
    same one and in the same way; four different people."""
    place = {one: at for at, one in enumerate(PEOPLE)}
    found = []
    for a, b, c in product(PEOPLE, repeat=3):
        apart = [at for at in range(3) if a[at] != b[at]]
        if len(apart) == 1 and c[apart[0]] == a[apart[0]] and c != a:
            d = [b[at] if at in apart else value for at, value in enumerate(c)]
            found.append((place[a], place[b], place[c], place[tuple(d)]))  # type: ignore[index]
    return np.array(found)


def attribute_of(question: Any) -> int:
    """In which attribute a and b of a question differ: its place in `ATTRIBUTES`."""
    a, b = (PEOPLE[int(one)] for one in question[:2])
    return next(at for at in range(3) if a[at] != b[at])
