"""`python -m benchmarks training`: steps per second of the page's training against the same net in PyTorch,
eager and compiled, at its better thread count."""

import time
from itertools import pairwise
from statistics import median
from typing import Any

import torch

from benchmarks.verdict import verdict
from dl_core.datasets import task
from dl_core.experiments.training import CHUNK, advance, batches, begin
from dl_core.network import Shape, initial_weights, net_config, stack
from dl_core.optimizers import SGD

NETS = ((Shape(2, 32, 10), 5.0), (Shape(2, 100, 6), 2.0))  # and how many times faster than eager is asked for
CHUNKS, REPEATS = 4, 9
THREADS = (1, 2)
DATA = task("moons", 1000, 0)


def ours(shape: Shape) -> Any:
    """A function that does CHUNKS chunks."""
    rule, what = SGD(lr=0.1), net_config(shape.depth, "relu")
    net = stack(initial_weights(shape, "he", 0), what)
    held = [begin(rule, net)]

    def run() -> None:
        for _ in range(CHUNKS):
            held[0], _trace = advance(rule, held[0], what, "cross", DATA, 0)

    return run


def torchs(shape: Shape, compiled: bool) -> Any:
    """The same steps in PyTorch: nn.Sequential, SGD, the same batches."""
    torch.manual_seed(0)
    sizes = [shape.inputs, *[shape.width] * shape.depth]
    parts = [part for a, b in pairwise(sizes) for part in (torch.nn.Linear(a, b), torch.nn.ReLU())]
    net = torch.nn.Sequential(*parts, torch.nn.Linear(shape.width, 1))
    loss = torch.nn.BCEWithLogitsLoss()
    rule = torch.optim.SGD(net.parameters(), lr=0.1)
    x, t = torch.from_numpy(DATA.x), torch.from_numpy(DATA.t)

    def value(x: Any, t: Any) -> Any:
        return loss(net(x)[:, 0], t)

    value = torch.compile(value) if compiled else value

    def run() -> None:
        for chunk in range(CHUNKS):
            for batch in torch.from_numpy(batches(len(DATA.t), 0, chunk * CHUNK)):
                rule.zero_grad()
                value(x[batch], t[batch]).backward()
                rule.step()

    return run


def seconds(run: Any) -> float:
    """How long one run takes."""
    before = time.perf_counter()
    run()
    return time.perf_counter() - before


def main() -> None:
    """Print steps per second and the verdicts."""
    for shape, least in NETS:
        contestants: dict[str, tuple[Any, int]] = {"ours": (ours(shape), 0)}
        for compiled in (False, True):
            for threads in THREADS:
                contestants[
                    (
                        f"PyTorch {'compiled' if compiled else 'eager'}, {threads} "
                        f"thread{'s' if threads > 1 else ''}"
                    )
                ] = (torchs(shape, compiled), threads)
        for run, threads in contestants.values():
            torch.set_num_threads(threads or 1)
            run()  # compiles; not timed
        times: dict[str, list[float]] = {name: [] for name in contestants}
        for _ in range(REPEATS):
            for name, (run, threads) in contestants.items():
                torch.set_num_threads(threads or 1)
                times[name].append(seconds(run))
        rate = {name: CHUNKS * CHUNK / median(took) for name, took in times.items()}
        print(f"{shape.depth}×{shape.width}, batch 100, float32, steps per second:")
        for name, value in rate.items():
            print(f"  {name:<30}{value:>9.0f}{rate['ours'] / value:>8.1f}×")
        eager = max(value for name, value in rate.items() if "eager" in name)
        print(
            verdict(
                f"At least {least:g} times PyTorch eager at its better thread count",
                rate["ours"] / eager,
                least,
                at_least=True,
            )
        )
