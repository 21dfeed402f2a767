"""What came of what an example asks to try: whole sentences with the numbers before and now."""

from collections.abc import Sequence

import numpy as np

from kit.messages import Message, _, listed
from kit.number_format import number, percent
from pages.gradients.facts import Centred, Dying, Followed, Losses, NonLinear, Passes, label
from pages.gradients.training import RECENT, TooMany, Training
from pages.gradients.words import INPUTS


def _instead(rows: Sequence[tuple[str, str, str]]) -> Message:
    """Of each (name, now, before)."""
    return listed(
        [_("{name} {now} instead of {before}", name=name, now=now, before=then) for name, now, then in rows],
        ", ",
    )


def layer_by_layer(before: Passes, now: Passes) -> list[Message]:
    """How much of the gradient reaches layer 1, and how many units are dead where that has changed."""
    then = {one.name: one for one in before.nets}
    both = [(_(label(one.name)), one, then[one.name]) for one in now.nets if one.name in then]
    says = []
    if reach := [(name, _reach(one), _reach(other)) for name, one, other in both]:
        says.append(
            _(
                "The gradient that reaches layer 1, ‖∂L/∂a‖, over that of the last hidden layer is now: "
                "{nets}.",
                nets=_instead(reach),
            )
        )
    if new := [
        _("{name} {reach}", name=_(label(one.name)), reach=_reach(one))
        for one in now.nets
        if one.name not in then
    ]:
        says.append(_("The same of the nets that are new: {nets}.", nets=listed(new, ", ")))
    dead = [(name, _dead(one), _dead(other)) for name, one, other in both]
    if changed := [row for row in dead if row[1] != row[2]]:
        says.append(_("Dead units in all hidden layers now: {nets}.", nets=_instead(changed)))
    return says


def _reach(one: Followed) -> str:
    """The gradient of layer 1 over that of the last hidden layer, or why there is no such number."""
    first, last = float(one.layers.post[0]), float(one.layers.post[-1])
    if one.broken:
        return _("not finite (from layer {layer} on)", layer=one.broken[1])
    return number(first / last, 2) if last else _("no number (both are 0)")


def _dead(one: Followed) -> str:
    """Their share in all hidden layers that are finite."""
    finite = one.layers.dead[np.isfinite(one.layers.dead)]
    return percent(finite.mean()) if finite.size else _("no number")


def zero_centred(before: Centred, now: Centred) -> list[Message]:
    """The losses at the end, one sample a step and all samples a step."""

    def ends(of: str) -> Message:
        return _instead(
            [
                (
                    INPUTS[kind],
                    number(getattr(one, of).ends, 2),
                    number(getattr(before.units[kind], of).ends, 2),
                )
                for kind, one in now.units.items()
            ]
        )

    return [
        _("Loss at the end, one sample a step: {ends}.", ends=ends("one")),
        _("Loss at the end, all samples at each step: {ends}.", ends=ends("whole")),
    ]


def dying_relu(before: Dying, now: Dying) -> list[Message]:
    """How many ReLU units are dead, and what each net can still do."""
    dead = (percent(float(found.here["relu"].dead[0, -1])) for found in (now, before))
    right = [
        (_(label(name)), percent(float(fate.accuracy[0])), percent(float(before.here[name].accuracy[0])))
        for name, fate in now.here.items()
    ]
    return [
        _(
            "After 200 steps {dead} of the ReLU units are dead instead of {before}. Accuracy: {right}.",
            **dict(zip(("dead", "before"), dead, strict=True)),
            right=_instead(right),
        )
    ]


def non_linearity(before: NonLinear, now: NonLinear) -> list[Message]:
    """How many points each net has right."""
    linear, relu = (
        [percent(getattr(found, net).accuracy) for found in (now, before)] for net in ("linear", "relu")
    )
    return [
        _(
            "The linear net now has {linear} of the points right instead of {linear_before}, the ReLU net "
            "{relu} instead of {relu_before}.",
            linear=linear[0],
            linear_before=linear[1],
            relu=relu[0],
            relu_before=relu[1],
        )
    ]


def why_a_loss(before: Losses, now: Losses) -> list[Message]:
    """How often the accuracy changes along the weight, and between which values."""
    return [
        _(
            "Along this weight the accuracy now changes {now} times instead of {before}, and is from {low} "
            "to {high} instead of from {low_before} to {high_before}.",
            now=now.changes,
            before=before.changes,
            low=percent(now.low),
            high=percent(now.high),
            low_before=percent(before.low),
            high_before=percent(before.high),
        )
    ]


def training(before: Training | TooMany | None, now: Training | TooMany) -> list[Message]:
    """The losses of the nets, as far as they have come, and in the example's own run at the same step."""
    if isinstance(now, TooMany) or not now.step:
        return []
    says = [
        _(
            "Loss after step {step}, mean of the last {recent}: {nets}.",
            step=now.step,
            recent=RECENT,
            nets=_losses(now, now.step),
        )
    ]
    if isinstance(before, Training) and before.step:
        step = min(now.step, before.step)
        says.append(_("In the example, after step {step}: {nets}.", step=step, nets=_losses(before, step)))
    return [*says, _("These are single nets, of one seed: another seed gives other numbers.")]


def _losses(of: Training, step: int) -> Message:
    """The mean loss of each net over the last steps until one, or when it diverged."""
    rows = []
    for net in of.nets:
        given = {"name": _(label(net.name)), "step": net.broke}
        if net.broke and net.broke <= step:
            rows.append(_("{name} diverged at step {step}", **given))
        elif net.step:
            loss = float(np.mean(net.loss[:step][-RECENT:]))
            rows.append(_("{name} {loss}", **given, loss=number(loss)))
    return listed(rows, ", ")
