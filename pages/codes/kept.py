"""The nets that stay with the app, so that the page opens on where its examples lead. `python -m scripts.keep
codes` makes the file."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.autoencoders import Learned, Recipe
from dl_core.nets.autoencoder import Layer, Layers, narrowed
from kit.kept import arrays_of
from pages.codes.nets import PLAN, Nets, recipes, trained, width_of
from pages.codes.view import Codes

KEPT = Path(__file__).parent / "kept.npz"
CURVE = ("steps", "train", "test", "kl")
# the views whose nets are kept
VIEWS = (
    Codes(),
    Codes({"part": "variational"}),
    Codes({"part": "variational", "variance": 0.5, "beta": 4.0}),
)


def _name(recipe: Recipe, steps: int) -> str:
    """All that a net follows from."""
    goal = recipe.goal
    known = (recipe.width, goal.variational, goal.variance, goal.beta, recipe.seed, steps)
    return " ".join(map(str, known))


def to_keep(view: Codes, twins: bool) -> dict[str, NDArray[Any]]:
    """What is kept of the nets of a view, by name. twins: see `nets.recipes`."""
    arrays: dict[str, NDArray[Any]] = {}
    *_before, last = trained(view, twins)
    pairs = zip(recipes(view, twins), (last.plain, last.variational, last.twin), strict=False)
    for recipe, found in pairs:
        assert found
        name, layers = _name(recipe, last.steps), narrowed(found.layers, recipe.width)
        leaves = (leaf for layer in _flat(layers) for leaf in layer)
        arrays |= {f"{name}.{place}": np.asarray(leaf, np.float16) for place, leaf in enumerate(leaves)}
        arrays |= {f"{name}.{one}": getattr(found, one).astype(np.float32) for one in CURVE}
    return arrays


def kept(view: Codes, twins: bool = False) -> Nets:
    """The nets of a view as they were kept. Raises KeyError if they are not."""
    steps = int(view["steps"])
    plain, variational, *twin = (_learned(_name(one, steps), one.width) for one in recipes(view, twins))
    return Nets(plain, variational, steps, width_of(view), twin[0] if twins else None, is_kept=True)


def is_kept(view: Codes, twins: bool = False) -> bool:
    """Whether the nets of a view are kept."""
    steps = int(view["steps"])
    return all(f"{_name(one, steps)}.0" in arrays_of(KEPT) for one in recipes(view, twins))


@cache
def _learned(name: str, width: int) -> Learned:
    file, leaves = arrays_of(KEPT), list[NDArray[Any]]()
    while f"{name}.{len(leaves)}" in file:
        leaves.append(file[f"{name}.{len(leaves)}"].astype(np.float32))
    into, mean, log_variance, first, last = (
        Layer(*leaves[place : place + 2]) for place in range(0, len(leaves), 2)
    )
    room = PLAN.room - width
    layers = Layers(
        (into,),
        _wider(mean, room),
        _wider(log_variance, room),
        (first._replace(weight=_rows(first, room)), last),
    )
    steps, *curves = (file[f"{name}.{one}"] for one in CURVE)
    return Learned(layers, steps.astype(int), *curves)


def _flat(layers: Layers) -> tuple[Layer, ...]:
    return (*layers.into, layers.mean, layers.log_variance, *layers.out)


def _wider(layer: Layer, room: int) -> Layer:
    return Layer(np.pad(layer.weight, ((0, 0), (0, room))), np.pad(layer.bias, (0, room)))


def _rows(layer: Layer, room: int) -> NDArray[Any]:
    return np.pad(layer.weight, ((0, room), (0, 0)))
