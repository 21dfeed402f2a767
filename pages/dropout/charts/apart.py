"""The nets taken apart: votes, co-adaptation, uncertainty, mistakes; of A and of B."""

from collections.abc import Mapping, Sequence

import numpy as np

from dl_core.digits import CLASSES
from dl_core.experiments.uncertainty import FEW, Curves
from kit.charts import Spec, axis, chart, dots, heat, images, line, rule
from kit.learning.charts import COLOURS, LETTERS, first_curves
from kit.learning.facts import NoTable
from kit.messages import _
from kit.number_format import percent
from kit.page import Run
from pages.dropout.facts import Coadaptation, Doubt, Nets, OnlyDigits, Vote, Wrong
from pages.dropout.words import label

SHOWN, COLUMNS = 16, 4  # pictures of mistakes
Waits = Run | NoTable | OnlyDigits


def _share() -> Spec:
    return axis("", -0.02, 1.02, percent=True)


def names(nets: Nets) -> list[str]:
    """What A and B are called."""
    return [label(letter, done) for letter, done in zip(LETTERS, nets.differences, strict=True)]


def _meanwhile(waits: Waits) -> list[Spec]:
    """As long as there are no nets to take apart."""
    return [] if isinstance(waits, OnlyDigits) else first_curves(label, waits)


def votes(facts: Vote | Waits) -> list[Spec]:
    """Accuracy against the number of thinned nets, a chart for each net."""
    if not isinstance(facts, Vote):
        return _meanwhile(facts)
    about = _(
        "Dots: single thinned nets. Solid: majority of the first k (equally many votes: the lower "
        "digit). Dashed: the mean of their probabilities. "
        "Dotted: the whole net with scaled weights. {images} test samples; a thinned net's mask is "
        "the same for all of them.",
        images=facts.samples,
    )
    charts = []
    for letter, name, colour, found in zip(LETTERS, names(facts.nets), COLOURS, facts.found, strict=True):
        k = np.arange(1, len(found.single) + 1)
        marks = [
            dots(k, found.single, colour, size=1.8),
            rule(found.whole, _("whole net")),
            line(k, found.mean, colour, _("mean"), dashed=True),
            line(k, found.vote, colour, _("vote")),
        ]
        x = axis(_("thinned nets"), 1, len(k), whole=True)
        charts.append(
            chart(f"votes-{letter}", _("Test accuracy, {setting}", setting=name), about, x, _share(), marks)
        )
    return charts


def coadaptation(facts: Coadaptation | Waits) -> list[Spec]:
    """Correlations of one layer, a map for each net; accuracy as its units are removed; mean correlation of
    every layer."""
    return (
        [*_correlations(facts), _removal(facts), _profile(facts)]
        if isinstance(facts, Coadaptation)
        else _meanwhile(facts)
    )


def _correlations(facts: Coadaptation) -> list[Spec]:
    charts = []
    for letter, name, matrix, alike in zip(
        LETTERS, names(facts.nets), facts.correlations, facts.alike, strict=True
    ):
        one = axis(_("unit"), 0.5, len(matrix) + 0.5, whole=True)
        about = _(
            (
                "|ρ| of every two units of layer {layer} over the test samples: its sign is not shown. "
                "Holes: units that never vary ({silent})."
            ),
            layer=facts.layer,
            silent=alike.silent,
        )
        title = _("|ρ|, {setting}: mean {mean}", setting=name, mean=f"{alike.mean:.2f}")
        charts.append(
            chart(f"alike-{letter}", title, about, one, one, [heat(np.abs(matrix), "|ρ|", 0.0, 1.0)])
        )
    return charts


def _profile(facts: Coadaptation) -> Spec:
    depth = max(len(layers) for layers in facts.profiles)
    rows = zip(names(facts.nets), COLOURS, facts.profiles, strict=True)
    marks = [
        line(np.arange(1, len(layers) + 1), [one.mean for one in layers], colour, name, marker="circle")
        for name, colour, layers in rows
    ]
    most = max(
        (one.mean for layers in facts.profiles for one in layers if np.isfinite(one.mean)), default=1.0
    )
    about = _(
        "Mean |ρ| of two different units of a layer over the test samples; units that never vary are "
        "left out."
    )
    x = axis(_("layer"), 0.8, depth + 0.2, whole=True)
    return chart(
        "profile", _("Mean |correlation| in each layer"), about, x, axis("", 0, 1.1 * most or 1.0), marks
    )


