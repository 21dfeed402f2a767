"""What the page says of its facts: whole sentences, in one place."""

from collections.abc import Sequence

from dl_core.experiments.cost import Cost
from dl_core.experiments.depth import DEEPEST
from dl_core.experiments.slices import POINTS, WIDTH
from kit.kept import leads
from kit.messages import _, listed
from kit.number_format import number, percent
from kit.page import Measured, Run, Sentence, say
from pages.gradients.facts import (
    Centred,
    Differences,
    Dying,
    Followed,
    Losses,
    NonLinear,
    Passes,
    Zero,
    label,
)
from pages.gradients.training import MOST_WEIGHTS, RECENT, InTraining, TooMany, Training

FEW = 3  # nets that have a sentence each
CHOOSE = _("Choose an activation.")
INPUTS = {
    "sigmoid": _("Sigmoid"),
    "mixed": _("Both signs, conditioned as sigmoid"),
    "taking turns": _("Positive, well conditioned"),
    "tanh": _("tanh"),
}


def _then(first: str, second: str) -> str:
    """Two whole sentences, one after the other; the first alone, if there is no second."""
    return _("{first} {second}", first=first, second=second) if second else first


def _called(name: str) -> str:
    return _(label(name))


# --- layer by layer -----------------------------------------------------------------------------------------


def layer_by_layer(facts: Passes) -> list[Sentence]:
    """A sentence for each of a few nets; one for all of many, and another for those that have no number to
    compare."""
    if not facts.nets:
        return [say(CHOOSE)]
    says = [_verdict(one) for one in facts.nets] if len(facts.nets) <= FEW else _of_many(facts.nets)
    if facts.layer < facts.asked:
        given = {"asked": facts.asked, "layer": facts.layer}
        says.append(
            say(
                _(
                    "There is no layer {asked} in these nets: the histograms are of layer {layer}, the last.",
                    **given,
                )
            )
        )
    return says


def _of_many(nets: Sequence[Followed]) -> list[Sentence]:
    silent = [
        one
        for one in nets
        if one.broken or not (one.layers.post[-1] > 0 and len(one.nothing) < len(one.layers.post))
    ]
    ratios = [
        _(
            "{activation} {ratio}",
            activation=_called(one.name),
            ratio=number(float(one.layers.post[0] / one.layers.post[-1]), 2),
        )
        for one in nets
        if not any(one is other for other in silent)
    ]
    text = _(
        "The gradient that reaches layer 1, ‖∂L/∂a‖, over that of hidden layer {depth}: {ratios}.",
        depth=len(nets[0].layers.post),
        ratios=listed(ratios, ", "),
    )
    return [*([say(text)] if ratios else []), *map(_verdict, silent)]


def _verdict(one: Followed) -> Sentence:
    found = one.layers
    depth, first, last = len(found.post), float(found.post[0]), float(found.post[-1])
    if one.broken:
        return say(_broken(one.name, one.broken, depth), "alarm")
    given = {"activation": _called(one.name), "loss": number(float(found.loss)), "depth": depth}
    if len(one.nothing) == depth:
        text = _(
            (
                "{activation}: the weights of every hidden layer have a gradient of exactly 0; loss "
                "{loss}. Logarithmic charts cannot show a 0."
            ),
            **given,
        )
        return say(_then(text, _why(one.why)), "alarm")
    given |= {"first": number(first, 2), "last": number(last, 2)}
    text = _(
        (
            "{activation}: the gradient that reaches layer 1, ‖∂L/∂a‖, is {first}, beside {last} at "
            "hidden layer {depth}; loss {loss}."
        ),
        **given,
    )
    if first and last:
        text = _(
            (
                "{activation}: the gradient that reaches layer 1, ‖∂L/∂a‖, is {first}: {ratio} times that of "
                "hidden layer {depth}; loss {loss}."
            ),
            **given,
            ratio=number(first / last, 2),
        )
    return say(_then(text, _then(_without(one.nothing), _why(one.why)) if one.nothing else ""))


