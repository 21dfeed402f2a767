"""`python -m benchmarks dropout`: what dropout gains on mislabelled digits, beside early stopping; and the time of such runs against PyTorch eager."""

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import stats

from benchmarks.verdict import verdict
from dl_core.digits import CLASSES, SIDE, Data, digits
from dl_core.experiments.learning import MOST_EPOCHS, Care, begin, epochs
from dl_core.network import Shape, initial_weights, kind
from dl_core.optimizers import SGD

IMAGES, WRONG, RATIO, RATE, BATCH, UPDATES = 300, 0.3, 0.2, 0.05, 100, 3
DEEP, SMALL = Shape(SIDE * SIDE, 100, 6, CLASSES), Shape(SIDE * SIDE, 32, 2, CLASSES)
SEEDS, EPOCHS = range(5), 300
LEAST_GAIN = 0.05
NETS = ((DEEP, 2.0), (SMALL, 10.0))  # and how many times faster than eager is asked for
TURN, REPEATS = 30, 15  # epochs of a turn, and turns
THREADS = (1, 2)
Floats = NDArray[np.float64]


class Reached(NamedTuple):
    """Test accuracies of a run: after the last epoch, and at the epoch of the best validation accuracy, the earliest of several; and that epoch, from 1."""

    last: float
    stopped: float
    when: int


def reached(seed: int, ratio: float) -> Reached:
    """One run: weights, division of the images, wrong labels, batches and masks by `seed`; so runs of one seed are paired."""
    rule, care, what, data = SGD(lr=RATE), Care(dropout=ratio), kind(DEEP.depth, "relu"), digits(IMAGES, seed, WRONG)
    learner, rows = begin(rule, initial_weights(DEEP, "he", seed), what), []
    for _ in range(0, EPOCHS, MOST_EPOCHS):
        learner, found = epochs(rule, care, learner, what, data, seed, UPDATES, MOST_EPOCHS, BATCH)
        rows.append(found.accuracy)
    _, validation, test = np.concatenate(rows).T
    best = int(validation.argmax())
    return Reached(float(test[-1]), float(test[best]), best + 1)


def interval(differences: Floats) -> tuple[float, float, float]:
    """Mean of paired differences and the ends of its 95 % interval by Student's t."""
    mean, half = differences.mean(), stats.t.ppf(0.975, differences.size - 1) * stats.sem(differences)
    return float(mean), float(mean - half), float(mean + half)


def gains() -> None:
    """Print the table of accuracies and the verdicts."""
    without, with_it = ([reached(seed, ratio) for seed in SEEDS] for ratio in (0.0, RATIO))
    print(f"{IMAGES} digits, {WRONG:.0%} wrong labels, {DEEP.depth}×{DEEP.width} ReLU He, SGD {RATE:g}, batch {BATCH}, {UPDATES} updates an epoch, float32;")
    print(f"test accuracy after {EPOCHS} epochs, and at the epoch (in brackets) of the best validation accuracy:")
    print(f"{'seed':>6}{'without':>12}{'dropout':>12}{'gain':>9}{'without, stopped':>22}{'dropout, stopped':>22}{'gain':>9}")
    for seed, a, b in zip(SEEDS, without, with_it, strict=True):
        row = f"{seed:>6}{a.last:>12.3f}{b.last:>12.3f}{b.last - a.last:>9.3f}"
        print(row + "".join(f"{f'{one.stopped:.3f} ({one.when})':>22}" for one in (a, b)) + f"{b.stopped - a.stopped:>9.3f}")
    columns: dict[str, tuple[Floats, Floats]] = {
        name: (np.array([getattr(one, name) for one in without]), np.array([getattr(one, name) for one in with_it])) for name in ("last", "stopped")
    }
    (a, b), (c, d) = columns["last"], columns["stopped"]
    print(f"{'mean':>6}{a.mean():>12.3f}{b.mean():>12.3f}{(b - a).mean():>9.3f}{c.mean():>22.3f}{d.mean():>22.3f}{(d - c).mean():>9.3f}")
    pairs = {"Gain of dropout at the end": b - a, "Gain of dropout where both stop early": d - c, "Gain of stopping early, without dropout": c - a}
    pairs["Dropout at the end less stopping early without it"] = b - c
    for name, differences in pairs.items():
        mean, low, high = interval(differences)
        print(f"{name}: {mean:.3f}, 95 % from {low:.3f} to {high:.3f}{', not distinguishable here' if low <= 0 <= high else ''}.")
    mean, low, _ = interval(b - a)
    print(verdict(f"Dropout gains at least {LEAST_GAIN:g} at the end", mean, LEAST_GAIN, at_least=True))
    print(verdict("The lower end of its interval is above 0", low, 0.0, at_least=True))


