"""The gradient of one digit's codes as facts: estimated from many draws, in two ways."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.autoencoders import Learned, digits_apart, train_all
from dl_core.experiments.gradient_noise import Codes as Drawn
from dl_core.experiments.gradient_noise import Estimates, estimates
from dl_core.nets.autoencoder import encode, narrowed
from kit.page import Progress
from pages.codes.nets import PLAN, WIDTH, recipes
from pages.codes.view import Codes

Floats = NDArray[np.float64]


class Net(NamedTuple):
    """The variational autoencoder on its way. steps: to do."""

    learned: Learned
    steps: int

    @property
    def done(self) -> int:
        """Steps."""
        return int(self.learned.steps[-1]) if len(self.learned.steps) else 0


class Gradient(NamedTuple):
    """Estimates of one gradient. digit: what is written there; of: how its codes are drawn; net: whose."""

    found: Estimates
    digit: int
    image: Floats
    of: Drawn
    net: Net


def net(view: Codes) -> Iterator[Net]:
    """A variational autoencoder with codes of two numbers."""
    steps = int(view["steps"])
    for (learned,) in train_all(recipes(view, WIDTH)[1:], *digits_apart(), steps):
        yield Net(learned, steps)


def progress(found: Net | Gradient) -> Progress:
    """Steps done and to do."""
    one = found.net if isinstance(found, Gradient) else found
    return Progress(one.done, one.steps)


def gradient(view: Codes, found: Net, under_way: bool) -> Gradient:
    """The gradient by mean and log-variance of one digit's code, of the net so far."""
    test = digits_apart()[1]
    place, variance = int(view["digit"]), view["variance"]
    layers, plan = narrowed(found.learned.layers, WIDTH), PLAN._replace(room=WIDTH)
    mean, log_variance = encode(layers, plan, test.x[place : place + 1])
    of = Drawn(np.asarray(mean[0], float), np.asarray(log_variance[0], float))
    noise = np.random.default_rng((int(view["seed"]), 59)).normal(size=(int(view["draws"]), WIDTH))
    estimated = estimates(layers, plan, test.x[place], of, variance, noise)
    return Gradient(estimated, int(test.y[place]), np.asarray(test.x[place], float), of, found)
