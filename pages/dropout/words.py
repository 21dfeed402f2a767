"""What the page says of its facts: whole sentences, in one place."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from dl_core.experiments.coadaptation import ORDERS, Removal
from dl_core.experiments.uncertainty import FEW
from kit.learning import words as shared
from kit.learning.charts import LETTERS
from kit.learning.facts import NoTable
from kit.messages import Message, _, listed
from kit.number_format import number, percent
from kit.page import Run, Sentence, say
from pages.dropout.facts import Coadaptation, Doubt, Masked, Nets, OnlyDigits, Vote, Wrong

Waits = Run | NoTable | OnlyDigits
ONLY_DIGITS = {
    "turned": _("Only digits can be turned: choose them as the data."),
    "pictures": _("Only digits are pictures: choose them as the data."),
}
FORMS = {
    "classic": _(
        "Classic, p = {ratio}: mean over {masks} masks {mean}, without a mask {whole} (apart by "
        "{apart}; chance allows about {chance})."
    ),
    "inverted": _(
        "Inverted, p = {ratio}: mean over {masks} masks {mean}, without a mask {whole} (apart by "
        "{apart}; chance allows about {chance})."
    ),
}


def label(setting: str, differences: Mapping[str, float]) -> str:
    """Of A or B: "B: dropout 0.2"."""
    ratio = differences["dropout"]
    return (
        _("{setting}: dropout {ratio}", setting=setting, ratio=number(ratio))
        if ratio
        else _("{setting}: no dropout", setting=setting)
    )


def _names(nets: Nets) -> tuple[str, str]:
    a, b = nets.differences
    return label("A", a), label("B", b)


def _waits(waits: Waits) -> list[Sentence]:
    """What is said while there are no nets to take apart."""
    return [say(ONLY_DIGITS[waits.why])] if isinstance(waits, OnlyDigits) else shared.not_taken_apart(waits)


def _which(nets: Nets) -> Sentence:
    """Which nets are taken apart."""
    if nets.ahead:
        return say(
            _(
                "Nets of the first seed after epoch {epochs}, which the server trained once.",
                epochs=nets.epochs,
            )
        )
    return say(_("Nets of the first seed after epoch {epochs}.", epochs=nets.epochs))


def _thinned(nets: Nets) -> list[Sentence]:
    """At which ratio, if B has none."""
    return (
        []
        if nets.of_b
        else [say(_("B drops nothing: the nets are thinned at {ratio}.", ratio=number(nets.ratio)))]
    )


def mask(facts: Masked) -> list[Sentence]:
    """How many units are dropped, and how near the means come to what is received without a mask."""
    layers, units = facts.masks[1].shape
    says = [
        _(
            "Step {step}, the first sample of the batch: {share} of B's {units} hidden units are dropped; "
            "a dropped unit outputs 0 and learns nothing from this "
            "sample.",
            step=facts.step,
            share=percent(facts.dropped, 1),
            units=layers * units,
        )
    ]
    for text, one, apart, chance in zip(
        FORMS.values(), facts.received, facts.apart, facts.chance, strict=True
    ):
        mean, whole = (f"{value:.3f}".replace("-", "−") for value in (one.running[-1], one.whole))
        given = {
            "ratio": number(facts.ratio),
            "masks": len(one.single),
            "mean": mean,
            "whole": whole,
            "apart": f"{apart:.3f}",
            "chance": f"{chance:.3f}",
        }
        says.append(_(text, **given))
    return [say(one) for one in says]


def came_of_mask(before: Masked, now: Masked) -> list[Message]:
    """How many of B's units are dropped, and how many of these were dropped before."""
    dropped = ~now.masks[1]
    again = (dropped & ~before.masks[1]).sum() if dropped.shape == before.masks[1].shape else 0
    return [
        _(
            "Of B's {units} hidden units {now} are dropped instead of {before}; {again} of them were dropped "
            "before, too.",
            units=dropped.size,
            now=int(dropped.sum()),
            before=int((~before.masks[1]).sum()),
            again=int(again),
        )
    ]


def vote(facts: Vote | Waits) -> list[Sentence]:
    """Single thinned nets, and how many together reach the whole net."""
    if not isinstance(facts, Vote):
        return _waits(facts)
    says = [_which(facts.nets), *_thinned(facts.nets)]
    for name, found, first in zip(_names(facts.nets), facts.found, facts.first, strict=True):
        given = {
            "setting": name,
            "ratio": number(facts.nets.ratio),
            "single": percent(np.mean(found.single), 1),
            "whole": percent(found.whole, 1),
            "first": first,
            "most": len(found.single),
        }
        if first == 1:
            text = _(
                (
                    "{setting}, thinned at {ratio}: single nets {single}; the first alone reaches the "
                    "whole net's {whole}."
                ),
                **given,
            )
        elif first:
            text = _(
                (
                    "{setting}, thinned at {ratio}: single nets {single}; the mean of {first} reaches the "
                    "whole net's {whole}."
                ),
                **given,
            )
        else:
            text = _(
                (
                    "{setting}, thinned at {ratio}: single nets {single}; no mean of up to {most} reaches "
                    "the whole net's {whole}."
                ),
                **given,
            )
        says.append(say(text))
    return says


