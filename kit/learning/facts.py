"""The training of two settings, epoch by epoch, as facts: curves, and what a net says in the plane; and where
the nets of the examples lead, from a run that was kept."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import Data
from dl_core.experiments.compare import Curves, Setup, compare, updates_of
from dl_core.experiments.learning import Trained, begin, epoch, tested
from dl_core.network import initial_weights
from kit.learning.view import OWN, Learning
from kit.page import Progress, seconds_left
from kit.tables import Table, shares

Floats = NDArray[np.float64]
GRID = 41  # places along each side of a plane
_FIRST: dict[object, Callable[[], object]] = {}  # first epochs, one for each program


class Plane(NamedTuple):
    """What a net of two inputs and two classes says. chance (GRID, GRID): of the second class, row 0 below,
    over ±reach along both, None if there is no net yet; points (n, 2) that it learns from, standardised,
    their labels (n,) as given, and which of these are wrong (n,)."""

    chance: Floats | None
    reach: float
    points: NDArray[np.float32]
    labels: NDArray[np.int32]
    wrong: NDArray[np.bool_]


class Training(NamedTuple):
    """The training of A and B. differences: of each, `Learning.differences`; curves: of each, so far, with
    the net of the first seed alone, for facts travel between processes; epochs: to do; planes: of each first
    net, where there is one; table: the visitor's that is learned, if any; rows: how many samples each asks
    for; there: how many there are to learn from, None: always enough."""

    differences: tuple[Mapping[str, float], Mapping[str, float]]
    curves: tuple[Curves, Curves]
    epochs: int
    planes: tuple[Plane, ...] = ()
    table: Table | None = None
    rows: tuple[int, int] = (0, 0)
    there: int | None = None

    @property
    def done(self) -> int:
        """Epochs; −1: nothing yet."""
        return self.curves[0].epochs

    @property
    def first_nets(self) -> tuple[Trained, Trained]:
        """Those of the first seed, of A and of B."""
        a, b = self.curves
        return a.nets[0], b.nets[0]


class NoTable(NamedTuple):
    """There is no table to learn from."""


def has_no_table(view: Learning) -> bool:
    """Whether there is nothing to learn from."""
    return view["data"] == OWN and view.table is None


def no_table(view: Learning) -> NoTable:
    """What there is of such a view."""
    return NoTable()


def training(view: Learning) -> Iterator[Training]:
    """The training of A and B over five seeds: first empty, for which nothing is trained; then after a few
    nets each, the same facts once more until all of them have come an epoch further."""
    settings, table = view.pair(), view.table
    planar = settings[0].shape.inputs == settings[0].shape.outputs == 2
    differences, rows = (view.differences("a"), view.differences("b")), (view.rows("a"), view.rows("b"))
    there = None if table is None else shares(len(table.y))[2]
    bare = [plane(*points_of(one.data(int(view["seed"])))) for one in settings] if planar else []
    seen: object = None
    for found in compare(settings, int(view["seed"]), int(view["epochs"]), seconds_left):
        if found is not seen:
            seen, (a, b) = found, (one._replace(nets=one.nets[:1]) for one in found)
            planes = tuple(plane_of(one.nets[0]) for one in found) if planar and a.nets else tuple(bare)
            facts = Training(differences, (a, b), int(view["epochs"]), planes, table, rows, there)
        yield facts


def plane_of(net: Trained) -> Plane:
    """What a net of two inputs and two classes says around the points that it learns from."""
    points = points_of(net.data)
    reach = reach_of(points.x)
    at = (np.arange(GRID) + 0.5) / GRID * 2 * reach - reach
    grid = np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2).astype(np.float32)
    outputs = np.asarray(tested(net.train_state, net.static, net.regularizers, grid).outputs).astype(float)  # type: ignore[arg-type]
    chance = 1 / (1 + np.exp(np.clip(outputs[:, 0] - outputs[:, 1], -700, 700)))
    return plane(*points, chance.reshape(GRID, GRID))


class Labelled(NamedTuple):
    """Points x (n, 2), their labels y (n,) as given, and which of these are wrong (n,)."""

    x: NDArray[np.float32]
    y: NDArray[np.int32]
    wrong: NDArray[np.bool_]


def points_of(data: Data) -> Labelled:
    """What is learned from."""
    n = int(data.train.n)
    return Labelled(data.train.x[:n], data.train.y[:n], data.wrong[:n])


def reach_of(x: NDArray[np.float32]) -> float:
    """How far a plane around points (n, 2) reaches, along both: a tenth beyond the farthest."""
    return float(np.abs(x).max()) * 1.1


def plane(
    x: NDArray[np.float32], y: NDArray[np.int32], wrong: NDArray[np.bool_], chance: Floats | None = None
) -> Plane:
    """The plane around the points that a net learns from. chance: what it says there, if there is a net."""
    return Plane(chance, reach_of(x), x, y, wrong)


def progress(facts: Training | NoTable) -> Progress | None:
    """Epochs done and to do."""
    return Progress(max(0, facts.done), facts.epochs) if isinstance(facts, Training) else None


def doubled(before: Training, now: Training) -> bool:
    """Whether there is enough for a picture: as many epochs again. So small nets, too, are seen learning;
    most happens at the beginning."""
    return now.done >= max(2 * before.done, before.done + 1)


def first_epochs(views: list[Learning]) -> tuple[Callable[[], object], ...]:
    """The first epoch of every net that these views train, each program once; a program that two pages train
    is the same call."""
    settings = [one for view in views for one in view.pair()]
    programs = {(one.shape, *map(int, one.config), one.size, type(one.optimizer)): one for one in settings}
    return tuple(_FIRST.setdefault(program, partial(_first_epoch, one)) for program, one in programs.items())


def _first_epoch(setting: Setup) -> object:
    data = setting.data(0)
    net = begin(setting.optimizer, initial_weights(setting.shape, setting.scheme, 0), setting.config)
    return epoch(
        setting.optimizer,
        setting.regularizers,
        net,
        setting.config,
        data,
        0,
        updates_of(setting, data),
        setting.size,
    )


# --- what is kept -------------------------------------------------------------------------------------------

# By `name_of` a view: accuracy and loss of A and B, (2, epochs + 1, 3), each the mean of its seeds, and what
# the first nets say in the plane; no nets. `python -m scripts.keep` makes the file.
KEPT = Path(__file__).parent / "kept.npz"
PIECES = ("accuracy", "loss", "chance")


def name_of(view: Learning) -> str:
    """What a training is kept by: all that it reads."""
    return f"{type(view).__name__}?{urlencode(sorted(view.query().items()))}"


@cache
def _places() -> Mapping[str, int]:
    with np.load(KEPT, allow_pickle=False) as file:
        return {name: place for place, name in enumerate(file["names"].tolist())}


@lru_cache(maxsize=16)
def _unpacked(place: int) -> tuple[NDArray[np.float32], ...]:
    with np.load(KEPT, allow_pickle=False) as file:
        return tuple(file[f"{piece}{place}"].astype(np.float32) for piece in PIECES)


def kept(view: Learning) -> Training | None:
    """The last facts of the training of a view, with a mean instead of seeds and without nets; None if they
    are not kept. view: with nothing in it but what the training reads."""
    place = _places().get(name_of(view))
    if place is None or view["data"] == OWN:
        return None
    accuracy, loss, chance = _unpacked(place)
    seed, setups = int(view["seed"]), view.pair()
    data = [setup.data(seed) for setup in setups]
    a, b = (
        Curves(accuracy[i][None], loss[i][None], (), of.noise, setup.shape.outputs)
        for i, (setup, of) in enumerate(zip(setups, data, strict=True))
    )
    planes = tuple(  # none of digits
        plane(*points_of(of), one.astype(float)) for of, one in zip(data, chance, strict=False)
    )
    differences = view.differences("a"), view.differences("b")
    return Training(differences, (a, b), int(view["epochs"]), planes)
