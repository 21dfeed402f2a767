"""How groupings beside known classes are drawn."""

from collections.abc import Iterable

import numpy as np

from kit.charts import Spec, axis, chart, dots, heat, images
from kit.messages import _, listed
from kit.tables import shortened
from pages.clusters.charts import BLUE, GREEN, RED, around
from pages.clusters.judged.grouped import NoTable
from pages.clusters.judged.runs import NOTHING, Seen, Truth
from pages.clusters.runs import TooFew
from pages.clusters.view import OWN


def truth(facts: Truth | TooFew | NoTable) -> list[Spec]:
    """Inertia against NMI, and the clusters of two runs."""
    if not isinstance(facts, Truth):
        return []
    if not len(facts.inertia):
        return [_scatter([], (0.0, 1.0), (0.0, 1.0)), *(_seen(key, NOTHING, facts) for key in TITLES)]
    best, closest = int(facts.inertia.argmin()), int(facts.nmi.argmax())
    marks = [
        dots(facts.inertia, facts.nmi, BLUE, size=2.6),
        dots([facts.inertia[best]], [facts.nmi[best]], RED, marker="down", size=6.0),
        dots([facts.inertia[closest]], [facts.nmi[closest]], GREEN, marker="up", size=6.0),
    ]
    return [
        _scatter(marks, around(facts.inertia), around(facts.nmi)),
        _seen("lowest", facts.lowest, facts),
        _seen("closest", facts.closest, facts),
    ]


def _scatter(marks: Iterable[Spec], x: tuple[float, float], y: tuple[float, float]) -> Spec:
    about = _(
        "One dot for each run. NMI: mutual information with the true digits over the mean of both "
        "entropies; 1: the same groups. Red, pointing down: the lowest inertia; green, pointing up: the "
        "highest NMI."
    )
    title = _("Inertia and truth, run by run")
    return chart("scatter", title, about, axis(_("inertia"), *x), axis(_("NMI"), *y), marks)


TITLES = {
    "lowest": _("Clusters of the lowest inertia (red)"),
    "closest": _("Clusters of the highest NMI (green)"),
}


def _seen(key: str, seen: Seen, facts: Truth) -> Spec:
    """The centres as images, or how many of each class a cluster has."""
    if facts.view["samples"] != OWN:
        return _images(key, seen)
    about = _(
        "Column by column a cluster, row by row a class, from above: {classes}. The colour is the share of "
        "the cluster that is of that class.",
        classes=listed([shortened(one) for one in facts.classes]),
    )
    rows, columns = seen.counts.shape
    shares = seen.counts[::-1] / np.maximum(1, seen.counts.sum(axis=0))
    marks = [heat(shares, _("share of the cluster"), 0.0, 1.0, percent=True)] if rows else []
    x, y = axis(_("cluster"), 0.5, columns + 0.5, whole=True), axis(_("class"), bare=True)
    return chart(key, TITLES[key], about, x, y, marks)


def _images(key: str, seen: Seen) -> Spec:
    about = _(
        "Each centre as an image, of codes decoded, below it the most frequent digit of its cluster: a "
        "digit may name two clusters, or none."
    )
    labels = [str(one) if one >= 0 else "–" for one in seen.named]
    columns = 3 if len(labels) <= 12 else 4
    marks = [images(seen.images, labels, columns)] if labels else []
    none = axis("", bare=True)
    return chart(key, TITLES[key], about, none, none, marks)