def ours(shape: Shape, data: Data, updates: int) -> Callable[[], None]:
    """A function that does a turn's epochs of `updates` steps, each with its score."""
    rule, what = SGD(lr=RATE), kind(shape.depth, "relu")
    learner = begin(rule, initial_weights(shape, "he", 0), what)

    def run() -> None:
        epochs(rule, Care(dropout=RATIO), learner, what, data, 0, updates, TURN, BATCH)  # ends with the scores as NumPy arrays

    return run


def torchs(shape: Shape, data: Data, updates: int) -> Callable[[], None]:
    """The same in PyTorch: nn.Sequential with nn.Dropout, SGD, and the three sets scored together without gradients."""
    torch.manual_seed(0)
    sizes = [shape.inputs, *[shape.width] * shape.depth]
    parts = [part for a, b in pairwise(sizes) for part in (torch.nn.Linear(a, b), torch.nn.ReLU(), torch.nn.Dropout(RATIO))]
    net = torch.nn.Sequential(*parts, torch.nn.Linear(shape.width, shape.outputs))
    loss, rule = torch.nn.functional.cross_entropy, torch.optim.SGD(net.parameters(), lr=RATE)
    cuts = [int(part.n) for part in data[:3]]
    x, y = (torch.cat([torch.from_numpy(part[i][: part.n]) for part in data[:3]]) for i in (0, 1))
    y = y.long()

    def run() -> None:
        for _ in range(TURN):
            net.train()
            for batch in torch.randint(0, IMAGES, (updates, BATCH)):
                rule.zero_grad()
                loss(net(x[batch]), y[batch]).backward()
                rule.step()
            net.eval()
            with torch.no_grad():
                outputs = net(x)
                for column in ((outputs.argmax(1) == y).float(), loss(outputs, y, reduction="none")):
                    torch.stack([own.mean() for own in column.split(cuts)])

    return run


def seconds(run: Callable[[], None]) -> float:
    """How long one turn takes."""
    before = time.perf_counter()
    run()
    return time.perf_counter() - before


def speeds(shape: Shape, least: float) -> None:
    """Print milliseconds of an epoch, all taking turns, and the verdict."""
    data = digits(IMAGES, 0, WRONG)
    contestants: dict[tuple[str, int], tuple[Any, int]] = {}
    for updates in (UPDATES, 0):  # the whole, and its scores alone
        contestants["ours", updates] = ours(shape, data, updates), 0
        for threads in THREADS:
            contestants[f"PyTorch eager, {threads} thread{'s' if threads > 1 else ''}", updates] = torchs(shape, data, updates), threads
    for run, threads in contestants.values():
        torch.set_num_threads(threads or 1)
        run()  # compiles; not timed
    times: dict[tuple[str, int], list[float]] = {key: [] for key in contestants}
    for _ in range(REPEATS):
        for key, (run, threads) in contestants.items():
            torch.set_num_threads(threads or 1)
            times[key].append(1e3 * seconds(run) / TURN)
    took = {key: median(one) for key, one in times.items()}
    print(f"{shape.depth}×{shape.width}, dropout {RATIO:g}, {UPDATES} updates of {BATCH} and a score of {IMAGES}, 300 and 600 images, ms an epoch:")
    print(f"  {'':<28}{'whole':>9}{'':>9}{'scores alone':>15}")
    for name, updates in contestants:
        if updates:
            both = [(took[name, part], took[name, part] / took["ours", part]) for part in (UPDATES, 0)]
            print(f"  {name:<28}{both[0][0]:>9.3f}{both[0][1]:>8.1f}×{both[1][0]:>15.3f}{both[1][1]:>8.1f}×")
    eager = min(value for (name, updates), value in took.items() if updates and name != "ours")
    print(verdict(f"At least {least:g} times PyTorch eager at its better thread count", eager / took["ours", UPDATES], least, at_least=True))


def main() -> None:
    """Print the gains, the times and the verdicts."""
    gains()
    for shape, least in NETS:
        print()
        speeds(shape, least)
