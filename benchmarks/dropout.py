"""`python -m benchmarks dropout`: what dropout gains on mislabelled digits, beside early stopping; and the
time of such runs against PyTorch eager."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.verdict import verdict
from dl_core.digits import CLASSES, SIDE, Data, digits
from dl_core.experiments.compare import Setup, compare
from dl_core.experiments.learning import MOST_EPOCHS, Regularizers, begin, epochs
from dl_core.intervals import interval
from dl_core.network import Shape, initial_weights, net_config
from dl_core.optimizers import SGD
from ui.live import WORK

IMAGES, WRONG, RATIO, RATE, BATCH, UPDATES = 300, 0.3, 0.2, 0.05, 100, 3
DEEP, SMALL = Shape(SIDE * SIDE, 100, 6, CLASSES), Shape(SIDE * SIDE, 32, 2, CLASSES)
SEEDS, EPOCHS = range(5), 300
LEAST_GAIN = 0.05
NETS = ((DEEP, 2.0), (SMALL, 10.0))  # and how many times faster than eager is asked for
REPEATS = 5  # whole runs
THREADS = (1, 2)
RUNS = [(seed, ratio) for ratio in (0.0, RATIO) for seed in SEEDS]
DATA = [digits(IMAGES, seed, WRONG) for seed in SEEDS]
Floats = NDArray[np.float64]


class Reached(NamedTuple):
    """Test accuracies of a run: after the last epoch, and at the epoch of the best validation accuracy, the
    earliest of several; and that epoch, from 1."""

    last: float
    stopped: float
    when: int


def reached(seed: int, ratio: float) -> Reached:
    """One run: weights, division of the images, wrong labels, batches and masks by `seed`; so runs of one
    seed are paired."""
    rule, regularizers, what, data = (
        SGD(lr=RATE),
        Regularizers(dropout=ratio),
        net_config(DEEP.depth, "relu"),
        digits(IMAGES, seed, WRONG),
    )
    train_state, rows = begin(rule, initial_weights(DEEP, "he", seed), what), []
    for _ in range(0, EPOCHS, MOST_EPOCHS):
        train_state, found = epochs(
            rule, regularizers, train_state, what, data, seed, UPDATES, MOST_EPOCHS, BATCH
        )
        rows.append(found.accuracy)
    _, validation, test = np.concatenate(rows).T
    best = int(validation.argmax())
    return Reached(float(test[-1]), float(test[best]), best + 1)


def gains() -> None:
    """Print the table of accuracies and the verdicts."""
    without, with_it = ([reached(seed, ratio) for seed in SEEDS] for ratio in (0.0, RATIO))
    print(
        f"{IMAGES} digits, {WRONG:.0%} wrong labels, {DEEP.depth}×{DEEP.width} ReLU He, SGD {RATE:g}, "
        f"batch {BATCH}, {UPDATES} updates an epoch, float32;"
    )
    print(
        f"test accuracy after {EPOCHS} epochs, and at the epoch (in brackets) of the best validation "
        f"accuracy:"
    )
    stopped = f"{'without, stopped':>22}{'dropout, stopped':>22}{'gain':>9}"
    print(f"{'seed':>6}{'without':>12}{'dropout':>12}{'gain':>9}{stopped}")
    for seed, a, b in zip(SEEDS, without, with_it, strict=True):
        row = f"{seed:>6}{a.last:>12.3f}{b.last:>12.3f}{b.last - a.last:>9.3f}"
        print(
            row
            + "".join(f"{f'{one.stopped:.3f} ({one.when})':>22}" for one in (a, b))
            + f"{b.stopped - a.stopped:>9.3f}"
        )
    columns: dict[str, tuple[Floats, Floats]] = {
        name: (
            np.array([getattr(one, name) for one in without]),
            np.array([getattr(one, name) for one in with_it]),
        )
        for name in ("last", "stopped")
    }
    (a, b), (c, d) = columns["last"], columns["stopped"]
    stopped = f"{c.mean():>22.3f}{d.mean():>22.3f}{(d - c).mean():>9.3f}"
    print(f"{'mean':>6}{a.mean():>12.3f}{b.mean():>12.3f}{(b - a).mean():>9.3f}{stopped}")
    pairs = {
        "Gain of dropout at the end": b - a,
        "Gain of dropout where both stop early": d - c,
        "Gain of stopping early, without dropout": c - a,
    }
    pairs["Dropout at the end less stopping early without it"] = b - c
    for name, differences in pairs.items():
        mean, low, high = interval(differences)
        print(
            f"{name}: {mean:.3f}, 95 % from {low:.3f} to "
            f"{high:.3f}{', not distinguishable here' if low <= 0 <= high else ''}."
        )
    mean, low, _ = interval(b - a)
    print(verdict(f"Dropout gains at least {LEAST_GAIN:g} at the end", mean, LEAST_GAIN, at_least=True))
    print(verdict("The lower end of its interval is above 0", low, 0.0, at_least=True))


def settings(shape: Shape) -> list[Setup]:
    """What the page compares when it opens: nothing, and dropout; five seeds of each."""

    def data(seed: int) -> Data:
        return DATA[seed]

    return [
        Setup(
            SGD(lr=RATE),
            Regularizers(dropout=ratio),
            shape,
            net_config(shape.depth, "relu"),
            "he",
            BATCH,
            data,
        )
        for ratio in (0.0, RATIO)
    ]


class Pictures:
    """Seconds until the next picture, as the page has them."""

    def __init__(self) -> None:
        self.until = 0.0

    def left(self) -> float:
        """From now on; below 0: it is due."""
        return self.until - time.perf_counter()

    def drawn(self) -> None:
        """Begin to work for the next one."""
        self.until = time.perf_counter() + WORK


def ours(shape: Shape) -> None:
    """The whole run as the page does it, from the initial weights on."""
    pictures = Pictures()
    for _ in compare(settings(shape), 0, EPOCHS, pictures.left):
        if pictures.left() <= 0:
            pictures.drawn()


def torchs(shape: Shape, run: tuple[int, float]) -> None:
    """One net of the same run in PyTorch, by seed and ratio: nn.Sequential, with nn.Dropout if there is any,
    SGD, and the three sets scored together without gradients."""
    seed, ratio = run
    data = DATA[seed]
    sizes = [shape.inputs, *[shape.width] * shape.depth]
    after = [torch.nn.ReLU(), torch.nn.Dropout(ratio)] if ratio else [torch.nn.ReLU()]
    parts = [part for a, b in pairwise(sizes) for part in (torch.nn.Linear(a, b), *after)]
    net = torch.nn.Sequential(*parts, torch.nn.Linear(shape.width, shape.outputs))
    loss, rule = torch.nn.functional.cross_entropy, torch.optim.SGD(net.parameters(), lr=RATE)
    cuts = [int(part.n) for part in data[:3]]
    x, y = (torch.cat([torch.from_numpy(part[i][: part.n]) for part in data[:3]]) for i in (0, 1))
    y = y.long()
    for _ in range(EPOCHS):
        net.train()
        for batch in torch.randperm(IMAGES).split(BATCH):
            rule.zero_grad()
            loss(net(x[batch]), y[batch]).backward()
            rule.step()
        net.eval()
        with torch.no_grad():
            outputs = net(x)
            for column in ((outputs.argmax(1) == y).float(), loss(outputs, y, reduction="none")):
                torch.stack([own.mean() for own in column.split(cuts)])


def one_by_one(shape: Shape, threads: int) -> None:
    """PyTorch's ten nets one after the other, with so many threads."""
    torch.set_num_threads(threads)
    for run in RUNS:
        torchs(shape, run)


