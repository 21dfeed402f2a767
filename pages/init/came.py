"""What came of what an example asks to try: whole sentences with the numbers before and now."""

from collections.abc import Callable

import numpy as np

from dl_core.experiments.symmetry import STEPS
from kit.messages import Message, _, listed
from kit.number_format import number, percent
from pages.init.facts import Alike, Followed, Later, Layer, Nets, Scales, TooLarge


def histograms(before: Nets | TooLarge, now: Nets | TooLarge) -> list[Message]:
    """The standard deviation in the last layer; with gradients, that of the first layer's over the last's;
    where these are as they were, how much is in the frame."""
    if isinstance(before, TooLarge) or isinstance(now, TooLarge):
        return []
    says = _pooled(before, now)
    if "grad" in before.kinds and "grad" in now.kinds and (rows := _changed(before, now, _back)):
        says.append(_("The gradient in layer 1 over that in the last layer is now: {nets}.", nets=rows))
    if says or before.frame == now.frame or not now.kinds:
        return says
    rows = _changed(before, now, lambda one: _outside(one, now.kinds[0]))
    return [_("Outside the frame there are now: {nets}.", nets=rows)] if rows else []


def hidden(before: Nets | TooLarge, now: Nets | TooLarge) -> list[Message]:
    """The same of all activations together, and across the samples within one unit."""
    if isinstance(before, TooLarge) or isinstance(now, TooLarge):
        return []
    says, rows = _pooled(before, now), _changed(before, now, _within)
    return [*says, _("Within one unit it is now: {nets}.", nets=rows)] if says and rows else says


def _pooled(before: Nets, now: Nets) -> list[Message]:
    rows = _changed(before, now, _spread)
    return (
        [_("The standard deviation of all activations in the last layer is now: {nets}.", nets=rows)]
        if rows
        else []
    )


def _changed(before: Nets, now: Nets, told: Callable[[Followed], str]) -> Message | None:
    """What is told of each net, and of it before, if it was there; None if nothing has changed."""
    then = {one.name: told(one) for one in before.done}
    found = [(one, told(one)) for one in now.done]
    if all(then.get(one.name) == text for one, text in found):
        return None
    rows = [
        _("{name} {now} instead of {before}", name=_(one.label), now=text, before=then[one.name])
        if one.name in then
        else _("{name} {now} (new)", name=_(one.label), now=text)
        for one, text in found
    ]
    return listed(rows, ", ")


def _number(value: float) -> str:
    return number(value, 2) if np.isfinite(value) else _("not finite")


def _spread(one: Followed) -> str:
    return _number(float(one.signal.post.pooled[-1]))


def _within(one: Followed) -> str:
    within = float(one.signal.post.within[-1])
    return number(within, 2) if np.isfinite(within) else _("too little to tell from rounding")


def _back(one: Followed) -> str:
    first, last = float(one.signal.gradient[0]), float(one.signal.gradient[-1])
    return _number(first / last) if last else _("no number (both are 0)")


def _outside(one: Followed, kind: str) -> str:
    return percent(one.signal.histograms[kind].outside.mean())


def scales(before: Scales, now: Scales) -> list[Message]:
    """The RMS at the depth looked at, and the edge of chaos."""
    return [
        _(
            "The RMS after {depth} layers is now {now} instead of {before}, and the edge of chaos {edge} "
            "instead of {edge_before}.",
            depth=now.depth,
            now=_number(float(now.own[now.depth - 1])),
            before=_number(float(before.own[before.depth - 1])),
            edge=_edge(now),
            edge_before=_edge(before),
        )
    ]


def _edge(found: Scales) -> str:
    return _("nowhere") if found.edge is None else _("at {edge} × Xavier", edge=number(found.edge, 4))


def symmetry(before: Alike, now: Alike) -> list[Message]:
    """How far apart the units are at the last step, and the loss there."""
    return [
        _(
            "After {steps} steps the units of a layer differ by {apart} of their length or more instead of "
            "{apart_before}, and the loss is {loss} instead of {loss_before}.",
            steps=STEPS,
            apart=_number(float(now.asked.apart[-1].min())),
            apart_before=_number(float(before.asked.apart[-1].min())),
            loss=_number(float(now.asked.loss[-1])),
            loss_before=_number(float(before.asked.loss[-1])),
        )
    ]


def one_layer(before: Layer, now: Layer) -> list[Message]:
    """Mean and variance of what comes out, and how far that is from what came in."""
    given = {
        f"{name}{when}": number(round(float(value), 9) + 0.0)
        for when, one in (("", now), ("_before", before))
        for name, value in (
            ("mean", one.found.y.mean()),
            ("variance", one.found.y.var()),
            ("off", np.abs(one.found.y - one.found.x).max()),
        )
    }
    return [
        _(
            "What comes out now has mean {mean} and variance {variance} instead of {mean_before} and "
            "{variance_before}; the largest difference to what comes in is {off} instead of {off_before}.",
            **given,
        )
    ]


def after_training(before: Later, now: Later) -> list[Message]:
    """Accuracy in test batches of this size, and with running statistics, which the size does not change."""
    return [
        _(
            "In test batches of {size} now {here} are right instead of {before} in batches of "
            "{size_before}; with running statistics {running}, whatever the batch.",
            size=now.size,
            size_before=before.size,
            here=percent(now.here, 1),
            before=percent(before.here, 1),
            running=percent(float(now.found.accuracy[-1][0]), 1),
        )
    ]
