"""Weight scale × depth: a map, a cut through it at one depth and one at one scale, with theory beside what
was measured."""

import numpy as np

from dl_core.experiments.variance import DEPTH, SAMPLES, SCALES, WIDTH
from kit.charts import Spec, axis, chart, dots, heat, line, rule
from kit.messages import _
from kit.number_format import number, power_of_ten
from kit.theme import ACTIVATION_COLOURS
from pages.init.facts import Floats, Scales

HE = float(np.sqrt(2))
SHALLOWEST = 2  # depth that a click may ask for
COLOURED, FRAMED = 6, 12  # powers of ten at which colours and axes end at the latest
CELL = float(SCALES[1] / SCALES[0]) ** 0.5  # half a column of the map, as a factor
LOW, HIGH = float(SCALES[0]) / CELL, float(SCALES[-1]) * CELL
DECADE, LETTER = 100, 6.5  # pixels of the map's x axis and of a letter on it, about
LAYERS = np.arange(1.0, DEPTH + 1)


def inside(scale: float) -> bool:
    """Whether the map has a column for this scale."""
    return LOW <= scale <= HIGH


def _powers(values: Floats, most: int) -> tuple[int, int]:
    """Whole powers of ten around all that is finite and not 0, at most ±most."""
    some = np.log10(values[np.isfinite(values) & (values > 0)].astype(float))
    low, high = (np.floor(some.min()), np.ceil(some.max())) if some.size else (-1, 0)
    low, high = max(int(low), -most), min(int(high), most)
    return (low, high) if low < high else (low - 1, low + 1)


def _before(value: float, text: str) -> Spec:
    """A word that ends left of a value."""
    return rule(value / 10 ** ((LETTER * len(text) + 8) / DECADE), text, along="y", colour="transparent")


def landmarks(edge: float | None) -> list[Spec]:
    """Xavier, He and the edge of chaos as dotted lines; a line that stands for two says both names, and no
    word lies on another."""
    lines, left, right, last = [rule(1.0, "", along="y"), rule(HE, "", along="y")], _("Xavier"), _("He"), HE
    if edge is None or not inside(edge):
        pass
    elif abs(edge - 1) < 1e-3:
        left = _("Xavier = edge")
    elif abs(edge / HE - 1) < 1e-3:
        right = _("He = edge")
    elif abs(np.log10(edge / HE)) < LETTER * len(_("He ")) / DECADE:
        lines, right, last = [*lines, rule(edge, "", along="y")], _("He, edge"), max(HE, edge)
    else:
        lines = [*lines, rule(edge, "", along="y"), _before(edge, _("edge"))]
    return [*lines, _before(1.0, left), rule(last, right, along="y", colour="transparent")]


def _map(seen: Scales, layers: str) -> Spec:
    with np.errstate(divide="ignore"):
        z = np.log10(seen.measured.T)
    low, high = _powers(seen.measured, COLOURED)
    here = [dots([seen.scale], [seen.depth], "", marker="diamond", size=7)] if inside(seen.scale) else []
    numbers = {
        "nets": len(SCALES),
        "width": WIDTH,
        "samples": SAMPLES,
        "low": power_of_ten(low),
        "high": power_of_ten(high),
    }
    if seen.backward:
        title = _("log₁₀ RMS of the gradients ∂L/∂a")
        about = _(
            "Click to go there. {nets} nets of width {width} on {samples} inputs, no bias, no batch "
            "norm; the same random numbers times the scale. "
            "Beyond {low} and {high} colours do not change; the number under the pointer is true. "
            "Holes: on the side of small weights exactly 0 "
            "(below 1.2·10⁻³⁸ float32 has nothing), on that of large ones more than float32 holds "
            "(3.4·10³⁸). Whole columns are holes where the "
            "activations on the way up overflow, or, with ReLU, have become 0.",
            **numbers,
        )
    else:
        title = _("log₁₀ RMS of the activations")
        about = _(
            "Click to go there. {nets} nets of width {width} on {samples} inputs, no bias, no batch "
            "norm; the same random numbers times the scale. "
            "Beyond {low} and {high} colours do not change; the number under the pointer is true. "
            "Holes: on the side of small weights exactly 0 "
            "(below 1.2·10⁻³⁸ float32 has nothing), on that of large ones more than float32 holds "
            "(3.4·10³⁸).",
            **numbers,
        )
    marks = [heat(z, _("log₁₀ RMS"), low, high), *landmarks(seen.edge), *here]
    x, y = axis(_("weight scale / Xavier's"), LOW, HIGH, log=True), axis(layers, 0.5, DEPTH + 0.5, whole=True)
    return chart(
        "map",
        title,
        about,
        x,
        y,
        marks,
        pick={"x": "scale", "y": "depth"},
        whole=["depth"],
        limits={"depth": (SHALLOWEST, DEPTH)},
    )


def _pair(x: Floats, measured: Floats, theory: Floats, colour: str) -> list[Spec]:
    return [line(x, measured, colour, _("measured")), line(x, theory, "", _("theory"), dashed=True)]


def _framed(measured: Floats, theory: Floats) -> Spec:
    low, high = _powers(np.concatenate([measured, theory]), FRAMED)
    return axis("", 10.0**low, 10.0**high, log=True)


def charts(seen: Scales) -> list[Spec]:
    """The map, RMS over the weight scale at the depth looked at, and RMS over layers at the scale looked
    at."""
    layers = _("layers back from the top") if seen.backward else _("layers")
    colour, column = ACTIVATION_COLOURS[seen.activation.name][0], seen.depth - 1
    measured, theory = seen.measured[:, column], seen.theory[:, column]
    limits = {"width": WIDTH, "low": power_of_ten(-FRAMED), "high": power_of_ten(FRAMED)}
    about = _(
        (
            "Theory: mean field, for layers infinitely wide; measured at width {width}. The axis ends at "
            "{low} and {high}, the lines do not."
        ),
        **limits,
    )
    across_title = _("RMS after {depth} layers, over the scale", depth=seen.depth)
    about_own = _(
        "Theory: mean field, for layers infinitely wide; measured at width {width}. The axis ends at "
        "{low} and {high}, the lines do not. Faint: the standard "
        "deviation over units and samples together, without the mean.",
        **limits,
    )
    if seen.backward:
        across_title = _("RMS after {depth} layers back, over the scale", depth=seen.depth)
        about_own = _(
            "Theory: mean field, for layers infinitely wide; measured at width {width}. The axis ends "
            "at {low} and {high}, the lines do not. Theory takes the "
            "weights on the way back as drawn anew.",
            **limits,
        )
    across = (
        [*_pair(SCALES, measured, theory, colour), rule(seen.scale, "", along="y")]
        if inside(seen.scale)
        else _pair(SCALES, measured, theory, colour)
    )
    along = _pair(LAYERS, seen.own, seen.own_theory, colour)
    if seen.spread is not None:
        along.append(line(LAYERS, seen.spread, colour, _("std"), faint=True))
    return [
        _map(seen, layers),
        chart(
            "across",
            across_title,
            about,
            axis(_("weight scale / Xavier's"), LOW, HIGH, log=True),
            _framed(measured, theory),
            across,
        ),
        chart(
            "along",
            _("RMS at {scale} × Xavier, by layer", scale=number(seen.scale)),
            about_own,
            axis(layers, 1, DEPTH, whole=True),
            _framed(seen.own, seen.own_theory),
            [*along, rule(seen.depth, "", along="y")],
        ),
    ]
