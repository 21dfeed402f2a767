"""`python -m benchmarks convolution`: five seeds of the page's nets against PyTorch eager, one by one; and
shifted copies with one product against XLA's own convolution."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from statistics import median
from typing import Any

import jax
import numpy as np
import torch

from benchmarks.verdict import verdict
from dl_core.experiments.against_dense import CONV, SMALL_CONV, order, where
from dl_core.experiments.convnets import BATCH, SEEDS, Contestant, is_looked_at, learn
from dl_core.experiments.learning import cross_entropy
from dl_core.nets.convnet import Layers, Plan, initial, outputs

EPOCHS, REPEATS = 3, 3  # of a run, of which each takes turns
THREADS = (1, 2)
STEPS = 27  # of one call: an epoch of 2,691 images
# the page's nets, and how many times as fast as eager is asked for
NETS: dict[str, tuple[dict[str, Contestant], float]] = {
    "digits anywhere on 16×16, four nets": (where(False), 1.0),
    "digits as they are, 8×8, two nets in two orders": (order("digits"), 1.5),
    "signals of 40 numbers, two nets in two orders": (order("signals"), 1.0),
}


def ours(nets: Mapping[str, Contestant]) -> None:
    """The whole run as the page does it, with its scores."""
    for _ in learn(list(nets.values()), 0, EPOCHS):
        pass


def torch_net(plan: Plan, ends: bool) -> Any:
    """The same net of PyTorch's own layers."""
    one = len(plan.space) == 1
    conv, pool = (torch.nn.Conv1d, torch.nn.MaxPool1d) if one else (torch.nn.Conv2d, torch.nn.MaxPool2d)
    parts: list[Any] = [torch.nn.Unflatten(1, (1, *plan.space))]
    for before, outs in pairwise((1, *plan.channels)):
        parts += [conv(before, outs, plan.side, padding=plan.side // 2), torch.nn.ReLU(), pool(2)]
    if ends:
        parts.append(torch.nn.AdaptiveMaxPool1d(1) if one else torch.nn.AdaptiveMaxPool2d(1))
    parts.append(torch.nn.Flatten())
    channels = plan.channels[-1] if plan.channels else 1
    sizes = (channels * (1 if ends else plan.places), *plan.hidden, plan.classes)
    for place, (ins, outs) in enumerate(pairwise(sizes)):
        parts += [torch.nn.ReLU()] if place else []
        parts.append(torch.nn.Linear(ins, outs))
    return torch.nn.Sequential(*parts)


def torchs(nets: Mapping[str, Contestant], threads: int) -> None:
    """The same run in PyTorch eager, one net after the other, with so many threads."""
    torch.set_num_threads(threads)
    for one in nets.values():
        for seed in range(SEEDS):
            _torch(one, seed)


def _torch(one: Contestant, seed: int) -> None:
    task = one.task(seed)
    x, y, tests, truth = (
        torch.from_numpy(np.asarray(part, dtype))
        for part, dtype in (
            (task.train.x, np.float32),
            (task.train.y, np.int64),
            (task.test.x, np.float32),
            (task.test.y, np.int64),
        )
    )
    net = torch_net(one.plan, one.ends)
    loss, rule = (
        torch.nn.functional.cross_entropy,
        torch.optim.Adam(net.parameters(), lr=float(one.optimizer.lr)),
    )
    learned = min(len(y), task.scored)
    for epoch in range(EPOCHS + 1):
        for batch in torch.randperm(len(y)).split(BATCH) if epoch else ():
            rule.zero_grad()
            loss(net(x[batch]), y[batch]).backward()
            rule.step()
        looked = len(truth) if is_looked_at(epoch, EPOCHS) else task.scored
        with torch.no_grad():
            for inputs, labels in ((x[:learned], y[:learned]), (tests[:looked], truth[:looked])):
                (net(inputs).argmax(1) == labels).float().mean()


def raced(contestants: Mapping[str, Callable[[], None]], units: int) -> dict[str, float]:
    """Milliseconds of one unit of each, all taking turns; medians of REPEATS, printed."""
    for run in contestants.values():
        run()  # compiles, and makes the data; not timed
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(REPEATS):
        for name, run in contestants.items():
            before = time.perf_counter()
            run()
            times[name].append(1e3 * (time.perf_counter() - before) / units)
    took = {name: median(one) for name, one in times.items()}
    first = next(iter(took.values()))
    for name, each in took.items():
        print(f"  {name:<44}{each:>9.2f}{each / first:>8.1f}×")
    return took


# --- shifted copies against XLA's own convolution -----------------------------------------------------------


def by_xla(layers: Layers, plan: Plan, x: jax.Array) -> jax.Array:
    """The net with XLA's own convolution, (n, channels, rows, columns)."""
    h = x.reshape(len(x), 1, *plan.space)
    for layer in layers[:-1]:
        h = jax.nn.relu(
            jax.lax.conv_general_dilated(h, layer.weight, (1, 1), "SAME") + layer.bias[:, None, None]
        )
        h = jax.lax.reduce_window(h, -np.inf, jax.lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
    return h.reshape(len(x), -1) @ layers[-1].weight.T + layers[-1].bias


def by_copies(layers: Layers, plan: Plan, x: jax.Array) -> jax.Array:
    """The net as it is."""
    return outputs(layers, plan, x, 0)


def steps_of(say: Any, plan: Plan) -> Callable[[], None]:
    """STEPS steps of gradient descent on batches of BATCH, in one program."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(BATCH, int(np.prod(plan.space)))).astype(np.float32)
    y, layers = rng.integers(0, plan.classes, BATCH).astype(np.int32), initial(plan, 0)

    def run(layers: Layers, x: jax.Array, y: jax.Array) -> Layers:
        def one(_i: Any, layers: Layers) -> Layers:
            slopes = jax.grad(lambda of: cross_entropy(say(of, plan, x), y).mean())(layers)
            return jax.tree.map(lambda leaf, slope: leaf - 0.01 * slope, layers, slopes)

        return jax.lax.fori_loop(0, STEPS, one, layers)

    compiled = jax.jit(run)
    return lambda: jax.block_until_ready(compiled(layers, x, y)) and None


def main() -> None:
    """Print the times and the verdicts."""
    for title, (nets, least) in NETS.items():
        print(f"{title}, {SEEDS} seeds, {EPOCHS} epochs with their scores; ms an epoch of a net, on average:")
        contestants = {"ours, two nets at a time": partial(ours, nets)}
        contestants |= {f"PyTorch eager, one by one, threads: {n}": partial(torchs, nets, n) for n in THREADS}
        mine, *theirs = raced(contestants, EPOCHS * SEEDS * len(nets)).values()
        said = f"At least {least:g} times PyTorch eager at its better thread count"
        print(verdict(said, min(theirs) / mine, least, at_least=True))
    for plan in (CONV, SMALL_CONV):
        print(f"A convolutional net on {'×'.join(map(str, plan.space))}, batch {BATCH}; ms a step:")
        raced(
            {
                "shifted copies and one product": steps_of(by_copies, plan),
                "XLA's own convolution": steps_of(by_xla, plan),
            },
            STEPS,
        )
