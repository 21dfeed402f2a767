"""The pictures of the backward pass."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit import cells
from kit.charts import Spec
from kit.messages import _
from pages.convolution.backward import Back, Through
from pages.convolution.charts import parts
from pages.convolution.charts.parts import flat, size
from pages.convolution.charts.window import too_large
from pages.convolution.facts import TooLarge
from pages.convolution.view import GREY

HANDS = _(
    "Click a cell of ∂L/∂y and type its number. Point at a cell of the result: its window and its sum are "
    "lit. By keys: Tab to the picture, arrows, Enter."
)


def charts(facts: Back | Through | TooLarge) -> list[Spec]:
    """One picture."""
    if isinstance(facts, TooLarge):
        return [too_large(facts)]
    if isinstance(facts, Through):
        return [_through(facts)]
    return [_of_the_input(facts) if facts.of == "input" else _of_the_kernel(facts)]


def _typed(grad: NDArray[Any]) -> Spec:
    return cells.weights("gradient", grad.ravel().tolist(), grad.shape[-1])


def _upon(two: tuple[int, ...]) -> tuple[int, int]:
    """A size, stride or place of a table; that of a row is one row."""
    return (1, two[0]) if len(two) == 1 else (two[0], two[1])


def _place(facts: Back) -> tuple[int, int]:
    return (0, facts.at[-1]) if facts.slope.ndim == 2 else (facts.at[-2], facts.at[-1])


def _ring(facts: Back) -> list[list[int]]:
    """The zeros around ∂L/∂y as the full convolution reads it."""
    sides = [[0, 0], *([one.reach - 1, one.reach - 1 + one.left_over] for one in facts.along)]
    return sides[-2:]


def _of_the_input(facts: Back) -> Spec:
    kernel = facts.kernel[0, 0]
    turned = flat(np.flip(kernel))
    strides = [one.stride for one in facts.along]
    spread = _("∂L/∂y with zeros around it") if max(strides) == 1 else _("∂L/∂y dilated, zeros around it")
    dilation = _upon(tuple(one.dilation for one in facts.along))
    blocks = [
        ("", [cells.grid("g", _("∂L/∂y"), flat(facts.grad[0]), sets=_typed(facts.grad))]),
        ("→", [cells.grid("s", spread, flat(facts.spread[0]), around=_ring(facts))]),
        ("⋆", [cells.grid("k", _("Flipped kernel"), turned)]),
        ("→", [cells.made("p", _("Products"), turned.shape[0], turned.shape[1], 0)]),
        ("Σ", [cells.made("sum", _("Sum"), 1, 1)]),
        (
            "→",
            [
                cells.grid(
                    "d",
                    _("∂L/∂x, {size}", size=size([one.n for one in facts.along])),
                    flat(facts.slope[0]),
                    around=parts.ring(facts.along),
                    sets=cells.place("back", whole=True),
                )
            ],
        ),
    ]
    how = cells.total("d", [("s", "k")], _upon(kernel.shape), dilation=dilation, at=_place(facts))
    return cells.picture("backward", _("Gradient of the input: a full convolution"), HANDS, blocks, [how])


def _of_the_kernel(facts: Back) -> Spec:
    view = facts.view
    grad = flat(facts.grad[0])
    stride, dilation = (
        _upon(tuple(getattr(one, name) for one in facts.along)) for name in ("stride", "dilation")
    )
    x = cells.grid(
        "x",
        parts.input_label(0, 1, facts.along, view.dims),
        flat(facts.x[0]),
        ink=float(GREY),
        around=parts.ring(facts.along),
        sets=parts.drawn(view, parts.first_of(view)),
    )
    blocks = [
        ("", [x]),
        ("⋆", [cells.grid("g", _("∂L/∂y"), grad, sets=_typed(facts.grad))]),
        ("→", [cells.made("p", _("Products"), grad.shape[0], grad.shape[1], 0)]),
        ("Σ", [cells.made("sum", _("Sum"), 1, 1)]),
        ("→", [cells.grid("d", _("∂L/∂kernel"), flat(facts.slope[0]), sets=cells.place("back"))]),
    ]
    how = cells.total("d", [("x", "g")], grad.shape, dilation, stride, at=_place(facts))
    title = _("Gradient of the kernel: input and ∂L/∂y, correlated")
    return cells.picture("backward", title, HANDS, blocks, [how])


def _through(facts: Through) -> Spec:
    view, two = facts.view, (facts.size, facts.size)
    blocks = [
        (
            "",
            [
                cells.grid(
                    "x",
                    _("Input: each window's winner is marked"),
                    facts.x[0],
                    ink=float(GREY),
                    sets=parts.drawn(view),
                    marked=facts.winners,
                )
            ],
        ),
        ("→", [cells.grid("y", _("Largest of each window"), facts.y[0], ink=float(GREY))]),
        ("", [cells.grid("g", _("∂L/∂y"), facts.grad[0], sets=_typed(facts.grad), like="y")]),
        ("→", [cells.grid("d", _("∂L/∂x"), facts.slope[0], like="x")]),
    ]
    place = int(np.argmax(np.abs(facts.grad[0])))
    at = divmod(place, facts.grad.shape[-1])
    how = cells.total("y", [("x", "")], two, (facts.stride,) * 2, kind="max", at=at)
    title = _("Max pooling sends the gradient to the winner alone")
    return cells.picture("backward", title, HANDS, blocks, [how])
