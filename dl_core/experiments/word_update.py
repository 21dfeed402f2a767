"""One update of word2vec, number by number: skip-gram or CBOW, with a full softmax or with negative samples.

In NumPy and float64, for looking at. A window has inputs, whose vectors' mean is h, and targets, which are
predicted from h: in skip-gram the word in the middle is the one input and the words around it are the
targets, in CBOW it is the other way round. The loss is the sum over the targets (Rong 2014, "word2vec
parameter learning explained").
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]
Ints = NDArray[np.intp]
MODELS = ("skipgram", "cbow")


class Window(NamedTuple):
    """Words, by number, of which h is made, and words that are predicted; a word may stand there twice."""

    inputs: tuple[int, ...]
    targets: tuple[int, ...]


class Step(NamedTuple):
    """One update. h (d,): the mean of the inputs' vectors. Of each row: word (r,), by number; label (r,):
    with a full softmax how often it is a target, else 1 for a target and 0 for a negative; score u·h; share:
    the softmax of the scores, or σ of each; error: ∂loss/∂score; term: what it adds to the loss, with a full
    softmax each time that it is a target. A full softmax has a row for each word, negative sampling one for
    each target and each sample, so that a word may have several. grad_h (d,); grad_in, grad_out (v, d): of
    all vectors."""

    h: Floats
    word: Ints
    label: Floats
    score: Floats
    share: Floats
    error: Floats
    term: Floats
    grad_h: Floats
    grad_in: Floats
    grad_out: Floats
    loss: float


def window(sentence: Sequence[int], place: int, reach: int, model: str) -> Window:
    """The window around a place (from 0) of a sentence of two words or more, up to `reach` words to each
    side. Raises ValueError for a place outside, a reach below 1 or an unknown model."""
    if not 0 <= place < len(sentence) or reach < 1 or len(sentence) < 2 or model not in MODELS:
        raise ValueError(f"place {place} and reach {reach} in {len(sentence)} words, model {model!r}")
    around = (*sentence[max(0, place - reach) : place], *sentence[place + 1 : place + 1 + reach])
    middle = (sentence[place],)
    return Window(middle, around) if model == "skipgram" else Window(around, middle)


def softmax_step(w_in: Floats, w_out: Floats, at: Window, *, forgets: bool = False) -> Step:
    """Full softmax: the loss is −Σ log softmax(u·h) over the targets, and its slope in the scores C·softmax −
    (how often each word is a target), C being the number of targets. w_in, w_out: (v, d). forgets: C is left
    out of the slope, a mistake of some programs: the slopes then do not sum up to 0."""
    words = np.arange(len(w_out))
    h = w_in[list(at.inputs)].mean(axis=0)
    label = np.bincount(at.targets, minlength=len(w_out)).astype(float)
    score = w_out @ h
    top = score.max()
    normalizer = top + np.log(np.exp(score - top).sum())
    share = np.exp(score - normalizer)
    error = (1 if forgets else len(at.targets)) * share - label
    term = normalizer - score
    return _step(w_in, w_out, at, (h, words, label, score, share, error, term), float(label @ term))


def negative_step(w_in: Floats, w_out: Floats, at: Window, negatives: Sequence[Sequence[int]]) -> Step:
    """Negative sampling: the loss is −Σ (log σ(u·h) + Σ log σ(−u_n·h)) over the targets and the negatives n
    that were drawn for each. A negative may be drawn twice, and may be the target itself: each counts."""
    drawn = [(target, *row) for target, row in zip(at.targets, negatives, strict=True)]
    words = np.array([one for row in drawn for one in row], np.intp)
    label = np.array([float(not i) for row in drawn for i in range(len(row))])
    h = w_in[list(at.inputs)].mean(axis=0)
    score = w_out[words] @ h
    share = np.exp(-np.logaddexp(0, -score))
    term = np.logaddexp(0, np.where(label > 0, -score, score))
    return _step(w_in, w_out, at, (h, words, label, score, share, share - label, term), float(term.sum()))


def _step(w_in: Floats, w_out: Floats, at: Window, found: tuple[Any, ...], loss: float) -> Step:
    """The gradients: for the vector of each row its error·h; for h the sum of error·u, and of that an equal
    part for each input."""
    h, words, label, score, share, error, term = found
    grad_h = error @ w_out[words]
    grad_in, grad_out = np.zeros_like(w_in), np.zeros_like(w_out)
    np.add.at(grad_out, words, np.outer(error, h))
    np.add.at(grad_in, list(at.inputs), grad_h / len(at.inputs))
    return Step(h, words, label, score, share, error, term, grad_h, grad_in, grad_out, loss)


class Asked(NamedTuple):
    """What is updated, and how. sentence: words by number, from 0 on; place: of the first window's middle,
    from 0; walks: whether the next update is made one place on; samples: negatives for each target, 0 for a
    full softmax."""

    sentence: tuple[int, ...]
    place: int
    reach: int
    model: str
    walks: bool
    samples: int
    width: int
    rate: float
    seed: int
    forgets: bool = False


class Course(NamedTuple):
    """Updates one after the other. before, after: (w_in, w_out) (v, d) each, around the last one; step: the
    last one; at: its window, place: of its middle; losses (updates,): each of its own window; largest
    (updates + 1,): the largest number in any vector, from before the first one on."""

    before: tuple[Floats, Floats]
    after: tuple[Floats, Floats]
    step: Step
    at: Window
    place: int
    losses: Floats
    largest: Floats


def first_vectors(words: int, width: int, seed: int) -> tuple[Floats, Floats]:
    """(w_in, w_out) (words, width) each, before any update: uniform from −½ to ½. word2vec's own program
    begins with w_out = 0; so the first update would move no input."""
    rng = np.random.default_rng((seed, 47))
    return rng.uniform(-0.5, 0.5, (words, width)), rng.uniform(-0.5, 0.5, (words, width))


def noise(sentence: Sequence[int]) -> Floats:
    """How likely each word is a negative: as word2vec draws, ∝ (how often it is there)^0.75."""
    raised = np.bincount(sentence).astype(float) ** 0.75
    return raised / raised.sum()


def run(asked: Asked, updates: int) -> Course:
    """So many updates by gradient descent, at least one, each with negatives of its own. Numbers may grow
    beyond all bounds: then they are inf or nan."""
    law = noise(asked.sentence)
    w_in, w_out = first_vectors(len(law), asked.width, asked.seed)
    rng = np.random.default_rng((asked.seed, 53))
    losses, largest = [], [_largest(w_in, w_out)]
    with np.errstate(over="ignore", invalid="ignore"):
        for done in range(updates):
            place = (asked.place + done * asked.walks) % len(asked.sentence)
            at = window(asked.sentence, place, asked.reach, asked.model)
            if asked.samples:
                drawn = rng.choice(len(law), size=(len(at.targets), asked.samples), p=law)
                step = negative_step(w_in, w_out, at, drawn.tolist())
            else:
                step = softmax_step(w_in, w_out, at, forgets=asked.forgets)
            before = w_in, w_out
            w_in, w_out = w_in - asked.rate * step.grad_in, w_out - asked.rate * step.grad_out
            losses.append(step.loss)
            largest.append(_largest(w_in, w_out))
    return Course(before, (w_in, w_out), step, at, place, np.array(losses), np.array(largest))


def _largest(*tables: Floats) -> float:
    return float(max(np.abs(one).max() for one in tables))
