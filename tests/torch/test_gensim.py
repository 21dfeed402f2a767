"""Our vectors of the speeches beside those of gensim with the same settings. It stands with the tests of
PyTorch since both need what the app does not."""

from collections.abc import Iterator

import numpy as np
import pytest
from gensim.models import Word2Vec
from gensim.test.utils import datapath

from dl_core.experiments.skipgram import Recipe, train
from dl_core.experiments.word_vectors import neighbours, score, shared, unit
from dl_core.speeches import load
from pages.words.text.knobs import PROBES
from pages.words.text.vectors import kept

SEEDS = (1, 2)
PIECE = 5000  # words that gensim takes as a sentence: it takes 10,000 at most
SAME = 0.05  # less than two seeds of gensim have in common


def of_gensim(seed: int) -> np.ndarray:
    """With the numbers of a `Recipe`, which are its own defaults but for skip-gram and the width; one worker,
    so that a seed is a training."""
    text, recipe = load(), Recipe()
    words = [text.words[at] for at in text.ids.tolist()]
    model = Word2Vec(
        [words[at : at + PIECE] for at in range(0, len(words), PIECE)],
        sg=1,
        vector_size=recipe.width,
        window=recipe.window,
        negative=int(recipe.negatives),
        ns_exponent=recipe.power,
        sample=recipe.sample,
        epochs=recipe.epochs,
        min_count=1,
        workers=1,
        seed=seed,
    )
    return np.stack([model.wv[word] for word in text.words])


def of_ours(seed: int) -> np.ndarray:
    text = load()
    *_before, last = train(text.ids, text.counts, Recipe(), seed)
    return last.w.astype(np.float32)


@pytest.fixture(scope="module")
def near() -> dict[str, list[np.ndarray]]:
    """The neighbours of PROBES in vectors of two seeds each."""
    made = {"gensim": of_gensim, "ours": of_ours}
    return {name: [neighbours(unit(make(seed)), PROBES) for seed in SEEDS] for name, make in made.items()}


def test_our_neighbours_agree_with_gensim_s_as_two_of_its_seeds_do(near: dict[str, list[np.ndarray]]) -> None:
    own = shared(*near["gensim"])
    both = np.mean([shared(one, other) for one in near["ours"] for other in near["gensim"]])
    assert len(PROBES) == 200 and both > own - SAME
    assert shared(*near["ours"]) > own - SAME, "and our seeds with one another"


def test_the_kept_vectors_agree_with_gensim_s_too(near: dict[str, list[np.ndarray]]) -> None:
    one = neighbours(unit(kept("sgns")), PROBES)
    assert np.mean([shared(one, other) for other in near["gensim"]]) > shared(*near["gensim"]) - SAME


def asked_by_its_authors() -> Iterator[list[int]]:
    """The questions of word2vec's authors, all of whose words the speeches have."""
    place = {word: at for at, word in enumerate(load().words)}
    with open(datapath("questions-words.txt"), encoding="utf-8") as file:
        for line in file:
            words = line.lower().split()
            if words[0] != ":" and all(word in place for word in words):
                yield [place[word] for word in words]


def test_of_the_authors_questions_9_to_10_in_100_are_answered_as_the_page_says() -> None:
    asked = np.array(list(asked_by_its_authors()))
    parts = np.array_split(asked, 4)
    found = np.average(
        [score(unit(kept("sgns")), part) for part in parts], axis=0, weights=list(map(len, parts))
    )
    assert len(asked) == 3092
    assert 0.085 < found[0] < 0.105 and found[1] < 0.02
