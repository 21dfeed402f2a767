"""`python -m benchmarks words`: vectors of the generated world, as the page trains them under a moving hand,
against NumPy taking the same steps; and of real text, an epoch by sampling, and all steps on all pairs."""

import time
from collections.abc import Callable
from statistics import median

import numpy as np
from numpy.typing import NDArray

from benchmarks.verdict import verdict
from dl_core.experiments.word_world import pair_counts, sentences
from dl_core.experiments.words import PIECES, chance, rate_after, start, train
from pages.words.text import vectors
from pages.words.view import Words

SENTENCES, WIDTH, NEGATIVES, STEPS = 2000, 16, 5.0, 1000  # as the page opens
REPEATS, MOST = 15, 0.3  # seconds for text and training
TEXT_REPEATS, EPOCH, EXACT = 3, 6.0, 5.0  # seconds for an epoch of real text, and for all pairs of it
Floats = NDArray[np.float32]


def ours() -> None:
    """Text, counts, and vectors."""
    train(pair_counts(sentences(SENTENCES, 0.0, 0)), WIDTH, NEGATIVES, steps=STEPS)


def by_numpy() -> None:
    """The same, with the steps of Adam in NumPy, float32, on arrays that are not filled up."""
    counts = pair_counts(sentences(SENTENCES, 0.0, 0))
    seen = (counts / counts.sum()).astype(np.float32)
    both = seen + (chance(counts, NEGATIVES) / counts.sum()).astype(np.float32)
    vectors = [one.astype(np.float32) for one in start(len(counts), WIDTH, 0)]
    moments = [[np.zeros_like(one), np.zeros_like(one)] for one in vectors]
    for step in range(STEPS):
        w, c = vectors
        error = both / (1 + np.exp(-(w @ c.T))) - seen
        rate = np.float32(rate_after((step * PIECES // STEPS) / PIECES))
        for place, grad in enumerate((error @ c, error.T @ w)):
            vectors[place] = vectors[place] - rate * _adam(grad, moments[place], step + 1)


def _adam(grad: Floats, held: list[Floats], number: int) -> Floats:
    held[0] = np.float32(0.9) * held[0] + np.float32(0.1) * grad
    held[1] = np.float32(0.999) * held[1] + np.float32(0.001) * grad * grad
    m, v = held[0] / np.float32(1 - 0.9**number), held[1] / np.float32(1 - 0.999**number)
    return m / (np.sqrt(v) + np.float32(1e-8))


def main() -> None:
    """Print the times and the verdicts."""
    print(f"{SENTENCES} sentences, {WIDTH} numbers a word, {STEPS} steps; medians of {REPEATS} in turns, ms:")
    runs: dict[str, Callable[[], None]] = {"ours": ours, "NumPy": by_numpy}
    walls: dict[str, list[float]] = {name: [] for name in runs}
    used: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(REPEATS + 1):
        for name, run in runs.items():
            begun, before = time.perf_counter(), time.process_time()
            run()
            if turn:  # the first compiles
                walls[name].append(time.perf_counter() - begun)
                used[name].append(time.process_time() - before)
    for name in runs:
        print(f"  {name:<10}{1e3 * median(walls[name]):>9.1f}   processor{1e3 * median(used[name]):>9.1f}")
    print(verdict("Seconds for text and vectors of the world", median(walls["ours"]), MOST))
    print(f"Processor time of NumPy over ours: {median(used['NumPy']) / median(used['ours']):.1f}.")
    real_text()


def real_text() -> None:
    """Print how long vectors of the speeches take, with a state for every picture that could be drawn."""
    for name, asked, most in (
        ("Seconds for an epoch of 1.7 million words, 64 wide", {"epochs": 1.0}, EPOCH),
        ("Seconds for all pairs of 1,000 words, 50 wide", {"method": "exact", "dims": 50.0}, EXACT),
    ):
        view, took = Words({"part": "near", **asked}), []
        for turn in range(TEXT_REPEATS + 1):
            begun = time.perf_counter()
            for _state in vectors.made_anew(view):
                pass
            if turn:  # the first compiles
                took.append(time.perf_counter() - begun)
        print(verdict(name, median(took), most))