def _removal(facts: Coadaptation) -> Spec:
    marks = []
    for name, colour, found in zip(names(facts.nets), COLOURS, facts.removals, strict=True):
        k = np.arange(found.accuracy.shape[1])
        if len(found.accuracy):
            marks += [line(k, edge, colour, faint=True) for edge in (found.low, found.high)] + [
                line(k, found.mean, colour, name)
            ]
    orders = max(len(found.accuracy) for found in facts.removals)
    about = _(
        (
            "Units are set to 0 in a random order, and the others are not scaled up. Line: mean of "
            "{orders} orders; faint: the worst and the best at each k."
        ),
        orders=orders,
    )
    width = max(found.accuracy.shape[1] for found in facts.removals) - 1
    title = _("Test accuracy, units of layer {layer} removed", layer=facts.layer)
    return chart("removal", title, about, axis(_("units removed"), 0, width, whole=True), _share(), marks)


TURNED = {
    "accuracy": _("Test accuracy, turned"),
    "entropy": _("Predictive entropy, turned"),
    "information": _("Mutual information, turned"),
    "confidence": _("Confidence of the whole net, turned"),
}
NOISY = {
    "accuracy": _("Test accuracy, noisy"),
    "entropy": _("Predictive entropy, noisy"),
    "information": _("Mutual information, noisy"),
    "confidence": _("Confidence of the whole net, noisy"),
}


def doubt(facts: Doubt | Waits) -> list[Spec]:
    """Accuracy, entropy, mutual information and confidence against what is done to the digits."""
    if not isinstance(facts, Doubt):
        return _meanwhile(facts)
    turned, noisy = ((float(one.by[0]), float(one.by[-1])) for one in (facts.angles[0], facts.noises[0]))
    return [
        *_uncertain("angle", TURNED, facts.angles, axis(_("angle, degrees"), *turned, every=45)),
        *_uncertain("noise", NOISY, facts.noises, axis(_("σ of the noise"), *noisy)),
    ]


def _uncertain(key: str, titles: Mapping[str, str], found: tuple[Curves, Curves], x: Spec) -> list[Spec]:
    lines = _(
        "Solid: dropout left on, mean of {passes} passes. Dashed: the whole net with scaled weights.",
        passes=FEW,
    )
    alike = _(
        "Mean over the images, in nats. Solid: of the mean of {passes} passes with dropout left on. "
        "Dashed: of the whole net with scaled weights. Dotted: all "
        "{classes} digits alike.",
        passes=FEW,
        classes=CLASSES,
    )
    disagree = _(
        "How much the masks matter: the entropy of the mean of the thinned nets, less the mean "
        "entropy of the passes (BALD). High: thinned nets are confident "
        "and disagree."
    )
    confident = _("Mean largest probability, whether right or wrong.")
    nats, most = axis(_("nats"), 0, 2.6), rule(float(np.log(CLASSES)), f"ln {CLASSES}")
    return [
        chart(
            f"{key}-accuracy",
            titles["accuracy"],
            lines,
            x,
            _share(),
            _both(found, "accuracy", "plain_accuracy"),
        ),
        chart(
            f"{key}-entropy",
            titles["entropy"],
            alike,
            x,
            nats,
            [*_both(found, "entropy", "plain_entropy"), most],
        ),
        chart(
            f"{key}-information", titles["information"], disagree, x, nats, _both(found, "information", "")
        ),
        chart(f"{key}-confidence", titles["confidence"], confident, x, _share(), _both(found, "", "sure")),
    ]


def _both(nets: Sequence[Curves], left_on: str, whole: str) -> list[Spec]:
    """For each net the mean over passes as a line, and the whole net's value dashed, of the points that are
    computed; an empty name: none."""
    marks = []
    for letter, colour, found in zip(LETTERS, COLOURS, nets, strict=True):
        there = np.isfinite(found.accuracy)  # a number for every net, also one that has left the numbers
        if whole:
            name = "" if left_on else letter
            marks.append(line(found.by[there], getattr(found, whole)[there], colour, name, dashed=True))
        if left_on:
            marks.append(line(found.by[there], getattr(found, left_on)[there], colour, letter))
    return marks


def mistakes(facts: Wrong | Waits) -> list[Spec]:
    """The wrong test digits of which each net is most confident."""
    if not isinstance(facts, Wrong):
        return _meanwhile(facts)
    bare, charts = axis("", 0, 1, bare=True), []
    for letter, name, found in zip(LETTERS, names(facts.nets), facts.found, strict=True):
        first = np.argsort(-found.sure, kind="stable")[:SHOWN]
        said = [f"{found.true[i]} → {found.said[i]}, {percent(found.sure[i])}" for i in first]
        about = _(
            (
                "The {count} of which the whole net is most confident: digit → what it said, and its "
                "probability of that."
            ),
            count=len(first),
        )
        title = _(
            "{wrong} of {images} wrong, {setting}",
            wrong=len(found.at),
            images=len(facts.images),
            setting=name,
        )
        charts.append(
            chart(
                f"wrong-{letter}",
                title,
                about,
                bare,
                bare,
                [images(facts.images[found.at[first]], said, COLUMNS)],
            )
        )
    return charts
