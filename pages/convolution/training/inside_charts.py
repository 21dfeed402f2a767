"""How the inside of a net is drawn: one unit's sum, all maps of both layers, and the softmax."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kit import cells
from kit.charts import Spec, axis, chart, images, spans
from kit.messages import _
from pages.convolution.charts.parts import drawn
from pages.convolution.training.inside import Inside, Unit
from pages.convolution.training.looks import BLUE, GOLD

HANDS = _(
    "Point at a place of the sums: its window in every channel and the sum over all of them are lit. Click it "
    "to keep it. By keys: Tab to the picture, arrows, Enter."
)


def charts(facts: Inside) -> list[Spec]:
    """The unit at hand, the maps before and after, the softmax."""
    bare = facts.view["layer"] == "1"
    del bare
    pictures = [_unit(facts)]
    for layer, (before, now) in enumerate(zip(facts.before.after, facts.now.after, strict=True)):
        pictures += [
            _maps(f"now-{layer}", _now(facts, layer), now),
            _maps(f"before-{layer}", _("Layer {layer}, untrained", layer=layer + 1), before),
        ]
    return [*pictures, _softmax(facts)]


def _now(facts: Inside, layer: int) -> str:
    if facts.is_kept:
        return _("Layer {layer}, trained earlier", layer=layer + 1)
    return _("Layer {layer} after epoch {epoch}", layer=layer + 1, epoch=max(0, facts.done))


def _maps(key: str, title: str, maps: Any) -> Spec:
    """All channels of a layer, after ReLU; ink: the largest of them all."""
    about = _("What each channel says after ReLU; ink: the largest number of the layer, {most}.", most=f"{maps.max():.2g}")
    rows = maps.reshape(len(maps), -1) / (float(maps.max()) or 1.0)
    labels = [str(place + 1) for place in range(len(maps))]
    return chart(
        key, title, about, axis("", bare=True), axis("", bare=True), [images(rows, labels, min(8, len(maps)))]
    )


def _softmax(facts: Inside) -> Spec:
    """The chance that the net gives each digit."""
    marks = []
    for chances, colour, named in ((facts.before.chances, GOLD, False), (facts.now.chances, BLUE, True)):
        rows = [
            (_("digit {digit}:", digit=place) if named else "", colour, 0.0, float(one), float(one))
            for place, one in enumerate(chances)
        ]
        marks.append(spans(rows) | ({} if named else {"pale": True}))
    about = _("Blue: the net as it is; pale: untrained. All ten add up to 1.")
    x, y = axis("", 0.0, 1.0, percent=True), axis("", 0, 10, bare=True)
    return chart("softmax", _("Softmax: which digit?"), about, x, y, marks)


def _unit(facts: Inside) -> Spec:
    """One unit: its windows, kernels and products, their sum over the channels, the bias and ReLU."""
    unit = facts.unit
    given: Sequence[Spec] = [
        _given(facts, unit, place, table) for place, table in enumerate(unit.inputs)
    ]
    loud = float(np.abs(unit.kernels).max()) or 1.0
    kernels = [
        cells.grid(f"k{place}", _("Kernel {channel}", channel=place + 1), table, reach=loud, plain=True)
        for place, table in enumerate(unit.kernels)
    ]
    reach = float(np.abs(unit.sums).max()) or 1.0
    sums = cells.grid("y", _("Sum over the channels"), unit.sums, reach=reach, sets=cells.place("unit"), plain=True)
    after = cells.grid("after", _("Plus bias, ReLU"), unit.after, reach=reach, plain=True, lit=[_number(unit)])
    total = cells.total(
        "y", [(f"x{place}", f"k{place}") for place in range(len(unit.kernels))], unit.kernels.shape[1:], at=unit.at
    )
    title = _(
        "Layer {layer}, channel {channel}: one unit is a sum over {many} channels",
        layer=unit.layer + 1,
        channel=unit.channel + 1,
        many=len(unit.kernels),
    )
    if len(unit.kernels) == 1:
        title = _("Layer 1, channel {channel}: one unit is a sum over one window", channel=unit.channel + 1)
    blocks = [("", given), ("⋆", kernels), ("→", [cells.made("sum", _("Sum"), 1, 1)]), ("→", [sums]), ("→", [after])]
    return cells.picture("unit", title, HANDS, blocks, [total])


def _number(unit: Unit) -> int:
    return unit.at[0] * unit.after.shape[1] + unit.at[1]


def _given(facts: Inside, unit: Unit, place: int, table: Any) -> Spec:
    around = ((1, 1), (1, 1))
    if unit.layer == 0:
        return cells.grid("x0", _("Image, with zeros around"), table, ink=1.0, around=around, plain=True)
    loud = float(unit.inputs.max()) or 1.0
    label = _("Channel {channel}", channel=place + 1)
    return cells.grid(f"x{place}", label, table, ink=loud, around=around, plain=True)


__all__ = ["charts", "drawn"]
