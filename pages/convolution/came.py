"""What came of what an example asks to try: whole sentences with the numbers before and now."""

import numpy as np

from kit.messages import Message, _
from kit.number_format import number, percent
from pages.convolution.backward import Back, Through
from pages.convolution.charts.parts import size
from pages.convolution.facts import Matrix, TooLarge, Window
from pages.convolution.pooling import Pooling
from pages.convolution.words import grouped


def window(before: Window | TooLarge, now: Window | TooLarge) -> list[Message]:
    """The output's size and range, and the weights."""
    if isinstance(before, TooLarge) or isinstance(now, TooLarge):
        return [_("The kernel reaches over {reach} places.", reach=now.along[-1].reach)]
    shapes = [size(one.y.shape[1:]) for one in (before, now)]
    weights = [grouped(one.costs["convolution"].weights) for one in (before, now)]
    says = [
        _(
            "The output now goes from {low} to {high} instead of from {low_before} to {high_before}.",
            low=number(now.y.min()),
            high=number(now.y.max()),
            low_before=number(before.y.min()),
            high_before=number(before.y.max()),
        )
    ]
    if shapes[0] != shapes[1]:
        says.append(_("Its size is {now} instead of {before}.", now=shapes[1], before=shapes[0]))
    if weights[0] != weights[1]:
        says.append(_("There are {now} weights instead of {before}.", now=weights[1], before=weights[0]))
    return says


def matrix(before: Matrix | TooLarge, now: Matrix | TooLarge) -> list[Message]:
    """How many different numbers are left or have come."""
    if isinstance(before, TooLarge) or isinstance(now, TooLarge):
        return []
    free = now.steps["free"]
    return [
        _(
            "The matrix now has {now} different numbers; before the step {weights} weights filled it, and "
            "zeros. The error on this picture is {here} of what it was, on other digits {others}.",
            now=grouped(free.distinct),
            weights=now.weights,
            here=percent(free.here),
            others=percent(free.others),
        )
    ]


def backward(before: Back | Through | TooLarge, now: Back | Through | TooLarge) -> list[Message]:
    """How many cells the gradient reaches."""
    if isinstance(before, TooLarge) or isinstance(now, TooLarge):
        return []
    if isinstance(before, Through) and isinstance(now, Through):
        return [
            _(
                "Now {now} of {all} pixels win somewhere, instead of {before}.",
                now=len(now.winners),
                before=len(before.winners),
                all=now.x.size,
            )
        ]
    reached = [int(np.count_nonzero(one.slope)) for one in (before, now)]
    grads = [size(one.grad.shape[1:]) for one in (before, now)]
    return [
        _(
            "∂L/∂y is now {now} instead of {before}; cells that it reaches: {reached} instead of "
            "{reached_before}.",
            now=grads[1],
            before=grads[0],
            reached=reached[1],
            reached_before=reached[0],
        )
    ]


def pooling(before: Pooling, now: Pooling) -> list[Message]:
    """How many cells change, over all digits."""
    shares = [percent(one.shares[one.kind][one.shift]) for one in (before, now)]
    sizes = [percent(one.sizes[one.kind][one.shift]) for one in (before, now)]
    return [
        _(
            "Over all digits {now} of the cells change instead of {before}, by {size} of their length "
            "instead of {size_before}.",
            now=shares[1],
            before=shares[0],
            size=sizes[1],
            size_before=sizes[0],
        )
    ]
