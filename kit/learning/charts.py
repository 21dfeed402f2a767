"""How the training of two settings is drawn: curves of five seeds, and a net in the plane."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from dl_core.experiments.compare import TEST, TRAIN, VALIDATION, Curves
from kit.charts import Spec, axis, band, chart, dots, heat, over, rule
from kit.learning.facts import NoTable, Plane, Training
from kit.messages import _, listed
from kit.page import Run
from kit.tables import shortened
from kit.theme import BETWEEN, CLASSES, PALE_SIDES, SIDES

Label = Callable[[str, Mapping[str, float]], str]
A, B = "#E8590C", "#1C7ED6"
LETTERS, COLOURS = "AB", (A, B)


def labels(label: Label, facts: Training) -> list[str]:
    """Of A and of B. label: of a letter and of what that setting does, `Training.differences`."""
    return [label(letter, done) for letter, done in zip(LETTERS, facts.differences, strict=True)]


def training(label: Label, run: Run | NoTable) -> list[Spec]:
    """The curves of A and B; of data in the plane first what their first nets say there, and of the curves
    accuracies alone. label: as of `labels`."""
    if isinstance(run, NoTable):
        return []
    facts: Training = run.facts
    names = labels(label, facts)
    drawn = curves(names, facts.curves, facts.epochs, run.ahead and run.ahead.curves)
    if not facts.planes:
        return drawn
    coming = facts.done < 0 and run.ahead is not None
    planes = [
        boundary(which, name, facts, plane, coming)
        for which, name, plane in zip(
            LETTERS, names, run.ahead.planes if coming else facts.planes, strict=True
        )
    ]
    return [*planes, *drawn[:3]]


def first_curves(label: Label, run: Run | NoTable) -> list[Spec]:
    """Accuracies alone, as long as nets are not taken apart."""
    if isinstance(run, NoTable):
        return []
    return curves(
        labels(label, run.facts), run.facts.curves, run.facts.epochs, run.ahead and run.ahead.curves
    )[:3]


def curves(
    names: Sequence[str], found: Sequence[Curves], epochs: int, ahead: Sequence[Curves] | None = None
) -> list[Spec]:
    """Train and test accuracy of A and of B, which have these names, test accuracy of both, their
    generalisation gap, their loss on the validation set. ahead: the curves of the same two after all epochs,
    if they are known: pale, where `found` has not come yet."""
    x = over(epochs)

    def drawn(of: Callable[[Curves], Any], which: int, name: str = "", dashed: bool = False) -> list[Spec]:
        return band(
            of(found[which]),
            epochs,
            COLOURS[which],
            name or LETTERS[which],
            dashed=dashed,
            ahead=None if ahead is None else of(ahead[which]),
        )

    def both(of: Callable[[Curves], Any]) -> list[Spec]:
        return [mark for which in range(len(found)) for mark in drawn(of, which)]

    pale = [] if ahead is None else [_("Pale: where it leads, known from the same nets trained earlier.")]

    def about(*sentences: str) -> str:
        return listed([*sentences, *pale], " ")

    charts = []
    for which, (label, one) in enumerate(zip(names, found, strict=True)):
        best, at_best = (one.best, one.stopped) if one.epochs >= 0 else (np.zeros(0), np.zeros(0))
        marks = [
            *drawn(lambda one: one.accuracy[..., TRAIN], which, _("train"), dashed=True),
            *drawn(lambda one: one.accuracy[..., TEST], which, _("test")),
            dots(best, at_best, COLOURS[which], marker="diamond", size=4.5),
            *([rule(1 - one.noise, _("true labels"))] if one.noise else []),
        ]
        dotted = _(
            "Dotted: the share of true labels; by as much as training accuracy is above it, wrong "
            "labels are memorised at least."
        )
        said = about(ACCURACY, *([dotted] if one.noise else []))
        title = _("{setting}: train and test accuracy", setting=label)
        charts.append(
            chart(f"curve-{LETTERS[which]}", title, said, x, axis("", -0.02, 1.02, percent=True), marks)
        )
    gap = GAP_OF_NOISY if any(one.noise for one in found) else GAP
    mean = about(_("Mean of five seeds, lowest and highest."))
    return [
        *charts,
        chart(
            "test",
            _("Test accuracy, A and B"),
            mean,
            x,
            axis("", percent=True),
            both(lambda one: one.accuracy[..., TEST]),
        ),
        chart(
            "gap", _("Generalisation gap"), about(gap), x, axis("", percent=True), both(lambda one: one.gap)
        ),
        chart(
            "loss",
            _("Loss on the validation set"),
            about(LOSS),
            x,
            axis("", log=True),
            both(lambda one: one.loss[..., VALIDATION]),
        ),
    ]


ACCURACY = _(
    "Accuracy on the training labels (dashed; wrong ones included) and on the test set. Thick: mean "
    "of five seeds, thin: lowest and highest, or all where some "
    "have diverged. Diamonds: where early stopping on the validation set would have kept each seed's net."
)
GAP = _("Training accuracy minus test accuracy, five seeds.")
GAP_OF_NOISY = _(
    "Training accuracy minus that to be expected on the test set if its labels were wrong as often, "
    "five seeds."
)
LOSS = _("Mean cross entropy, five seeds: it may grow while the accuracy still does.")


def boundary(which: str, label: str, facts: Training, plane: Plane, coming: bool = False) -> Spec:
    """Where a net of two inputs says the second class, with the points that it learns from; these alone if
    there is no net yet. which: "A" or "B"; coming: pale, for the net is still to be trained."""
    table, chance = facts.table, plane.chance
    said = _("“{name}”", name=shortened(table.classes[1])) if table else _("class 1")
    names = [shortened(name) for name in table.columns] if table else ["x₁", "x₂"]
    look = {"stops": PALE_SIDES if coming else SIDES, "levels": [0.5], "ink": BETWEEN}
    marks = [] if chance is None else [heat(chance, _("p({said})", said=said), 0.0, 1.0) | look]
    for chosen, marker, size in ((~plane.wrong, "circle", 2.4), (plane.wrong, "cross", 3.2)):
        for kind, colour in enumerate(CLASSES):
            of = chosen & (plane.labels == kind)
            marks.append(dots(plane.points[of, 0], plane.points[of, 1], colour, marker=marker, size=size))
    about = (
        _("Points: what it learns from, as labelled. Inputs are standardised.")
        if chance is None
        else _(
            (
                "Colour: the first net's probability of {said}; line: where it is a half. Points: what it "
                "learns from, as labelled. Inputs are standardised."
            ),
            said=said,
        )
    )
    sentences = [about, *([_("Crosses: wrong labels.")] if plane.wrong.any() else [])]
    sentences += [_("Pale: what it says when it has learned.")] if coming else []
    title = (
        _("{setting}: what it learns from", setting=label)
        if chance is None
        else _("{setting}: what its first net will say", setting=label)
        if coming
        else _("{setting}: what its first net says", setting=label)
    )
    x, y = (axis(name, -plane.reach, plane.reach) for name in names[:2])
    return chart(f"plane-{which}", title, listed(sentences, " "), x, y, marks)
