"""What is computed for the part "One update": of a view, pure."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.word_update import Asked, Course, run
from pages.words.texts import read_sentence
from pages.words.view import Words

AHEAD = 60  # updates that are drawn, however few are done


class Update(NamedTuple):
    """Updates in one sentence. words: as they are typed, of each number; sentence: their numbers, place by
    place; asked: how it is updated; course: up to the update that is looked at; whole: at least AHEAD of
    them; touched: the words whose outside vectors it moves."""

    words: tuple[str, ...]
    sentence: tuple[int, ...]
    asked: Asked
    course: Course
    whole: Course
    touched: NDArray[np.intp]

    @property
    def number(self) -> int:
        """Of the update that is looked at, from 1 on."""
        return len(self.course.losses)

    @property
    def error_sum(self) -> float:
        """Of ∂loss/∂score over all rows."""
        return float(self.course.step.error.sum())


def update(view: Words) -> Update:
    """The update that is looked at, after those before it."""
    typed = read_sentence(view["sentence"])
    words = tuple(dict.fromkeys(typed))
    sentence = tuple(words.index(one) for one in typed)
    softmax = view["output"] == "softmax"
    asked = Asked(
        sentence,
        min(int(view["place"]), len(sentence)) - 1,
        int(view["reach"]),
        view["model"],
        view["order"] == "walk",
        0 if softmax else int(view["samples"]),
        int(view["numbers"]),
        view["eta"],
        int(view["seed"]),
        bool(softmax and view["forgets"]),
    )
    number = int(view["update"])
    course, whole = run(asked, number), run(asked, max(number, AHEAD))
    return Update(words, sentence, asked, course, whole, np.unique(course.step.word))