def coadaptation(facts: Coadaptation | Waits) -> list[Sentence]:
    """How alike units are, and what is left without them."""
    if not isinstance(facts, Coadaptation):
        return _waits(facts)
    says, names = [_which(facts.nets)], _names(facts.nets)
    for name, alike in zip(names, facts.alike, strict=True):
        given = {"setting": name, "layer": facts.layer, "mean": f"{alike.mean:.2f}"}
        says.append(say(_("{setting}: mean |correlation| in layer {layer} is {mean}.", **given)))
    if facts.layer < facts.asked:
        says.append(say(_("These nets have {layer} hidden layers: the last is shown.", layer=facts.layer)))
    says += [
        say(_removed(name, one, facts.layer))
        for name, one in zip(names, facts.removals, strict=True)
        if len(one.accuracy)
    ]
    done = len(facts.removals[0].accuracy)
    return [*says, say(_("Random orders of removal: {done} of {orders}.", done=done, orders=ORDERS))]


def _removed(name: str, one: Removal, layer: int) -> str:
    half, whole = (
        percent(value, 1)
        for value in (one.accuracy[:, one.accuracy.shape[1] // 2].mean(), one.accuracy[:, 0].mean())
    )
    given = {"setting": name, "layer": layer, "half": half, "whole": whole}
    return _(
        "{setting}: without half of layer {layer}'s units test accuracy is {half}, with all of them {whole}.",
        **given,
    )


def doubt(facts: Doubt | Waits) -> list[Sentence]:
    """What the lines are."""
    if not isinstance(facts, Doubt):
        return _waits(facts)
    a, b = _names(facts.nets)
    lines = _(
        "{a}; {b}; both thinned at {ratio}. Solid: dropout left on, mean of {passes} passes; dashed: "
        "the whole net. Above the digits are turned, below "
        "noise is added.",
        a=a,
        b=b,
        ratio=number(facts.nets.ratio),
        passes=FEW,
    )
    return [_which(facts.nets), *_thinned(facts.nets), say(lines)]


def wrong(facts: Wrong | Waits) -> list[Sentence]:
    """How many each gets wrong, and how many of these are the same."""
    if not isinstance(facts, Wrong):
        return _waits(facts)
    says = [_which(facts.nets)]
    for name, found in zip(_names(facts.nets), facts.found, strict=True):
        says.append(
            say(
                _(
                    "{setting}: {wrong} of {images} test digits wrong.",
                    setting=name,
                    wrong=len(found.at),
                    images=len(facts.images),
                )
            )
        )
    return [*says, say(_("{both} of them are the same ones.", both=facts.both))]


# --- what came of a try -------------------------------------------------------------------------------------

SINGLE = _("These are single nets, of the first seed: another seed gives other numbers.")


def _came(before: Any, now: Any, kind: type[Any], told: Callable[[Any], list[Message]]) -> list[Message]:
    """What is `told` of facts of this kind: of these nets, and of the example's own, if they are known and
    have learned as long."""
    if not isinstance(now, kind) or not (said := told(now)):
        return []
    says = [_("Now {nets}.", nets=listed(said, "; "))]
    if isinstance(before, kind) and before.nets.epochs == now.nets.epochs and (then := told(before)):
        says.append(_("In the example {nets}.", nets=listed(then, "; ")))
    return [*says, SINGLE]


def came_of_vote(before: Vote | NoTable | None, now: Vote | NoTable) -> list[Message]:
    """The whole nets, their thinned nets, and the mean of all of these."""
    return _came(before, now, Vote, _votes)


def _votes(of: Vote) -> list[Message]:
    return [
        _(
            "{setting} has {whole} as a whole net, its thinned nets {single} each, and the mean of {most} of "
            "these {mean}",
            setting=letter,
            whole=percent(one.whole, 1),
            single=percent(np.mean(one.single), 1),
            most=len(one.single),
            mean=percent(one.mean[-1], 1),
        )
        for letter, one in zip(LETTERS, of.found, strict=True)
    ]


def came_of_removal(before: Coadaptation | NoTable | None, now: Coadaptation | NoTable) -> list[Message]:
    """What is left of the test accuracy without half of a layer."""
    return _came(before, now, Coadaptation, _halves)


def _halves(of: Coadaptation) -> list[Message]:
    return [
        _(
            "{setting} has {half} without half of layer {layer} and {whole} with all of it",
            setting=letter,
            layer=of.layer,
            half=percent(one.mean[len(one.mean) // 2], 1),
            whole=percent(one.mean[0], 1),
        )
        for letter, one in zip(LETTERS, of.removals, strict=True)
        if len(one.accuracy)
    ]


def came_of_doubt(before: Doubt | Waits | None, now: Doubt | Waits) -> list[Message]:
    """The entropies with dropout left on, of digits as they are and of those that are turned most."""
    return _came(before, now, Doubt, _doubts)


def _doubts(of: Doubt) -> list[Message]:
    rows = []
    for letter, one in zip(LETTERS, of.angles, strict=True):
        there = np.flatnonzero(np.isfinite(one.entropy))
        if there.size:
            first, last = int(there[0]), int(there[-1])
            rows.append(
                _(
                    "{setting}'s mean entropy is {first} at {upright}° and {last} at {turned}°",
                    setting=letter,
                    first=number(float(one.entropy[first]), 2),
                    upright=number(float(one.by[first])),
                    last=number(float(one.entropy[last]), 2),
                    turned=number(float(one.by[last])),
                )
            )
    return rows


def came_of_mistakes(before: Wrong | Waits | None, now: Wrong | Waits) -> list[Message]:
    """How many test digits are wrong."""
    return _came(before, now, Wrong, _mistakes)


def _mistakes(of: Wrong) -> list[Message]:
    return [
        _(
            "{setting} has {wrong} of {images} test digits wrong",
            setting=letter,
            wrong=len(one.at),
            images=len(of.images),
        )
        for letter, one in zip(LETTERS, of.found, strict=True)
    ]
