"""The gradient of one digit's codes as facts: estimated from many draws, in two ways."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.autoencoders import digits_apart
from dl_core.experiments.gradient_noise import Codes as Drawn
from dl_core.experiments.gradient_noise import Estimates, estimates
from dl_core.nets.autoencoder import decode, encode, narrowed
from pages.codes.nets import PLAN, PLANE, Nets
from pages.codes.view import Codes

Floats = NDArray[np.float64]
SHOWN = 7  # draws that are decoded to be looked at


class Gradient(NamedTuple):
    """Estimates of one gradient. digit: what is written there, image (64,); drawn (SHOWN, 64): what the
    first draws are decoded to; of: how its codes are drawn; nets: whose variational autoencoder it is."""

    found: Estimates
    digit: int
    image: Floats
    drawn: Floats
    of: Drawn
    nets: Nets


def gradient(view: Codes, nets: Nets, under_way: bool) -> Gradient:
    """The gradient by mean and log-variance of one digit's code, of the variational autoencoder so far."""
    test = digits_apart()[1]
    place, draws = int(view["digit"]), int(view["draws"])
    layers, plan = narrowed(nets.variational.layers, PLANE), PLAN._replace(room=PLANE)
    mean, log_variance = encode(layers, plan, test.x[place : place + 1])
    of = Drawn(np.asarray(mean[0], float), np.asarray(log_variance[0], float))
    noise = np.random.default_rng((int(view["seed"]), 59)).normal(size=(draws, PLANE))
    found = estimates(layers, plan, test.x[place], of, view["variance"], noise)
    drawn = np.asarray(decode(layers, plan, of.drawn(noise[:SHOWN])), float)
    return Gradient(found, int(test.y[place]), np.asarray(test.x[place], float), drawn, of, nets)
