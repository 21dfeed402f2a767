"""The rules. Adding one: its file, its name here, its oracle row in tests/dl_core/test_optimizers.py."""

from dl_core.optimizers.adadelta import Adadelta
from dl_core.optimizers.adagrad import AdaGrad
from dl_core.optimizers.adam import Adam
from dl_core.optimizers.adamw import AdamW
from dl_core.optimizers.amsgrad import AMSGrad
from dl_core.optimizers.base import GradientMethod, Loss, Optimizer
from dl_core.optimizers.lion import Lion
from dl_core.optimizers.momentum import Momentum
from dl_core.optimizers.nadam import NAdam
from dl_core.optimizers.nesterov import Nesterov
from dl_core.optimizers.newton import Newton
from dl_core.optimizers.radam import RAdam
from dl_core.optimizers.random_search import RandomSearch
from dl_core.optimizers.rmsprop import RMSProp
from dl_core.optimizers.sgd import SGD

OPTIMIZERS: tuple[type[Optimizer], ...] = (
    SGD, Momentum, Nesterov, AdaGrad, Adadelta, RMSProp, Adam, AdamW, NAdam, AMSGrad, RAdam, Lion, Newton,
)  # fmt: skip
# what trains a network: all that needs no Hessian
TRAINERS: tuple[type[Optimizer], ...] = tuple(rule for rule in OPTIMIZERS if rule is not Newton)
# what can race: random search asks for no gradient, so it is no optimizer of a network
RACERS: tuple[type[Optimizer], ...] = (*OPTIMIZERS, RandomSearch)

__all__ = [
    "OPTIMIZERS",
    "RACERS",
    "SGD",
    "TRAINERS",
    "AMSGrad",
    "AdaGrad",
    "Adadelta",
    "Adam",
    "AdamW",
    "GradientMethod",
    "Lion",
    "Loss",
    "Momentum",
    "NAdam",
    "Nesterov",
    "Newton",
    "Optimizer",
    "RAdam",
    "RMSProp",
    "RandomSearch",
]
