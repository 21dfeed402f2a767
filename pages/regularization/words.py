"""What the page says of its facts: whole sentences, in one place."""

from collections.abc import Mapping

from dl_core.experiments import averaging as averages
from dl_core.experiments import bias_variance as bv
from dl_core.experiments.choosing import SMALL
from dl_core.experiments.learning import Regularizers
from dl_core.params import params_of
from kit.kept import leads
from kit.messages import Message, _, listed
from kit.number_format import number, percent
from kit.page import Run, Sentence, say
from pages.regularization.facts import Averaging, Choice, Family, Nets, Polynomials
from pages.regularization.view import TERMS


def label(setting: str, differences: Mapping[str, float]) -> str:
    """Of A or B, by what is done in it: "B: L2 0.02, batch 10"."""
    if not differences:
        return _("{setting}: nothing", setting=setting)
    return _(
        "{setting}: {differences}",
        setting=setting,
        differences=listed([_done(name, value) for name, value in differences.items()], ", "),
    )


def _done(name: str, value: float) -> str:
    known = dict(params_of(Regularizers))
    if name in TERMS:
        return (
            _(known[name].label)
            if known[name].step
            else _("{name} {value}", name=_(known[name].label), value=number(value))
        )
    return {
        "norm": _("Batch norm"),
        "batch_size": _("batch {size}", size=f"{value:.0f}"),
        "n": _("{n} samples", n=f"{value:.0f}"),
    }[name]


def choosing(run: Run) -> list[Sentence]:
    """What is claimed of the best net, and what is true."""
    facts: Choice = run.facts
    if facts.done < 2:
        return [say(_("Press Train: forty nets, each a second's work or less.")), *leads(run)]
    claim, truth, claimed, true = (
        float(values[-1])
        for values in (facts.test.claim, facts.test.truth, facts.validation.claim, facts.validation.truth)
    )
    too_much = {
        "count": facts.done,
        "small": SMALL,
        "claim": percent(claim, 1),
        "truth": percent(truth, 1),
        "more": f"{100 * (claim - truth):.1f}".replace("-", "−"),
    }
    return [
        say(
            _(
                (
                    "The best of {count} on {small} test images claims {claim} and has {truth}: {more} "
                    "percentage points too much, on average."
                ),
                **too_much,
            )
        ),
        say(
            _(
                (
                    "Chosen on {small} validation images, reported on the test set, it claims {claim} and "
                    "has {truth}."
                ),
                small=SMALL,
                claim=percent(claimed, 1),
                truth=percent(true, 1),
            )
        ),
    ]


def bias_and_variance(facts: Polynomials | Run) -> list[Sentence]:
    """Of the polynomials that are drawn, or how the nets are made."""
    if isinstance(facts, Run):
        given = {"runs": bv.RUNS, "images": bv.IMAGES, "share": percent(bv.WRONG)}
        text = _(
            (
                "{runs} nets of each kind, each trained on {images} of the 897 images, drawn anew; "
                "{share} of their labels are wrong."
            ),
            **given,
        )
        return [say(text), *(leads(facts) if not facts.facts.families else [])]
    given = {
        "degree": facts.degree,
        "ridge": number(facts.ridge, 2),
        "points": bv.POINTS,
        "bias2": number(facts.parts.bias2),
        "variance": number(facts.parts.variance),
    }
    return [
        say(
            _(
                "Degree {degree}, λ {ridge}, {points} points: bias² {bias2}, variance {variance} (exact).",
                **given,
            )
        )
    ]


def came_of_model(before: Polynomials | None, now: Polynomials | Nets) -> list[Message]:
    """Bias² and variance: exact of both polynomials, or estimated of each kind of nets."""
    if isinstance(now, Nets):
        if not now.families:
            return []
        return [
            _(
                "Of {runs} nets each, ± half of the 95 % interval: {families}.",
                runs=bv.RUNS,
                families=listed([_estimated(one) for _place, one in sorted(now.families.items())], "; "),
            )
        ]
    if before is None:
        return []
    return [
        _(
            "Bias² is now {bias2} instead of {bias2_before}, the variance {variance} instead of "
            "{variance_before} (exact).",
            bias2=number(now.parts.bias2),
            bias2_before=number(before.parts.bias2),
            variance=number(now.parts.variance),
            variance_before=number(before.parts.variance),
        )
    ]


def _estimated(one: Family) -> Message:
    (bias2, half), (variance, other) = one.bias2, one.variance
    return _(
        "{family}: bias² {bias2} ± {half}, variance {variance} ± {other}",
        family=_(one.label),
        bias2=number(bias2, 2),
        half=number(half, 1),
        variance=number(variance, 2),
        other=number(other, 1),
    )


def averaging(run: Run) -> list[Sentence]:
    """One net, many nets, and nets that were stopped."""
    facts: Averaging = run.facts
    given = {"nets": averages.NETS, "training": averages.TRAINING, "share": percent(averages.WRONG)}
    if len(facts.epochs) < 2:
        return [
            say(_("Press Train: {nets} nets on the same {training} digits, {share} label noise.", **given)),
            *leads(run),
        ]
    now, stopped = facts.now.accuracy, facts.stopped.accuracy
    given |= {
        "one": percent(now[0], 1),
        "all": percent(now[-1], 1),
        "one_stopped": percent(stopped[0], 1),
        "all_stopped": percent(stopped[-1], 1),
    }
    return [
        say(
            _(
                "Test accuracy: one net {one}, the mean of {nets} nets {all}; one net stopped by the "
                "validation set {one_stopped}, the mean of {nets} such nets "
                "{all_stopped}.",
                **given,
            )
        ),
        say(_("{nets} nets cost {nets} trainings.", **given)),
    ]
