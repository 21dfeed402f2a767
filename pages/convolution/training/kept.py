"""Where the trainings lead with which the parts open: what is kept of them, so that there is something to see
before anybody presses Train. `python -m scripts.keep` makes the file."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments import against_dense
from dl_core.experiments.convnets import Contestant, Learned
from dl_core.nets.convnet import Layer, Layers, cost
from pages.convolution.training.facts import Compared, Net
from pages.convolution.view import Convolution

KEPT = Path(__file__).parent / "kept.npz"
# by part: the views whose trainings are kept
RUNS = {
    "where": (Convolution(), Convolution({"learned_from": "middle"})),
    "order": (Convolution(), Convolution({"data": "signals"})),
    "filters": (Convolution(), Convolution({"nets": "deep"}), Convolution({"nets": "anywhere"})),
    "inside": (Convolution(), Convolution({"ending": "flat"})),
}
NETS = {
    "where": lambda view: against_dense.where(view["learned_from"] == "middle"),
    "order": lambda view: against_dense.order(view["data"]),
    "filters": lambda view: against_dense.filters(view["nets"]),
}
READS = {
    "where": ("learned_from",),
    "order": ("data",),
    "filters": ("nets",),
    "inside": ("learned_from", "ending"),
}


def name_of(part: str, view: Convolution) -> str:
    """What a training is kept by: all that its steps read."""
    return " ".join(
        [part, *(str(view[name]) for name in READS[part]), *(str(int(view[n])) for n in ("epochs", "seed"))]
    )


def arrays_of(part: str, view: Convolution, found: Compared | Net) -> dict[str, NDArray[Any]]:
    """What is kept of the last facts of a training, by name: means over the seeds, no times."""
    name = name_of(part, view)
    if isinstance(found, Net):
        leaves = [leaf for layer in found.learned.now for leaf in layer]
        return {f"{name}.{place}": np.asarray(leaf, np.float16) for place, leaf in enumerate(leaves)}
    pieces: dict[str, NDArray[Any]] = {}
    for which, one in found.found.items():
        pieces[f"{name}.{which}.accuracy"] = one.accuracy.mean(axis=0).astype(np.float16)
        if len(one.places):
            pieces[f"{name}.{which}.places"] = np.round(255 * one.places).astype(np.uint8)
        for when, layers in (("before", one.before), ("now", one.now)):
            if layers:
                pieces[f"{name}.{which}.{when}"] = np.asarray(layers[0].weight, np.float16)
    return pieces


@cache
def _file() -> Mapping[str, NDArray[Any]]:
    with np.load(KEPT, allow_pickle=False) as file:
        return dict(file)


def kept(part: str, view: Convolution) -> Compared | None:
    """The last facts of the training of a part, with a mean instead of seeds; None if it is not kept. view:
    with nothing in it but what the part reads."""
    name, file = name_of(part, view), _file()
    if not any(one.startswith(f"{name}.") for one in file):
        return None
    nets: Mapping[str, Contestant] = NETS[part](view)
    found, epochs = {}, int(view["epochs"])
    for which in nets:
        accuracy = file[f"{name}.{which}.accuracy"].astype(np.float32)[None]
        places = file.get(f"{name}.{which}.places", np.zeros(0)).astype(np.float32) / np.float32(255)
        before, now = (_first(file.get(f"{name}.{which}.{when}")) for when in ("before", "now"))
        found[which] = Learned(accuracy, places, epochs, before, now, float("nan"))
    costs = {which: cost(one.plan, one.ends) for which, one in nets.items()}
    return Compared(str(view[READS[part][0]]), epochs, found, costs)


def _first(weight: NDArray[Any] | None) -> Layers:
    if weight is None:
        return ()
    return (Layer(weight.astype(np.float32), np.zeros(len(weight), np.float32)),)


def layers_of(view: Convolution) -> Layers:
    """The layers of the net that was kept for a view of the part `inside`; none if it is not kept."""
    name, file = name_of("inside", view), _file()
    leaves: list[NDArray[np.float32]] = []
    while f"{name}.{len(leaves)}" in file:
        leaves.append(file[f"{name}.{len(leaves)}"].astype(np.float32))
    return tuple(Layer(*leaves[place : place + 2]) for place in range(0, len(leaves), 2))