def side_by_side(shape: Shape) -> None:
    """PyTorch's ten nets two at a time, a thread for each."""
    with ThreadPoolExecutor(2, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        list(pool.map(partial(torchs, shape), RUNS))


def alone(shape: Shape) -> None:
    """One of our nets by itself, in calls of as many epochs as go into one."""
    one = settings(shape)[1]
    train_state = begin(one.optimizer, initial_weights(shape, "he", 0), one.config)
    for _ in range(0, EPOCHS, MOST_EPOCHS):
        train_state, _ = epochs(
            one.optimizer, one.regularizers, train_state, one.config, DATA[0], 0, UPDATES, MOST_EPOCHS, BATCH
        )


def torch_alone(shape: Shape, threads: int) -> None:
    """The same net in PyTorch."""
    torch.set_num_threads(threads)
    torchs(shape, (0, RATIO))


def raced(contestants: Mapping[str, Callable[[], None]], nets: int) -> dict[str, float]:
    """Milliseconds of an epoch of one net, all taking turns; the first is ours. Medians of REPEATS,
    printed."""
    for run in contestants.values():
        run()  # compiles; not timed
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(REPEATS):
        for name, run in contestants.items():
            before = time.perf_counter()
            run()
            times[name].append(1e3 * (time.perf_counter() - before) / EPOCHS / nets)
    took = {name: median(one) for name, one in times.items()}
    ours = next(iter(took.values()))
    for name, each in took.items():
        print(f"  {name:<44}{each:>9.3f}{each / ours:>8.1f}×")
    return took


def speeds(shape: Shape, least: float) -> None:
    """Print what an epoch of a net takes, of the page's ten and of one alone, and the verdict."""
    head = (
        f"{shape.depth}×{shape.width}, {UPDATES} updates of {BATCH} and a score of {IMAGES}, 300 and 600 "
        f"images; ms an epoch of a net over {EPOCHS} epochs"
    )
    print(f"{head}, the page's run, {len(RUNS)} nets, half of them with dropout {RATIO:g}:")
    contestants = {"ours": partial(ours, shape)}
    contestants |= {
        f"PyTorch eager, one by one, threads: {n}": partial(one_by_one, shape, n) for n in THREADS
    }
    contestants["PyTorch eager, two at a time, a thread each"] = partial(side_by_side, shape)
    mine, *theirs, together = raced(contestants, len(RUNS)).values()
    print(
        verdict(
            f"At least {least:g} times PyTorch eager at its better thread count",
            min(theirs) / mine,
            least,
            at_least=True,
        )
    )
    print(f"Two of its nets at a time, which was not asked: {together / mine:.1f} times.")
    print(f"One such net alone, dropout {RATIO:g}:")
    raced(
        {
            "ours": partial(alone, shape),
            **{f"PyTorch eager, threads: {n}": partial(torch_alone, shape, n) for n in THREADS},
        },
        1,
    )


def main() -> None:
    """Print the gains, the times and the verdicts."""
    gains()
    for shape, least in NETS:
        print()
        speeds(shape, least)
