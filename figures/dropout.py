"""The charts of the page "Dropout": curves of two settings, and the mask."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dl_core.experiments.compare import TEST, TRAIN, VALIDATION, Curves
from dl_core.experiments.masking import Received
from dl_core.numerals import number
from figures.charts import Spec, axis, chart, dots, heat, line, rule
from figures.theme import BETWEEN, CLASSES, SIDES

A, B = "#E8590C", "#1C7ED6"
POINTS = 150  # of a curve that is drawn anew five times a second
DRAWN = 12  # units of a layer


def _thinned(values: Any, epochs: int) -> tuple[Any, Any]:
    """Every k-th epoch and always the last, so that at most POINTS of them are drawn; (epochs, values)."""
    every = 1 + epochs // POINTS
    places = np.unique([*range(0, values.shape[-1], every), values.shape[-1] - 1])
    return places, values[..., places]


def band(values: Any, epochs: int, colour: str, label: str, *, dashed: bool = False, ahead: Any = None) -> list[Spec]:
    """The mean of the seeds (seeds, points) as a line, the lowest and the highest of them thin beside it.

    If some are not finite, all are thin, and the mean ends where the first one does. ahead: the same (seeds, more points) of a whole run: what is still to
    come of it is pale.
    """
    done = np.shape(values)[-1]
    coming = [] if ahead is None else _coming(np.asarray(ahead, float).mean(axis=0), done, epochs, colour, label, dashed)
    named = "" if coming else label  # at the end of the curve, which is the pale one's while there is one
    if not done:
        return [*coming, line([], [], colour, named, dashed=dashed)]
    x, y = _thinned(np.asarray(values, float), epochs)
    beside = (y.min(axis=0), y.max(axis=0)) if np.isfinite(y).all() else y
    sides = [line(x, side, colour, dashed=dashed, faint=True) for side in beside] if len(y) > 1 else []
    return [*coming, *sides, line(x, y.mean(axis=0), colour, named, dashed=dashed) | ({"read": label} if coming else {})]


def _coming(mean: Any, done: int, epochs: int, colour: str, label: str, dashed: bool) -> list[Spec]:
    """The points of a mean that are not done yet, from the last one that is."""
    x, y = _thinned(mean, epochs)
    left = x >= done - 1
    return [line(x[left], y[left], colour, label, dashed=dashed, pale=True)] if left.sum() > 1 else []


def curves(rows: Sequence[tuple[str, str, Curves]], epochs: int, ahead: Sequence[Curves] | None = None) -> list[Spec]:
    """(label, colour, curves) of A and B: train and test accuracy of each, the generalisation gap, the loss on the validation set. ahead: the curves of the
    same two after all epochs, if they are known: pale, where rows have not come yet."""
    x = axis("epoch", 0, epochs, whole=True)
    percent = axis("", -0.02, 1.02, percent=True)

    def drawn(of: Callable[[Curves], Any], which: int, name: str = "", dashed: bool = False) -> list[Spec]:
        label, colour, one = rows[which]
        return band(of(one), epochs, colour, name or label[0], dashed=dashed, ahead=None if ahead is None else of(ahead[which]))

    def both(of: Callable[[Curves], Any]) -> list[Spec]:
        return [mark for which in range(len(rows)) for mark in drawn(of, which)]

    pale = "" if ahead is None else " Pale: where it leads, known from the same nets trained earlier."
    charts = []
    for which, (label, colour, found) in enumerate(rows):
        best = found.best if found.epochs >= 0 else np.zeros(0)
        at_best = found.stopped if found.epochs >= 0 else np.zeros(0)
        marks = [
            *drawn(lambda one: one.accuracy[..., TRAIN], which, "train", dashed=True), *drawn(lambda one: one.accuracy[..., TEST], which, "test"),
            dots(best, at_best, colour, marker="diamond", size=4.5), *([rule(1 - found.noise, "true labels")] if found.noise else []),
        ]  # fmt: skip
        about = (
            "Accuracy on the training labels (dashed; wrong ones included) and on the test set. Thick: mean of five seeds, thin: lowest and highest, or all "
            "where some have diverged. "
            f"Diamonds: where early stopping on the validation set would have kept each seed's net.{pale}"
        )
        about += " Dotted: the share of true labels; by as much as training accuracy is above it, wrong labels are memorised at least." if found.noise else ""
        charts.append(chart(f"curve-{label[0]}", f"{label}: train and test accuracy", about, x, percent, marks))
    tests, gaps, losses = (
        both(of)
        for of in (
            lambda one: one.accuracy[..., TEST],
            lambda one: one.gap,
            lambda one: one.loss[..., VALIDATION],
        )
    )
    noisy = any(found.noise for *_, found in rows)
    like = "Training accuracy minus that to be expected on the test set if its labels were wrong as often" if noisy else "Training accuracy minus test accuracy"
    return [
        *charts,
        chart("test", "Test accuracy, A and B", f"Mean of five seeds, lowest and highest.{pale}", x, axis("", percent=True), tests),
        chart("gap", "Generalisation gap", f"{like}, five seeds.{pale}", x, axis("", percent=True), gaps),
        chart(
            "loss", "Loss on the validation set", f"Mean cross entropy, five seeds: it may grow while the accuracy still does.{pale}",
            x, axis("", log=True), losses,
        ),
    ]  # fmt: skip


def boundary(label: str, chance: Any, reach: float, points: tuple[Any, Any, Any], said: str = "class 1", names: tuple[str, str] = ("x₁", "x₂")) -> Spec:
    """Where a net of two inputs says class 1 (chance (rows, columns), row 0 below), with its training points (n, 2), their labels as it was given them, and
    which of these are wrong. said: what that class is called; names: of the inputs."""
    x, y, wrong = points
    marks = [
        heat(chance, f"p({said})", 0.0, 1.0) | {"stops": SIDES, "levels": [0.5], "ink": BETWEEN},
    ]
    for which, marker, size in ((~wrong, "circle", 2.4), (wrong, "cross", 3.2)):
        for kind, colour in enumerate(CLASSES):
            of = which & (y == kind)
            marks.append(dots(x[of, 0], x[of, 1], colour, marker=marker, size=size))
    about = f"Colour: the first net's probability of {said}; line: where it is a half. Points: what it learns from, as labelled. Inputs are standardised."
    about += " Crosses: wrong labels." if wrong.any() else ""
    return chart(f"plane-{label[0]}", f"{label}: what its first net says", about, axis(names[0], -reach, reach), axis(names[1], -reach, reach), marks)


def thinned_net(label: str, colour: str, mask: Any) -> Spec:
    """A net with the units that this step drops; mask (layers, units): true stays."""
    columns = np.asarray(mask)[:, :DRAWN].astype(int).tolist()
    first = f"The first {DRAWN} of {mask.shape[1]} units of each hidden layer, for the first sample of the batch."
    about = f"{first} Crosses: dropped in this step, with their connections."
    empty = axis("", 0, 1, bare=True)
    mark = {"kind": "thinned", "columns": columns, "colour": colour}
    return chart(f"net-{label[0]}", f"{label}: 12 of {mask.shape[1]} units a layer", about, empty, empty, [mark])


def expectation(classic: Received, inverted: Received) -> list[Spec]:
    """What one unit receives, mask by mask, with both forms."""
    charts = []
    for key, title, one in (("classic", "Classic: a·mask, tested with a·(1−p)", classic), ("inverted", "Inverted: a·mask/(1−p), tested with a", inverted)):
        x = np.arange(1, len(one.single) + 1)
        marks = [dots(x, one.single, B, size=1.4), line(x, one.running, A, "mean"), rule(one.whole, "without a mask")]
        about = "Dots: what the unit receives under each mask; line: their running mean; dotted: what it receives without a mask, after training. "
        about += "One unit with He's weights behind 100 activations."
        about = f"{about} Theory's spread: {number(one.spread, 2)}."
        charts.append(chart(key, title, about, axis("mask", 0, len(x), whole=True), axis("Σ w·a"), marks))
    return charts
