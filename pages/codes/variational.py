"""What is computed for the part "A variational one": pure."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.autoencoders import digits_apart
from dl_core.nets.autoencoder import encode
from pages.codes.methods import methods
from pages.codes.nets import PLAN, Nets, product
from pages.codes.view import Codes

Floats = NDArray[Any]
DEAD = 0.02  # KL below which a number of the code says nothing
ALIKE = 10  # pictures decoded from one digit


class Variational(NamedTuple):
    """kl (width,): of each number of the code, now; deviation (width,): of its distribution, the mean over
    the training digits; reconstruction, divergence: the two terms of the loss, the second before it is
    multiplied by beta; product: 2·variance·beta; drawn (ALIKE, 64): one digit decoded from draws of its
    code; original (64,); moves: how far one draw is decoded from another, the mean over test digits, as a
    distance of pictures."""

    kl: Floats
    deviation: Floats
    reconstruction: float
    divergence: float
    product: float
    drawn: Floats
    original: Floats
    moves: float
    nets: Nets
    running: bool
    view: Codes

    @property
    def dead(self) -> int:
        """How many numbers of the code say nothing."""
        return int((self.kl < DEAD).sum())


def variational(view: Codes, nets: Nets, under_way: bool) -> Variational:
    """The two terms, number by number of the code, and what draws of one code are decoded to."""
    train, test = digits_apart()
    layers, width = nets.variational.layers, nets.width
    mean, log_variance = (np.asarray(one) for one in encode(layers, PLAN, train.x))
    deviation = np.exp(log_variance / 2)
    rng, way = np.random.default_rng((int(view["seed"]), 59)), methods(nets)["variational"]

    def decoded(mean: Floats, deviation: Floats) -> Floats:
        noise = rng.standard_normal((len(mean), width))
        return way.decode(mean[:, :width] + deviation[:, :width] * noise)

    off = decoded(mean, deviation) - train.x
    kl = (mean**2 + deviation**2 - 1 - log_variance).mean(axis=0)[:width] / 2
    seen, spread = (np.asarray(one) for one in encode(layers, PLAN, test.x))
    spread = np.exp(spread / 2)
    apart = np.linalg.norm(decoded(seen, spread) - decoded(seen, spread), axis=1)
    one = np.repeat([int(view["digit"])], ALIKE)
    return Variational(
        kl,
        deviation.mean(axis=0)[:width],
        float((off**2).sum(axis=1).mean() / (2 * view["variance"])),
        float(kl.sum()),
        product(view),
        decoded(seen[one], spread[one]),
        test.x[one[0]],
        float(apart.mean()),
        nets,
        under_way,
        view,
    )
