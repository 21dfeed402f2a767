"""The training of convolutional and dense nets as facts: what came of each, epoch by epoch."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments import against_dense
from dl_core.experiments.convnets import BATCH, Contestant, Learned, begin, epoch, learn
from dl_core.experiments.places import as_they_are, signals
from dl_core.nets.convnet import Cost, Layer, cost, initial
from kit.kept import Shelf
from kit.page import Progress, Run
from pages.convolution.view import Convolution

SAMPLES = 6  # that are shown in order and in another one
Floats = NDArray[Any]


class Compared(NamedTuple):
    """What came of nets that learn beside each other. about: which, an option of the part's setting; epochs:
    to do; found: of each net, by its name; costs: of one image forwards; samples: of what they learn, in
    order and in another one, (SAMPLES, values) each, where that is the question; space: of one sample."""

    about: str
    epochs: int
    found: Mapping[str, Learned]
    costs: Mapping[str, Cost]
    samples: tuple[Floats, ...] = ()
    space: tuple[int, ...] = ()

    @property
    def done(self) -> int:
        """Epochs; −1: nothing yet."""
        return next(iter(self.found.values())).epochs


def kept_of(run: Run) -> Compared | None:
    """What was kept, until one's own nets have begun."""
    return run.ahead if run.facts.done < 0 and not run.running else None


def progress(facts: Any) -> Progress:
    """Epochs done and to do."""
    return Progress(max(0, facts.done), facts.epochs)


def doubled(before: Any, now: Any) -> bool:
    """Whether there is enough for a picture: as many epochs again."""
    return bool(now.done >= max(2 * before.done, before.done + 1))


def _learned(
    view: Convolution, about: str, nets: Mapping[str, Contestant], shown: Sequence[bool] = (), **more: Any
) -> Iterator[Compared]:
    """The nets, a few at a time: the same facts once more until all of them have come an epoch further.
    shown: of which nets the first layer is shown."""
    costs = {name: cost(one.plan, one.ends) for name, one in nets.items()}
    seen: object = None
    for found in learn(list(nets.values()), int(view["seed"]), int(view["epochs"]), shown):
        if found is not seen:
            seen, epochs = found, int(view["epochs"])
            first = (one._replace(before=one.before[:1], now=one.now[:1]) for one in found)
            facts = Compared(about, epochs, dict(zip(nets, first, strict=True)), costs, **more)
        yield facts


def where(view: Convolution) -> Iterator[Compared]:
    """Four nets on digits that may stand anywhere."""
    about = view["learned_from"]
    return _learned(view, about, against_dense.where(about == "middle"))


def order(view: Convolution) -> Iterator[Compared]:
    """A dense and a convolutional net, on data in order and in another one."""
    about, seed = view["data"], int(view["seed"])
    nets = against_dense.order(about)
    task = as_they_are if about == "digits" else signals
    samples = tuple(task(seed, shuffled).test.x[:SAMPLES] for shuffled in (False, True))
    return _learned(view, about, nets, samples=samples, space=nets["dense"].plan.space)


def filters(view: Convolution) -> Iterator[Compared]:
    """Filters that learn, and filters that stay; of the first seed's nets the first layer is shown."""
    about = view["nets"]
    return _learned(view, about, against_dense.filters(about), shown=(True, False))


# --- one net, whose inside is looked at ---------------------------------------------------------------------


READ_BY_NET = ("ending", "learned_from", "epochs", "seed")


class Net(NamedTuple):
    """The first seed's convolutional net. learned: with its layers; epochs: to do; ends: in a global max
    pooling."""

    learned: Learned
    epochs: int
    ends: bool

    @property
    def done(self) -> int:
        """Epochs; −1: nothing yet."""
        return self.learned.epochs


def net(view: Convolution) -> Iterator[Net]:
    """The net of the part "When is it better?", number by number, of the first seed alone."""
    ends, epochs = view["ending"] == "global", int(view["epochs"])
    one = against_dense.where(view["learned_from"] == "middle")["global" if ends else "conv"]
    for (found,) in learn([one], int(view["seed"]), epochs, (True,), seeds=1):
        yield Net(found, epochs, ends)


# --- where they lead ----------------------------------------------------------------------------------------


def as_kept(found: Compared | Net) -> Compared | Net:
    """The last facts of a training as they are kept: means over the seeds, no times, in half precision."""
    if isinstance(found, Net):
        return found._replace(learned=_halved(found.learned._replace(before=())))
    return found._replace(found={name: _halved(one) for name, one in found.found.items()}, samples=())


def _halved(one: Learned) -> Learned:
    half: Any = np.float16
    before, now = (tuple(Layer(*map(half, layer)) for layer in layers) for layers in (one.before, one.now))
    accuracy = half(one.accuracy.mean(axis=0, keepdims=True))
    return Learned(accuracy, half(one.places), one.looked, before, now, float("nan"))


SHELF = Shelf(
    Path(__file__).parent / "kept.npz",
    {"where": Compared, "order": Compared, "filters": Compared, "inside": Net},
    {
        "where": (Convolution(), Convolution({"learned_from": "middle"})),
        "order": (Convolution(), Convolution({"data": "signals"})),
        "filters": (Convolution(), Convolution({"nets": "deep"}), Convolution({"nets": "anywhere"})),
        "inside": (Convolution(), Convolution({"ending": "flat"})),
    },
    dict.fromkeys(("where", "order", "filters", "inside"), as_kept),
)


# --- first calls --------------------------------------------------------------------------------------------


def first_calls(*nets: Mapping[str, Contestant]) -> tuple[Callable[[], object], ...]:
    """The first epoch of every kind of net, each program once."""
    kinds = {one.plan: one for found in nets for one in found.values()}
    return tuple(partial(_first_call, one) for one in kinds.values())


def _first_call(one: Contestant) -> object:
    task, layers = one.task(0), initial(one.plan, 0, one.ends)
    return epoch(one, begin(one.optimizer, layers), task, 0, 1, BATCH, BATCH)
