"""How the inside of a net is drawn: one unit's sum, all maps of both layers, and the softmax."""

from typing import Any

import numpy as np

from kit import cells
from kit.charts import Spec, axis, chart, images, spans
from kit.messages import _
from kit.number_format import number
from pages.convolution.charts.parts import drawn
from pages.convolution.training.charts import BLUE, GOLD
from pages.convolution.training.inside import Inside
from pages.convolution.view import GREY

HANDS = _(
    "Click a unit of the channel's map: its window in every channel before, times the kernel. Point at a "
    "cell to read its number. Click pixels of the digit to draw. By keys: Tab to the picture, arrows, Enter."
)


def charts(facts: Inside) -> list[Spec]:
    """The unit at hand, the maps before and after, the softmax."""
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
    about = _(
        "What each channel says after ReLU; ink: the largest number of the layer, {most}.",
        most=number(maps.max(), 2),
    )
    rows = maps.reshape(len(maps), -1) / (float(maps.max()) or 1.0)
    labels = [str(place + 1) for place in range(len(maps))]
    return chart(
        key, title, about, axis("", bare=True), axis("", bare=True), [images(rows, labels, len(maps) // 2)]
    )


def _softmax(facts: Inside) -> Spec:
    """The chance that the net gives each digit."""
    before, now = facts.before.chances.tolist(), facts.now.chances.tolist()
    named = [_("digit {digit}:", digit=place) for place in range(len(now))]
    untrained = spans([("", GOLD, 0.0, one, one) for one in before]) | {"pale": True}
    trained = spans([(name, BLUE, 0.0, one, one) for name, one in zip(named, now, strict=True)], before)
    marks = [untrained, trained]
    about = _("Blue: the net as it is; pale: untrained. All ten add up to 1.")
    x, y = axis("", 0.0, 1.6, percent=True, until=1.0), axis("", 0, 10, bare=True)
    return chart("softmax", _("Softmax: which digit?"), about, x, y, marks)


def _unit(facts: Inside) -> Spec:
    """One unit: its windows, kernels and products, channel by channel, and its map to choose another from."""
    unit, view = facts.unit, facts.view
    loud = float(np.abs(unit.kernels).max()) or 1.0
    most = float(np.abs(unit.products).max()) or 1.0
    seen = float(unit.windows.max()) or 1.0
    rows, columns = unit.map.shape
    chosen = unit.at[0] * columns + unit.at[1]
    digit = cells.grid("digit", _("The digit"), view.image, ink=float(GREY), sets=drawn(view), plain=True)
    place = cells.grid(
        "map",
        _("Channel {channel}, {rows}×{columns}", channel=unit.channel + 1, rows=rows, columns=columns),
        unit.map,
        ink=float(unit.map.max()) or 1.0,
        sets=cells.place("unit"),
        lit=[chosen],
        plain=True,
        scale=8 / rows,
    )
    tables = [
        cells.grid("windows", _("Its window in each channel"), beside(unit.windows), ink=seen),
        cells.grid("kernels", _("Kernels"), beside(unit.kernels), reach=loud, like="windows"),
        cells.grid("products", _("Products"), beside(unit.products), reach=most, like="windows"),
        cells.grid("sums", _("Sum of each channel"), spaced(unit.sums), reach=most, scale=2.0),
    ]
    title = _(
        "Layer {layer}, channel {channel}: a unit is a sum over {many} channels",
        layer=unit.layer + 1,
        channel=unit.channel + 1,
        many=len(unit.kernels),
    )
    if len(unit.kernels) == 1:
        title = _("Layer 1, channel {channel}: a unit is a sum over one window", channel=unit.channel + 1)
    return cells.picture("unit", title, HANDS, [("", [digit, place]), ("=", tables)])


def beside(tables: Any) -> Any:
    """Tables (c, rows, columns) side by side, an empty column between: (rows, c · (columns + 1) − 1)."""
    apart = np.pad(tables, ((0, 0), (0, 0), (0, 1)), constant_values=np.nan)
    return np.concatenate(list(apart), axis=1)[:, :-1]


def spaced(numbers: Any) -> Any:
    """Numbers (c,) in a row, an empty cell between: (1, 2 c − 1). In cells of twice the size each stands
    below its table of three columns and the empty one behind it."""
    return beside(numbers[:, None, None])
