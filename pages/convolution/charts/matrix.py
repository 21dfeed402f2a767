"""The picture of a convolution as a matrix."""

import numpy as np

from kit import cells
from kit.charts import Spec
from kit.messages import _
from pages.convolution.charts import parts
from pages.convolution.charts.parts import flat, size
from pages.convolution.charts.window import too_large
from pages.convolution.facts import Matrix, TooLarge
from pages.convolution.view import GREY

SCALE = 2.4  # of the small grids beside the matrix


def charts(facts: Matrix | TooLarge) -> list[Spec]:
    """Kernel and matrix, and beside them the input and the output whose numbers are its columns and rows."""
    if isinstance(facts, TooLarge):
        return [too_large(facts)]
    view, kernel = facts.view, facts.kernel
    trained = bool(view["trained"])
    dense = facts.steps["free"].matrix if trained else np.where(facts.places >= 0, facts.dense, np.nan)
    loud = float(np.nanmax(np.abs(facts.dense))) or 1.0
    y = (dense @ facts.x.ravel()).reshape(facts.y.shape) if trained else facts.y
    x = cells.grid(
        "x",
        _("Input, {size}: the columns", size=size(facts.x.shape[1:])),
        flat(facts.x[0]),
        ink=float(GREY),
        sets=parts.drawn(view, parts.first_of(view)),
        scale=SCALE,
    )
    weights = flat(kernel[0, 0])
    shares = np.arange(kernel.size).tolist()
    k = cells.grid(
        "k",
        _("Kernel, {size}", size=size(kernel.shape[2:])),
        weights,
        shares=shares,
        scale=SCALE,
        **parts.typed(kernel, 0),
    )
    label = _("Matrix after the step, {size}") if trained else _("Matrix, {size}")
    whole = cells.grid(
        "m",
        _(label, size=size(facts.dense.shape)),
        dense,
        reach=loud,
        shares=facts.places.ravel().tolist(),
        rows_of="y",
        columns_of="x",
        plain=True,
    )
    out = cells.grid(
        "y", _("Output, {size}: the rows", size=size(facts.y.shape[1:])), flat(y[0]), scale=SCALE
    )
    return [
        cells.picture(
            "matrix",
            _(
                "The layer as a matrix: {rows} rows, {columns} columns",
                rows=facts.dense.shape[0],
                columns=facts.dense.shape[1],
            ),
            _(
                "Each row is one output, each column one input; empty cells are 0 by their place. Point at "
                "an entry: all that share its weight are lit. Point at a pixel of the input or of the "
                "output: its column or its row is."
            ),
            [("", [x, k]), ("→", [whole]), ("→", [out])],
        )
    ]
