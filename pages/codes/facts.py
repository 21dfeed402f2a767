"""What is computed for the part "The plane of codes": pure."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.autoencoders import digits_apart
from pages.codes.methods import Method, methods, nearest
from pages.codes.nets import Nets
from pages.codes.spots import read_spot
from pages.codes.view import Codes

Floats = NDArray[Any]
GRID = 28  # places along each axis of a ground
AROUND = 1.08  # times the farthest code: how far the axes go


class OnePlane(NamedTuple):
    """One way's plane. codes (n, 2): of the test digits; error: mean of Σ(x − x̂)² over them; ring: the place
    that is looked at; own: whether a hand has put it there; near: what is decoded there is how far from the
    nearest training digit; label: the digit that this is; ground (GRID, GRID), row 0 below: the same of
    every place, None if it is not asked for."""

    codes: Floats
    error: float
    ring: tuple[float, float]
    own: bool
    near: float
    label: int
    ground: Floats | None
    method: Method


class Plane(NamedTuple):
    """The planes of codes, by their names. classes (n,): of the test digits; reach: the axes go from −reach
    to reach, those of all planes; original (64,): the chosen digit; nets: as far as they have come;
    running: whether more is to come."""

    planes: dict[str, OnePlane]
    classes: NDArray[np.int32]
    reach: float
    original: Floats
    nets: Nets
    running: bool
    view: Codes


def plane(view: Codes, nets: Nets, under_way: bool) -> Plane:
    """The test digits in each plane, and what is decoded at the ring."""
    test = digits_apart()[1]
    ways = methods(nets)
    codes = {name: way.encode(test.x) for name, way in ways.items()}
    reach = AROUND * float(max(np.abs(one).max() for one in codes.values()))
    planes = {name: _one(view, name, way, codes[name], reach) for name, way in ways.items()}
    return Plane(planes, test.y, reach, test.x[int(view["digit"])], nets, under_way, view)


def _one(view: Codes, name: str, way: Method, codes: Floats, reach: float) -> OnePlane:
    test, spot = digits_apart()[1], read_spot(view["spot"])
    own = spot is not None and spot.name == name
    at = np.array([[spot.x, spot.y]]) if spot and own else codes[[int(view["digit"])]]
    (near,), (found,) = nearest(way.decode(at))
    error = float(((way.decode(codes) - test.x) ** 2).sum(axis=1).mean())
    label = int(digits_apart()[0].y[found])
    ground = _ground(way, reach) if view["ground"] == "distance" else None
    return OnePlane(codes, error, (float(at[0, 0]), float(at[0, 1])), own, float(near), label, ground, way)


def _ground(way: Method, reach: float) -> Floats:
    middles = reach * (2 * (np.arange(GRID) + 0.5) / GRID - 1)
    places = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    return nearest(way.decode(places))[0].reshape(GRID, GRID)
