"""What the page can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.cluster_runs import STARTS
from dl_core.experiments.point_sets import HALF, PointSet, point_set
from dl_core.params import param, params, params_of
from kit.messages import _
from kit.settings import Number, OneOf, Setting, Text, View
from pages.clusters.places import read_places

PARTS = {
    "steps": _("Step by step"),
    "starts": _("A hundred starts"),
    "truth": _("Beside the truth"),
    "codes": _("Pixels or codes"),
    "elbow": _("How many clusters"),
}
DATA = {
    "blobs": _("four blobs"),
    "unequal": _("one wide, two narrow"),
    "moons": _("two moons"),
    "uniform": _("uniform: no groups"),
    "none": _("only what you place"),
}
WAYS = {"points": _("random points"), "assignment": _("random assignment"), "plus": _("k-means++")}
CLICKS = {"points": _("+ point"), "centres": _("+ centre"), "remove": _("remove")}
EMPTY = {"stay": _("stays where it is"), "move": _("moves to farthest point")}
TARGETS = {"mean": _("the mean"), "point": _("the nearest data point")}
OF = {"digits": _("digits, 64 pixels"), "plane": _("points in the plane")}
OWN = "own"
SAMPLES = {"digits": _("digits, 64 pixels"), OWN: _("your own table")}
CODES = {"pixels": _("all values"), "pca": _("PCA's codes"), "autoencoder": _("an autoencoder's codes")}
LARGEST = 8  # clusters in the plane
HALVES = 40


def _whole(default: float, low: float, high: float, label: str, about: str, tex: str = "") -> Any:
    return param(default=default, low=low, high=high, step=1.0, label=label, about=about, tex=tex)


@params
class Plane:
    """Points in the plane, and where it begins."""

    k: float = _whole(4, 1, LARGEST, _("Clusters"), _("how many centres there are in the plane"), "k")
    half: float = _whole(
        1, 0, HALVES, _("Half step"), _("odd: points are assigned; even: centres have moved to the means")
    )
    points: float = _whole(200, 20, 400, _("Points"), _("of the data set"), "n")
    stretch: float = param(
        default=1.0,
        low=1.0,
        high=20.0,
        log=True,
        label=_("Stretch"),
        about=_("the first axis in other units, as cm instead of m: times this"),
    )
    seed: float = _whole(0, 0, 999, _("Seed"), _("names the random numbers"))


@params
class Digits:
    """What is grouped instead of points in the plane."""

    groups: float = _whole(10, 2, 20, _("Clusters"), _("how many centres there are"), "k")
    axes: float = _whole(8, 1, 64, _("Numbers of a code"), _("how many are left of the values of a sample"))


@cache
def _settings() -> dict[str, Setting]:
    settings: dict[str, Setting] = {
        "part": OneOf(PARTS, "steps", _("Part"), _("what is looked at")),
        "data": OneOf(DATA, "blobs", _("Data"), _("what the points are drawn from")),
        "start": OneOf(WAYS, "points", _("Start"), _("where centres begin that are not placed by hand")),
        "empty": OneOf(EMPTY, "stay", _("An empty cluster's centre"), _("scikit-learn moves it")),
        "target": OneOf(
            TARGETS,
            "mean",
            _("Centres move to"),
            _("the mean of their points, or the data point nearest to it: another algorithm"),
        ),
        "click": OneOf(CLICKS, "points", _("Click"), _("in the plane; what you placed can be dragged")),
        "added": Text(
            "", _("Placed points"), read_places, _("as x,y, parted by semicolons"), ("0,0;1,-2", "3,3")
        ),
        "centres": Text(
            "",
            _("Placed centres"),
            read_places,
            _("as x,y, parted by semicolons; none: drawn at the start"),
            ("-2,0;2,0",),
        ),
        "of": OneOf(OF, "digits", _("Data"), _("what is grouped")),
        "samples": OneOf(
            SAMPLES, "digits", _("Data"), _("what is grouped: digits, or a table that you upload")
        ),
        "codes": OneOf(CODES, "pixels", _("Grouped by"), _("what distances are measured in")),
    }
    for owner in (Plane, Digits):
        settings |= {name: Number(one, one.label) for name, one in params_of(owner)}
    return settings


@dataclass(frozen=True)
class Clusters(View):
    """The page's whole state."""

    ways = ("click",)

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings; none depends on another."""
        return _settings()

    @property
    def placed(self) -> NDArray[np.float64]:
        """The points placed by hand (m, 2)."""
        return np.array(read_places(self["added"])).reshape(-1, 2)

    @property
    def sample(self) -> PointSet:
        """The points of the data set and behind them those placed by hand, in a group of their own where the
        set has groups."""
        added = self.placed
        if self["data"] == "none":
            return PointSet(added, np.zeros(len(added), np.intp))
        found = point_set(self["data"], int(self["points"]), int(self["seed"]), self["stretch"])
        own = np.full(len(added), found.group.max() + 1 if found.group.any() else 0)
        return PointSet(np.vstack([found.x, added]), np.concatenate([found.group, own]))

    @property
    def window(self) -> tuple[float, float, float, float]:
        """What is drawn of the plane (x0, x1, y0, y1), and where a hand may place."""
        return -HALF * self["stretch"], HALF * self["stretch"], -HALF, HALF

    def begin(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The first centres (k, 2): those placed by hand, as many as there are clusters, and then drawn
        ones; fewer where there are fewer points to draw from."""
        k, placed = int(self["k"]), np.array(read_places(self["centres"])).reshape(-1, 2)
        left = min(k - len(placed), len(x))
        if left <= 0:
            return placed[:k]
        drawn = STARTS[self["start"]](x, left, 1, np.random.default_rng((int(self["seed"]), 29)))[0]
        return np.vstack([placed, drawn])
