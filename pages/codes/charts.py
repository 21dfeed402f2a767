"""How the facts are drawn."""

import numpy as np

from kit.charts import Spec, axis, chart, dots
from kit.messages import _
from pages.codes.facts import Plane

TITLES = {"pca": _("PCA"), "plain": _("Autoencoder"), "variational": _("Variational autoencoder")}
COLOURS = ("#1C7ED6", "#E8590C", "#0CA678", "#AE3EC9", "#896852")
MARKERS = ("circle", "square", "up", "diamond", "down", "cross")


def plane(facts: Plane) -> list[Spec]:
    """The three planes of codes."""
    found = []
    for name, codes in facts.codes.items():
        marks = [
            dots(
                codes[facts.classes == digit, 0],
                codes[facts.classes == digit, 1],
                COLOURS[digit % 5],
                marker=MARKERS[digit // 2],
            )
            for digit in range(10)
        ]
        about = _("One marker for each of {count} test digits.", count=len(facts.classes))
        found.append(chart(name, TITLES[name], about, axis(""), axis(""), marks, equal=True))
    return found


def reach(facts: Plane) -> float:
    """How far the axes of all planes go."""
    return 1.05 * float(max(np.abs(codes).max() for codes in facts.codes.values()))