def _broken(name: str, broken: tuple[str, int], depth: int) -> str:
    way, layer = broken
    given = {"activation": _called(name), "layer": layer}
    if way == "forward":
        if layer > depth:
            return _(
                "{activation}: on the way forward the numbers of the output layer are not finite.", **given
            )
        return _(
            "{activation}: on the way forward the numbers are not finite from layer {layer} on.", **given
        )
    if layer > depth:
        return _(
            "{activation}: on the way back the gradient is not finite from the output layer on.", **given
        )
    return _("{activation}: on the way back the gradient is not finite from layer {layer} on.", **given)


def _without(layers: Sequence[int]) -> str:
    """Which layers have no gradient."""
    first, last, count = layers[0], layers[-1], len(layers)
    if first == last:
        return _("The weights of layer {layer} have a gradient of exactly 0.", layer=first)
    if last - first + 1 == count:
        return _(
            "The weights of layers {first} to {last} have a gradient of exactly 0.", first=first, last=last
        )
    return _("The weights of {count} layers have a gradient of exactly 0.", count=count)


def _why(zero: Zero) -> str:
    """Why a gradient is exactly 0; empty: for no reason that this page knows."""
    return {
        "fires": _("No unit of layer {layer} fires.", layer=zero.layer),
        "rounds": _("In layer {layer} float32 rounds every slope to 0.", layer=zero.layer),
        "reached": _("No unit of layer {layer} that the gradient reaches fires.", layer=zero.layer),
        "small": _("These gradients are smaller than any number that float32 has."),
    }.get(zero.code, "")


# --- training -----------------------------------------------------------------------------------------------


def training(run: Run | Training | TooMany) -> list[Sentence]:
    """How far a few nets are that have begun, one by one; of many nets in one line, but for those that
    diverged; before any have, where they led."""
    facts: Training | TooMany = run.facts if isinstance(run, Run) else run
    if isinstance(facts, TooMany):
        have, most = number(facts.weights / 1e6, 2), number(MOST_WEIGHTS / 1e6, 2)
        text = _(
            (
                "These nets have {have} million weights together; at most {most} million are trained here: "
                "choose fewer nets, layers or units."
            ),
            have=have,
            most=most,
        )
        return [say(text, "alarm")]
    if not facts.nets:
        return [say(CHOOSE)]
    begun = [net for net in facts.nets if net.step]
    if not begun and isinstance(run, Run):
        return leads(run)
    if len(facts.nets) <= FEW:
        return [_trained(net) for net in begun]
    losses = [
        _("{activation} {loss}", activation=_called(net.name), loss=number(net.recent, 2))
        for net in begun
        if net.broke is None
    ]
    first = (
        [
            say(
                _(
                    "Loss, mean of the last {recent} steps: {losses}.",
                    recent=RECENT,
                    losses=listed(losses, ", "),
                )
            )
        ]
        if losses
        else []
    )
    return [*first, *(_trained(net) for net in begun if net.broke)]


def _trained(net: InTraining) -> Sentence:
    given = {
        "activation": _called(net.name),
        "step": net.broke,
        "moved": number(net.moved[-1], 2),
        "loss": number(net.recent),
        "recent": RECENT,
    }
    if net.broke == 1:
        return say(_("{activation} diverged at step {step}.", **given), "alarm")
    if net.broke:
        return say(
            _(
                "{activation} diverged at step {step}; the last loss was {last}.",
                **given,
                last=number(net.loss[net.broke - 2]),
            ),
            "alarm",
        )
    if net.from_zero:
        return say(
            _(
                (
                    "{activation}: loss {loss} (mean of the last {recent} steps); layer 1 moved by "
                    "{moved}, from weights of 0."
                ),
                **given,
            )
        )
    return say(
        _(
            (
                "{activation}: loss {loss} (mean of the last {recent} steps); layer 1 moved by {moved} of "
                "its length."
            ),
            **given,
        )
    )


