"""`python -m benchmarks codes`: an autoencoder of 64-64-2-64-64 numbers that learns, against PyTorch eager;
and from a pointer's move in a plane of codes to the frame that shows what is decoded there, against the empty
app."""

import random
import time
from contextlib import ExitStack
from functools import partial
from itertools import pairwise
from statistics import median
from typing import Any

import torch

from benchmarks.convolution import raced
from benchmarks.lines import arrow
from benchmarks.process import wait_until_rested
from benchmarks.stage import LINE, Stage, browser, empty_as_ours, ours
from benchmarks.verdict import verdict
from dl_core.experiments.autoencoders import BATCH, PIECE, digits_apart, train_all
from pages.codes.nets import recipes
from pages.codes.view import STEPS, Codes

MOST, FIRST, AGAINST_EMPTY = 0.8, 0.5, 1.25  # seconds, seconds, times
THREADS = (1, 2)
MOVES, WARM_UP = 40, 3
PLANE = 'figure[data-chart="plain"] > div'
# what is drawn while the move is handled is in the next frame
WATCH = """() => window.addEventListener("pointermove", () => {
  const began = performance.now()
  window.pointed = null
  requestAnimationFrame(() => requestAnimationFrame(() => (window.pointed = performance.now() - began)))
}, { capture: true })"""
PICTURE = f"() => document.querySelector('{PLANE} canvas').toDataURL()"


PAGE_VIEW = Codes({"width": 2.0})


def learns(count: int) -> float:
    """Seconds until the first picture of `count` nets of the page, after they have learned for all steps."""
    train, test = digits_apart()
    begun, first = time.perf_counter(), 0.0
    nets = recipes(PAGE_VIEW)[:count]
    for found in train_all(nets, train, test, STEPS):
        if not first and len(found[0].steps) > 1:
            first = time.perf_counter() - begun
    return first


def torchs(threads: int) -> None:
    """The plain net in PyTorch eager, with the same scores."""
    torch.set_num_threads(threads)
    train, test = (torch.from_numpy(one.x) for one in digits_apart())
    sizes = (64, 64, 2, 64, 64)
    parts: list[Any] = []
    for place, (ins, outs) in enumerate(pairwise(sizes)):
        parts += [torch.nn.Linear(ins, outs), *([torch.nn.Tanh()] if place % 2 == 0 else [])]
    net = torch.nn.Sequential(*parts)
    rule = torch.optim.Adam(net.parameters(), lr=0.006)
    order = torch.randperm(len(train))
    for step in range(STEPS):
        at = step * BATCH % len(train)
        if at < BATCH:
            order = torch.randperm(len(train))
        x = train[order[at : at + BATCH]]
        rule.zero_grad()
        ((net(x) - x) ** 2).sum(1).mean().backward()
        rule.step()
        if step % PIECE == 0:
            with torch.no_grad():
                for x in (train, test):
                    ((net(x) - x) ** 2).sum(1).mean()


def learning() -> None:
    """Print the times of learning."""
    print(f"64-64-2-64-64, {STEPS} steps of Adam on {BATCH} digits, scores every {PIECE} steps; ms of a run:")
    runs: dict[str, Any] = {
        "ours": partial(learns, 1),
        "ours, the page's two nets side by side": partial(learns, 2),
    }
    runs |= {f"PyTorch eager, threads: {n}": partial(torchs, n) for n in THREADS}
    one, two, *theirs = raced(runs, 1).values()
    first = median(learns(2) for _turn in range(3))
    print(verdict("Seconds of the plain net", one / 1000, MOST))
    print(verdict("Seconds of both nets", two / 1000, 2 * MOST))
    print(verdict("Seconds until the first picture of both", first, FIRST))
    print(verdict("Times PyTorch eager at its better thread count", min(theirs) / one, 1.0, at_least=True))


def pointing() -> None:
    """Print what a move of the pointer takes, the apps taking turns."""
    with ExitStack() as stack:
        base = stack.enter_context(empty_as_ours())
        served = stack.enter_context(ours())
        wait_until_rested(served.pid)
        chromium = stack.enter_context(browser())
        empty = Stage(chromium, base, LINE)
        page = Stage(chromium, f"{served}/codes", "[data-study] [data-painted]", "data-painted").page
        page.evaluate(WATCH)
        box = page.locator(PLANE).bounding_box()
        assert box, "the plane is not in sight"
        took: list[tuple[float, float]] = []
        chance, seen = random.Random(0), set()
        for turn in range(MOVES + WARM_UP):
            press = empty.press(empty.page.get_by_role("slider"), arrow(turn)).shown
            page.bring_to_front()
            page.wait_for_timeout(150)
            x, y = (chance.uniform(0.3, 0.8) for _axis in "xy")
            page.mouse.move(box["x"] + x * box["width"], box["y"] + 0.6 * y * box["height"])
            page.wait_for_function("() => window.pointed")
            took.append((page.evaluate("window.pointed"), press))
            seen.add(page.evaluate(PICTURE))
        assert len(seen) == len(took), "every place is decoded to a picture of its own"
        moves, presses = (median(column) for column in zip(*took[WARM_UP:], strict=True))
        print(f"From the move to the frame: {moves:.0f} ms; a key in the empty app: {presses:.0f} ms.")
        print(verdict("A code decoded under the pointer, over the empty app", moves / presses, AGAINST_EMPTY))


def main() -> None:
    """Print the times and the verdicts."""
    learning()
    pointing()
