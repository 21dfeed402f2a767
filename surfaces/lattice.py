"""A formula's box looked at: values and derivatives at many points in pieces of one size, lattices, and where
a search begins."""

import math
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates, minimum_filter

from surfaces.formula import Program
from surfaces.jets import value, with_curvatures

Box = tuple[float, float, float, float]
Floats = NDArray[np.float64]
STARTS, COARSE, NEAR = (
    576,
    12,
    60,
    # how many starts, at least how many along a side of a coarse lattice, at most how many of the closest
    # lattice
)
DRAWN, FINE = (
    101,
    301,
    # points along a side of the map that is drawn, and of the lattice that is looked at: every third one is
    # drawn
)
LINE = 32  # losses are asked for in lines of so many
JETS, LOSSES = 576, 144  # so many points and lines at a time, always, so that nothing compiles anew


class Plot(NamedTuple):
    """Where is searched: the program, the box, its diagonal, and how far apart the losses lie there
    (interquartile range at the starts)."""

    program: Program
    box: Box
    diagonal: float
    spread: float


class Lattice(NamedTuple):
    """Points (n, n, 2) and values (n, n) over a box, inf where there is none."""

    points: Floats
    values: Floats

    def lows(self, most: int) -> Floats:
        """The places (m, 2) that no neighbour is lower than: the lowest ones, and of equal ones as many from
        everywhere."""
        found = np.flatnonzero(
            (self.values <= minimum_filter(self.values, 3, mode="nearest")) & np.isfinite(self.values)
        )
        values, points = self.values.ravel()[found], self.points.reshape(-1, 2)[found]
        last = np.sort(values)[:most][-1:]
        sure, equal = points[values < last], points[values == last]
        return np.concatenate(
            [sure, equal[np.linspace(0, len(equal) - 1, min(len(equal), most - len(sure))).astype(int)]]
        )

    def lowest(self) -> tuple[float, float, float] | None:
        """x, y and value of the lowest finite point."""
        row, column = np.unravel_index(np.argmin(self.values), self.values.shape)
        (x, y), value = self.points[row, column], self.values[row, column]
        return (float(x), float(y), float(value)) if np.isfinite(value) else None


def jets(program: Program, x: Floats) -> Floats:
    """The jets (n, 6) at points x (n, 2), in pieces of one size."""
    if not len(x):
        return np.empty((0, 6))
    return np.concatenate(
        [
            np.asarray(with_curvatures(program, jnp.asarray(piece)))[:count]
            for piece, count in _pieces(x, JETS)
        ]
    )


def losses(program: Program, x: Floats) -> Floats:
    """The losses (n, m) at points x (n, m, 2), m at most LINE; nan becomes inf."""
    rays = x.shape[1]
    if not len(x):
        return np.empty((0, rays))
    full = np.concatenate([x, np.repeat(x[:, :1], LINE - rays, axis=1)], axis=1)
    found = np.concatenate(
        [
            np.asarray(value(program, jnp.asarray(piece)))[:count, :rays, 0]
            for piece, count in _pieces(full, LOSSES)
        ]
    )
    return np.where(np.isnan(found), np.inf, found)


def _pieces(x: Floats, size: int) -> list[tuple[Floats, int]]:
    """`size` points at a time, the last ones padded; with each piece how many of its points count."""
    pieces = [x[i : i + size] for i in range(0, len(x), size)]
    return [
        (np.concatenate([piece, np.repeat(piece[:1], size - len(piece), axis=0)]), len(piece))
        for piece in pieces
    ]


def is_within(box: Box, x: Floats) -> NDArray[np.bool_]:
    """Which of points (…, 2) lie in the box: (…)."""
    return (x[..., 0] >= box[0]) & (x[..., 0] <= box[1]) & (x[..., 1] >= box[2]) & (x[..., 1] <= box[3])


def are_at_border(plot: Plot, x: Floats) -> NDArray[np.bool_]:
    """Which of points (…, 2) lie within a thousandth of the diagonal of the border, or outside: (…)."""
    (x0, x1, y0, y1), edge = plot.box, 1e-3 * plot.diagonal
    return ~is_within((x0 + edge, x1 - edge, y0 + edge, y1 - edge), x)


def lattice_over(program: Program, box: Box, side: int) -> Lattice:
    """Looked at in rows of one length, so that nothing compiles anew."""
    points = np.stack(
        np.meshgrid(np.linspace(box[0], box[1], side), np.linspace(box[2], box[3], side)), axis=-1
    )
    flat = points.reshape(-1, 2)
    rows = np.concatenate([flat, np.repeat(flat[-1:], -len(flat) % (LINE), axis=0)]).reshape(-1, LINE, 2)
    values = losses(program, rows).ravel()[: len(flat)].reshape(side, side)
    return Lattice(points, np.where(np.isfinite(values), values, np.inf))


def starts_from(plot: Plot, lattice: Lattice) -> Floats:
    """What is low on the lattice and on a closer one around its lowest point, and a coarse lattice."""
    lowest = lattice.lowest()
    assert lowest
    (x, y, _), (x0, x1, y0, y1) = lowest, plot.box
    width, height = 8 * (x1 - x0) / (FINE - 1), 8 * (y1 - y0) / (FINE - 1)
    closer = lattice_over(
        plot.program,
        (max(x - width, x0), min(x + width, x1), max(y - height, y0), min(y + height, y1)),
        DRAWN,
    )
    low = np.concatenate(
        [np.array([[x, y]]), closer.lows(NEAR), lattice.lows(STARTS - 1 - NEAR - COARSE * COARSE)]
    )
    side = math.isqrt(STARTS - len(low))
    middles = (np.arange(side) + 0.5) / side
    coarse = np.stack(np.meshgrid(x0 + (x1 - x0) * middles, y0 + (y1 - y0) * middles), axis=-1).reshape(-1, 2)
    return np.concatenate([low, coarse[np.isfinite(losses(plot.program, coarse[:, None])[:, 0])]])


def is_too_fine(plot: Plot, lattice: Lattice) -> bool:
    """Between its points the lattice says no more of the surface than every second of its points do."""
    # everywhere, and in step with no lattice (Roberts 2018)
    at = np.arange(1, LOSSES * 4 + 1)[:, None] * [0.7548776662466927, 0.5698402909980532] % 1
    (x0, x1, y0, y1), place = plot.box, at.T[::-1] * (FINE - 1)
    values = losses(plot.program, (at * [x1 - x0, y1 - y0] + [x0, y0])[:, None])[:, 0]
    fine, coarse = (
        np.abs(map_coordinates(lattice.values[::k, ::k], place / k, order=1) - values) for k in (1, 2)
    )
    good = np.isfinite(fine) & np.isfinite(coarse)
    if not good.any():
        return False
    one, two = np.quantile(fine[good], 0.75), np.quantile(coarse[good], 0.75)
    return bool(one > 0.6 * two and one > 1e-9 * plot.spread)