def status(facts: Training, running: bool) -> list[Sentence]:
    """Of nets that have not begun, and of a run that stands still."""
    waiting = [_called(net.name) for net in facts.nets if not net.step]
    whole = [net for net in facts.nets if net.broke is None]
    says = _waiting(waiting, running, few=len(facts.nets) <= FEW)
    if not running and len({net.step for net in whole}) > 1:
        steps = listed(
            [_("{activation} {steps}", activation=_called(net.name), steps=net.step) for net in whole], ", "
        )
        says.append(_("Stopped between two nets, at different steps: {steps}.", steps=steps))
    if not running and len(waiting) == len(facts.nets):
        says.append(_("Train first compiles each net, which can take seconds for a large one."))
    return [say(one) for one in says]


def _waiting(names: Sequence[str], running: bool, few: bool) -> list[str]:
    if few:
        return [
            _("{activation}: compiling and starting.", activation=name)
            if running
            else _("{activation}: at its start.", activation=name)
            for name in names
        ]
    if not names:
        return []
    return [
        _("Compiling: {activations}.", activations=listed(names, ", "))
        if running
        else _("At its start: {activations}.", activations=listed(names, ", "))
    ]


def room(run: Run | Training | TooMany) -> int:
    """Lines that the training will need: one for each of a few nets or two for many, and one before they
    begin."""
    facts: Training | TooMany = run.facts if isinstance(run, Run) else run
    if isinstance(facts, TooMany) or not facts.nets:
        return 0
    return 1 + (len(facts.nets) if len(facts.nets) <= FEW else 1) + (isinstance(run, Run) and bool(run.ahead))


# --- zero-centred, dying ------------------------------------------------------------------------------------


def zero_centred(facts: Centred) -> list[Sentence]:
    """Curvatures, signs and losses of each kind of inputs."""
    says = [
        say(
            _(
                "Line: one sample a step. Dashed: all samples at each step. Curvatures are those of "
                "the mean loss, the eigenvalues of E[aaᵀ]."
            )
        )
    ]
    for kind, one in facts.units.items():
        low, high = (number(value, 2) for value in one.curvatures)
        text = _(
            "{inputs}: curvatures {low} and {high}, {ahead} towards the goal. {single} of the steps "
            "on one sample move both weights the same way, {whole} of "
            "those on all; loss at the end {single_loss} and {whole_loss}.",
            inputs=INPUTS[kind],
            low=low,
            high=high,
            ahead=number(one.ahead, 2),
            single=percent(one.one.together),
            single_loss=number(one.one.ends, 2),
            whole=percent(one.whole.together),
            whole_loss=number(one.whole.ends, 2),
        )
        size = facts.rate * one.square
        limit = (
            _(
                "η‖a‖² is {size} on average, over 2: a step makes the error of its own sample larger.",
                size=number(size, 2),
            )
            if size > 2
            else ""
        )
        says.append(say(_then(text, limit), "alarm" if limit else ""))
    return says


def dying_relu(facts: Dying) -> list[Sentence]:
    """How many units are dead, and what the nets can still do."""
    dead = facts.here["relu"].dead[0]
    right = [
        _("{activation} {share}", activation=_called(name), share=percent(float(fate.accuracy[0])))
        for name, fate in facts.here.items()
    ]
    return [
        say(
            _(
                (
                    "Here {begun} of the ReLU units are dead after the first step, {dead} after 200. "
                    "Accuracy then: {accuracies}."
                ),
                begun=percent(float(dead[0])),
                dead=percent(float(dead[-1])),
                accuracies=listed(right, ", "),
            )
        )
    ]


# --- why a non-linearity, why a loss ------------------------------------------------------------------------


