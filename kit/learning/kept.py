"""Where the nets of the examples lead that no server trains by itself: curves that were kept, each the mean
of its seeds, and what the first nets say in the plane. No nets are kept. `python -m scripts.keep` makes the
file."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np

from dl_core.experiments.compare import Curves
from kit.learning.facts import Training, plane, points_of
from kit.learning.view import OWN, Learning
from kit.lru_cache import LRUCache

FILE = Path(__file__).parent / "kept.npz"
MOST = 16  # that are unpacked at a time
_UNPACKED: LRUCache[Training] = LRUCache(MOST)


def name_of(view: Learning) -> str:
    """What a training is kept by: all that it reads."""
    return f"{type(view).__name__}?{urlencode(sorted(view.query().items()))}"


@cache
def _places() -> Mapping[str, int]:
    with np.load(FILE, allow_pickle=False) as file:
        return {name: place for place, name in enumerate(file["names"].tolist())}


def kept(view: Learning) -> Training | None:
    """The last facts of the training of a view, with a mean instead of seeds and without nets; None if they
    are not kept. view: with nothing in it but what the training reads."""
    name = name_of(view)
    if view["data"] == OWN or (place := _places().get(name)) is None:
        return None
    return _UNPACKED.made(name, lambda: _unpacked(view, place))


def _unpacked(view: Learning, place: int) -> Training:
    with np.load(FILE, allow_pickle=False) as file:
        accuracy, loss, chance = (
            file[f"{what}{place}"].astype(np.float32) for what in ("accuracy", "loss", "chance")
        )
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


def keep(trainings: Iterable[tuple[Learning, Training]]) -> None:
    """Write the file: for each view the last facts of its training."""
    arrays: dict[str, Any] = {}
    for name, one in _arrays(trainings):
        arrays[name] = one
    np.savez_compressed(FILE, **arrays)


def _arrays(trainings: Iterable[tuple[Learning, Training]]) -> Iterator[tuple[str, Any]]:
    names = []
    for place, (view, found) in enumerate(trainings):
        names.append(name_of(view))
        yield f"accuracy{place}", np.array([one.accuracy.mean(axis=0) for one in found.curves], np.float16)
        yield f"loss{place}", np.array([one.loss.mean(axis=0) for one in found.curves], np.float16)
        yield f"chance{place}", np.array([one.chance for one in found.planes], np.float16)
    yield "names", np.array(names)
