"""The cells of centres in the plane: where each is the nearest."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Polygon = NDArray[np.float64]


def _clipped(polygon: Polygon, normal: NDArray[np.float64], level: float) -> Polygon:
    """The part of a convex polygon (m, 2) in which normal·x ≤ level; I. Sutherland & G. Hodgman, 1974."""
    if not len(polygon):
        return polygon
    height = polygon @ normal - level
    found = []
    for i, (here, there) in enumerate(zip(polygon, np.roll(polygon, -1, axis=0), strict=True)):
        a, b = height[i], height[(i + 1) % len(polygon)]
        if a <= 0:
            found.append(here)
        if (a < 0 < b) or (b < 0 < a):
            found.append(here + (there - here) * (a / (a - b)))
    return np.array(found).reshape(-1, 2)


def cells(centres: NDArray[np.float64], box: Sequence[float]) -> list[Polygon]:
    """For each centre (k, 2) the convex polygon of the places in the box (x0, x1, y0, y1) to which no other
    is nearer; of equal centres the first has it, and the others' are empty."""
    x0, x1, y0, y1 = box
    found = []
    for i, own in enumerate(centres):
        polygon = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        for j, other in enumerate(centres):
            if (other == own).all():
                if j < i:
                    polygon = np.empty((0, 2))
                continue
            polygon = _clipped(polygon, other - own, float(other @ other - own @ own) / 2)
        found.append(polygon)
    return found