def _signed(value: float) -> str:
    """A term of a sum, with its sign before it."""
    return f"− {number(-value)}" if value < 0 else f"+ {number(value)}"


def non_linearity(facts: NonLinear) -> list[Sentence]:
    """The one matrix that the linear net is."""
    first, second, bias = facts.linear.collapsed.tolist()
    says = [
        say(
            _(
                "The {depth} linear hidden layers and the output layer multiply to one matrix: logit = "
                "{first} x₁ {second} x₂ {bias} (largest difference to the net: "
                "{apart}).",
                depth=facts.depth,
                first=number(first),
                second=_signed(second),
                bias=_signed(bias),
                apart=number(facts.linear.apart, 1),
            )
        )
    ]
    if facts.depth < facts.asked:
        given = {"most": DEEPEST, "depth": facts.depth, "asked": facts.asked}
        says.append(
            say(_("These two nets have at most {most} layers: {depth} are shown, not {asked}.", **given))
        )
    return says


def why_a_loss(facts: Losses) -> list[Sentence]:
    """How often accuracy changes, and what the slopes are where a net is confident and wrong."""
    says = [
        say(
            _(
                "The net is not trained: wherever this weight is, its accuracy is from {low} to {high}. "
                "Stairs that lead up and soon down again look like a spike.",
                low=percent(facts.low),
                high=percent(facts.high),
            )
        ),
        say(
            _(
                "How often the accuracy changes from one to the next of {points} positions of this weight: "
                "{changes}; everywhere else its slope is 0. At a sample that "
                "is confident and wrong (logit −10) the slope is {cross} under cross entropy and {squared} "
                "under squared error.",
                points=POINTS,
                changes=facts.changes,
                cross=number(facts.cross),
                squared=number(facts.squared, 2),
            )
        ),
    ]
    if facts.flat:
        says.append(
            say(
                _(
                    (
                        "At this depth hardly any signal is left in so narrow a net ({width} units), so the "
                        "losses look flat: 2 to 5 layers show more."
                    ),
                    width=WIDTH,
                )
            )
        )
    return says


# --- what is measured ---------------------------------------------------------------------------------------


def numerical(facts: Measured) -> list[Sentence]:
    """Where the difference quotient is nearest to the gradient."""
    found: Differences = facts.facts
    given = {"h": number(found.best, 2), "off": number(found.off, 2), "off32": number(found.off32, 2)}
    return [
        say(
            _(
                (
                    "Central differences are best at h ≈ {h}, with an error of {off}; in float32 the "
                    "smallest error is {off32}."
                ),
                **given,
            )
        )
    ]


def cost_of_exp(facts: Measured) -> list[Sentence]:
    """The activations in the order of their times, and in that of the measurement before."""
    if not facts.last:
        return [
            say(_("Press Measure: a million numbers through every activation.")),
            say(
                _(
                    "Pale: measured on another machine when this example was made. Measure does it on this "
                    "server."
                )
            ),
        ]
    order = _("Forward, from fast to slow: {activations}.", activations=_order(facts.last))
    says = [say(order), _ratio(facts.last)]
    return says + (
        [say(_("The measurement before: {activations}.", activations=_order(facts.before)))]
        if facts.before
        else []
    )


def _ratio(found: list[Cost]) -> Sentence:
    """How much longer than ReLU the slowest takes."""
    relu = next(one.forward[0] for one in found if one.activation.name == "relu")
    slowest = max(found, key=lambda one: one.forward[0])
    return say(
        _(
            "Per number ReLU takes {relu} ns and {slowest} {most} ns, {times} times as long, on the server.",
            relu=number(relu, 2),
            slowest=_(slowest.activation.label),
            most=number(slowest.forward[0], 2),
            times=number(slowest.forward[0] / relu, 2),
        )
    )


def _order(found: list[Cost]) -> str:
    return listed([_(one.activation.label) for one in sorted(found, key=lambda one: one.forward[0])], ", ")
