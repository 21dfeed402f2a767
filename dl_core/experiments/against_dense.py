"""When is a convolutional net better? The nets that are set against each other.

Each learns with Adam, at that of the rates 0.001, 0.003, 0.01 and 0.03 which had the best test accuracy after
20 epochs at other seeds: 0.01 for all but the wide dense one, 0.003.
"""

from functools import partial

from dl_core.digits import SIDE
from dl_core.experiments.convnets import Contestant
from dl_core.experiments.places import CANVAS, LENGTH, anywhere, as_they_are, signals
from dl_core.nets.convnet import Plan
from dl_core.optimizers import Adam

RATE, WIDE_RATE = 0.01, 0.003
GROUND, FRAME, LINE = (CANVAS, CANVAS), (SIDE, SIDE), (LENGTH,)
DENSE, WIDE = Plan(GROUND, hidden=(64, 64)), Plan(GROUND, hidden=(256, 256))
CONV = Plan(GROUND, channels=(8, 16))
SMALL_DENSE, SMALL_CONV = Plan(FRAME, hidden=(64, 64)), Plan(FRAME, channels=(8, 16))
LINE_DENSE, LINE_CONV = Plan(LINE, hidden=(100, 100)), Plan(LINE, channels=(16, 32, 32), side=5)
# one convolution and a dense layer between, as the net of "Deep Learning from Scratch", chapter 7, has them
BOOK = Plan(FRAME, channels=(16,), hidden=(64,))


def where(middle: bool) -> dict[str, Contestant]:
    """Digits anywhere on a larger ground: two dense nets, a convolutional one, and the same one ending in a
    global max pooling."""
    task = partial(anywhere, middle=middle)
    return {
        "dense": Contestant(DENSE, Adam(lr=RATE), task),
        "wide": Contestant(WIDE, Adam(lr=WIDE_RATE), task),
        "conv": Contestant(CONV, Adam(lr=RATE), task),
        "global": Contestant(CONV, Adam(lr=RATE), task, ends=True),
    }


def order(data: str) -> dict[str, Contestant]:
    """A dense and a convolutional net on data in order and in another one. data: "digits" or "signals"."""
    task, dense, conv = (
        (as_they_are, SMALL_DENSE, SMALL_CONV) if data == "digits" else (signals, LINE_DENSE, LINE_CONV)
    )
    return {
        name: Contestant(plan, Adam(lr=RATE), partial(task, shuffled=shuffled))
        for name, plan, shuffled in (
            ("dense", dense, False),
            ("conv", conv, False),
            ("dense shuffled", dense, True),
            ("conv shuffled", conv, True),
        )
    }


def filters(nets: str) -> dict[str, Contestant]:
    """Convolutions that learn, and convolutions that stay as they were drawn, of one of NETS."""
    plan, task = NETS[nets]
    return {
        name: Contestant(plan, Adam(lr=RATE), task, frozen=name == "frozen") for name in ("trained", "frozen")
    }


NETS = {  # of which filters are learned, or stay; and what these nets learn
    "book": (BOOK, partial(as_they_are, shuffled=False)),
    "deep": (SMALL_CONV, partial(as_they_are, shuffled=False)),
    "anywhere": (CONV, partial(anywhere, middle=False)),
}
