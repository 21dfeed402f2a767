"""How the part "A variational one" is drawn."""

import numpy as np

from kit.charts import Spec, axis, chart, graph, images, line, spans
from kit.messages import _
from kit.number_format import number
from pages.codes.gap_charts import BARE
from pages.codes.nets import TIMES
from pages.codes.variational import DEAD, Variational
from pages.codes.ways import COLOURS

GREY = "#808A94"
TWIN = "#0CA678"


def charts(facts: Variational) -> list[Spec]:
    """Both terms over the steps, number by number, and what draws of one code look like."""
    return [_errors(facts), _divergence(facts), _units(facts), _draws(facts), *_graphs()]


def _errors(facts: Variational) -> Spec:
    nets = facts.nets
    marks = [
        line(nets.plain.steps, nets.plain.test, COLOURS["plain"], _("autoencoder")),
        line(nets.variational.steps, nets.variational.test, COLOURS["variational"], _("variational")),
    ]
    if nets.twin:
        marks.append(line(nets.twin.steps, nets.twin.test, TWIN, _("its twin"), dashed=True))
    about = _(
        "The squared error of a test digit, summed over its pixels, decoded from the mean of its code. Its "
        "twin: {times} times the decoder's variance, beta divided by {times}.",
        times=number(TIMES),
    )
    x = axis(_("step"), 0, nets.steps, whole=True)
    return chart(
        "errors", _("Reconstruction: error on test digits"), about, x, axis("", 0.4, 30, log=True), marks
    )


def _divergence(facts: Variational) -> Spec:
    nets = facts.nets
    marks = [
        line(one.steps, one.kl.sum(axis=1) if len(one.steps) else [], colour, label, dashed=colour == TWIN)
        for one, colour, label in (
            (nets.variational, COLOURS["variational"], _("variational")),
            (nets.twin, TWIN, _("its twin")),
        )
        if one
    ]
    about = _("How far the distributions of the codes are from N(0, 1), summed over their numbers, in nats.")
    x = axis(_("step"), 0, nets.steps, whole=True)
    return chart("divergence", _("KL divergence"), about, x, axis("", 0), marks)


def _units(facts: Variational) -> Spec:
    rows = [
        (
            _("number {number}:", number=place + 1),
            COLOURS["variational"] if one >= DEAD else GREY,
            0.0,
            float(one),
            float(one),
        )
        for place, one in enumerate(facts.kl)
    ]
    about = _(
        "KL of each number of the code, the mean over the training digits. Grey: below {dead}, it says "
        "nothing of the digit.",
        dead=DEAD,
    )
    most = 1.45 * max(0.2, float(facts.kl.max()))
    x, y = axis(_("nats"), 0, most), axis("", 0, len(rows), bare=True)
    return chart("units", _("KL of each number of the code"), about, x, y, [spans(rows)])


def _draws(facts: Variational) -> Spec:
    pictures = np.clip(np.vstack([facts.original[None], facts.drawn]), 0, 1)
    labels = [_("digit"), *(str(place + 1) for place in range(len(facts.drawn)))]
    about = _("The chosen digit, and what draws from the distribution of its code are decoded to.")
    title = _("One digit, decoded from draws of its code")
    return chart("draws", title, about, BARE, BARE, [images(pictures, labels, 4)])


def _graphs() -> list[Spec]:
    """The loss as a graph, with the code drawn as such, and with the noise apart."""
    about = _(
        "Black: what is computed from what. Red, dashed: how the gradient comes back from the loss. Dashed "
        "boxes are drawn at random."
    )
    x, encoded, decoded, loss = "x", "μ, σ", "x̂", _("loss")
    high, low = 0.72, 0.25
    drawn = graph(
        [
            (0.06, high, x, False),
            (0.26, high, encoded, False),
            (0.54, high, "z ~ N(μ, σ²)", True),
            (0.82, high, decoded, False),
            (0.82, low, loss, False),
        ],
        [(0, 1, 0), (1, 2, -1), (2, 3, 1), (3, 4, 1)],
    )
    apart = graph(
        [
            (0.06, high, x, False),
            (0.26, high, encoded, False),
            (0.54, high, "z = μ + σ · ε", False),
            (0.82, high, decoded, False),
            (0.82, low, loss, False),
            (0.54, low, "ε ~ N(0, 1)", True),
        ],
        [(0, 1, 0), (1, 2, 1), (2, 3, 1), (3, 4, 1), (5, 2, 0)],
    )
    x_axis, y_axis = axis("", 0, 1, bare=True), axis("", 0, 1, bare=True)
    titles = (_("The code drawn: no gradient reaches μ and σ"), _("Reparametrised: it passes through z"))
    return [
        chart(key, title, about, x_axis, y_axis, [mark])
        for key, title, mark in zip(("sampled", "reparametrised"), titles, (drawn, apart), strict=True)
    ]
