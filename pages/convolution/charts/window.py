"""The picture of one window, and what layers of the same shapes take."""

import numpy as np

from kit import cells
from kit.charts import Spec, axis, chart, spans
from kit.messages import Message, _
from kit.theme import COLOURS
from pages.convolution.charts import parts
from pages.convolution.charts.parts import size
from pages.convolution.facts import TooLarge, Window
from pages.convolution.view import GREY

BLUE, RED, GREEN = COLOURS["Momentum"][0], COLOURS["SGD"][0], COLOURS["Nesterov"][0]
LAYERS = {
    "convolution": (_("convolution"), BLUE),
    "local": (_("not shared"), GREEN),
    "dense": (_("dense"), RED),
}
HANDS = _(
    "Point at a cell of the output: its window and its sum are lit. Click it to keep it. Draw on the input; "
    "click a weight and type. By keys: Tab to the picture, arrows, Enter."
)


def charts(facts: Window | TooLarge) -> list[Spec]:
    """The window, its products and their sum; weights and products beside those of other layers."""
    if isinstance(facts, TooLarge):
        return [too_large(facts)]
    return [picture(facts), *_costs(facts)]


def _kernels(facts: Window, f: int) -> list[Spec]:
    """The kernel's tables of the filter at hand; they are typed where they are not flipped."""
    view, tables = facts.view, parts.sheets(facts.kernel[f])
    many = len(tables)
    found = []
    for at, table in enumerate(tables):
        own = parts.typed(view.weights, f * many + at) if not view["flip"] else {}
        found.append(cells.grid(f"k{at}", _kernel_label(facts, f, at, many), table, **own))
    return found


def _kernel_label(facts: Window, f: int, at: int, many: int) -> Message:
    shape = size(facts.kernel.shape[2:][-2:])
    given = {"size": shape, "filter": f + 1, "number": at + 1}
    if facts.view["flip"]:
        return _("Flipped, {size}", **given)
    if facts.view.dims > 2:
        return _("Kernel, frame {number}", **given)
    if many > 1:
        return _("Kernel {filter}, channel {number}", **given)
    return _("Kernel {filter}, {size}", **given) if len(facts.kernel) > 1 else _("Kernel, {size}", **given)


def _inputs(facts: Window) -> list[Spec]:
    view, tables = facts.view, parts.sheets(facts.padded)
    found = []
    for at, table in enumerate(tables):
        frame = at - facts.along[0].before if view.dims > 2 else at
        own = {"sets": parts.drawn(view, parts.first_of(view))} if frame == 0 else {}
        label = parts.input_label(frame, len(tables), facts.along, view.dims)
        around = parts.ring(facts.along)
        found.append(cells.grid(f"x{at}", label, table, ink=float(GREY), around=around, **own))
    return found


def picture(facts: Window) -> Spec:
    """Input, kernel, products, sum and output."""
    view, f, place = facts.view, facts.at[0], facts.at[1:]
    kernels, inputs = _kernels(facts, f), _inputs(facts)
    products = [
        cells.made(f"p{at}", _("Products"), one["rows"], one["columns"], at) for at, one in enumerate(kernels)
    ]
    outputs, totals = _outputs(facts, f, place)
    title = _("Output: {size}", size=size(facts.y.shape[1:]))
    if len(facts.y) > 1:
        title = _("Output: {many} channels of {size}", many=len(facts.y), size=size(facts.y.shape[1:]))
    blocks = [
        ("", inputs),
        ("∗" if view["flip"] else "⋆", kernels),
        ("→", products),
        ("Σ", [cells.made("sum", _("Sum"), 1, 1)]),
        ("→", outputs),
    ]
    if view["flip"]:
        tables = parts.sheets(view.weights[f])
        own = [
            cells.grid(
                f"o{at}", _("Kernel, as given"), table, **parts.typed(view.weights, f * len(tables) + at)
            )
            for at, table in enumerate(tables)
        ]
        blocks.insert(1, ("", own))
    return cells.picture("window", title, HANDS, blocks, totals)


def _outputs(facts: Window, f: int, place: tuple[int, ...]) -> tuple[list[Spec], list[Spec]]:
    """The tables of the output, and how they come about."""
    dims, loud = facts.view.dims, float(np.abs(facts.y).max()) or 1.0
    tables, each = parts.sheets(facts.y), len(parts.sheets(facts.y[:1]))
    grids, totals = [], []
    rows_and_columns = (place if dims > 1 else (0, *place))[-2:]
    for at, table in enumerate(tables):
        filter_, frame = divmod(at, each)
        label = _("Output, {size}", size=size(facts.y.shape[1:][-2:]))
        if dims > 2:
            label = _("Output, frame {number}", number=frame + 1)
        elif len(tables) > 1:
            label = _("Output of filter {number}", number=filter_ + 1)
        sets = cells.place("at", at * table.size)
        grids.append(cells.grid(f"y{at}", label, table, reach=loud, sets=sets))
        if filter_ != f:
            continue
        chosen = rows_and_columns if dims < 3 or frame == place[0] else None
        totals.append(_total(facts, f"y{at}", frame, chosen))
    return grids, totals


def _total(facts: Window, y: str, frame: int, at: tuple[int, ...] | None) -> Spec:
    *_first, rows, columns = (None, *facts.along)
    many = len(parts.sheets(facts.kernel[0]))
    pairs = [(f"x{tap}", f"k{tap}") for tap in range(many)]
    if facts.view.dims > 2:
        time = facts.along[0]
        pairs = [(f"x{frame * time.stride + tap * time.dilation}", f"k{tap}") for tap in range(many)]
    single = facts.view.dims == 1
    return cells.total(
        y,
        pairs,
        (1 if single else rows.k, columns.k),
        (1 if single else rows.stride, columns.stride),
        (1 if single else rows.dilation, columns.dilation),
        at=at,
    )


def too_large(facts: TooLarge) -> Spec:
    """Input and kernel, where there is no output."""
    inputs = [
        cells.grid(f"x{at}", _("Input, {size}", size=size(facts.x.shape[1:][-2:])), table, ink=float(GREY))
        for at, table in enumerate(parts.sheets(facts.x))
    ]
    kernels = [
        cells.grid(f"k{at}", _("Kernel, {size}", size=size(facts.kernel.shape[2:][-2:])), table)
        for at, table in enumerate(parts.sheets(facts.kernel[0]))
    ]
    about = _("There is no place in which all of the kernel lies on the input and its padding.")
    return cells.picture("window", _("The kernel does not fit"), about, [("", inputs), ("⋆", kernels)])


def _costs(facts: Window) -> list[Spec]:
    """Weights and products of three layers with the same inputs and outputs."""
    most = max(one.weights for one in facts.costs.values())
    most = max(most, *(one.multiply_adds for one in facts.costs.values()), 2)

    def one(key: str, title: str, about: str, name: str) -> Spec:
        rows = []
        for kind, (label, colour) in LAYERS.items():
            value = float(getattr(facts.costs[kind], name))
            rows.append((label, colour, 1.0, value, value))
        y = axis("", 0, len(rows), bare=True)
        return chart(
            key,
            title,
            about,
            axis("", 1, 10 ** np.ceil(np.log10(most)) * 12, log=True, whole=True),
            y,
            [spans(rows)],
        )

    return [
        one("weights", _("Weights"), _("Numbers that the layer learns, without biases."), "weights"),
        one(
            "products",
            _("Multiply-adds for one input"),
            _("Products that are added up, those with the zeros of the padding among them."),
            "multiply_adds",
        ),
    ]
