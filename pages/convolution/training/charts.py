"""How the training is drawn: curves of five seeds, accuracy of each place, what each net takes, filters."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dl_core.experiments.places import STEPS
from kit.charts import Spec, axis, band, chart, heat, images, line, over, rule
from kit.messages import Message, _, listed
from kit.page import Run
from kit.theme import COLOURS
from pages.convolution.training.facts import Compared, kept_of

# what the nets are called, and their colours
ORANGE, GOLD, BLUE, GREEN = (COLOURS[name][0] for name in ("SGD", "Adam", "Momentum", "Nesterov"))
LABELS: dict[str, Message] = {
    "dense": _("dense"),
    "wide": _("wide dense"),
    "conv": _("convolutional"),
    "global": _("convolutional, global max"),
    "dense shuffled": _("dense, shuffled"),
    "conv shuffled": _("convolutional, shuffled"),
    "trained": _("filters trained"),
    "frozen": _("filters random"),
}
SHORT: dict[str, Message] = LABELS | {
    "wide": _("wide"),
    "conv": _("conv."),
    "global": _("global max"),
    "dense shuffled": _("shuffled"),
    "conv shuffled": _("shuffled"),
    "trained": _("trained"),
    "frozen": _("random"),
}
LOOKS = {
    "dense": ORANGE,
    "wide": GOLD,
    "conv": BLUE,
    "global": GREEN,
    "dense shuffled": ORANGE,
    "conv shuffled": BLUE,
    "trained": BLUE,
    "frozen": GOLD,
}

MEAN = _("Mean of five seeds; thin: the lowest and the highest of them.")
MEASURES = (1.0, 1.9, 3.5)  # where they stand, with room for their names
PALE = _("Pale: from a training that was kept.")
SIGNAL_COLOURS = tuple(LOOKS[name] for name in ("dense", "conv", "global"))


def _curves(run: Run, key: str, title: str, names: Sequence[str], about: str = "") -> Spec:
    """Test accuracy of these nets over the epochs."""
    facts, kept = run.facts, kept_of(run)
    marks = [
        mark
        for name in names
        for mark in band(
            facts.found[name].accuracy[..., 1],
            facts.epochs,
            LOOKS[name],
            SHORT[name],
            dashed=name.endswith("shuffled"),
            ahead=None if kept is None else kept.found[name].accuracy[..., 1],
        )
    ]
    said = listed([one for one in (about, MEAN, PALE if kept else "") if one], " ")
    return chart(key, title, said, over(facts.epochs), axis("", -0.02, 1.02, percent=True), marks)


# --- when is it better? -------------------------------------------------------------------------------------


def where(run: Run) -> list[Spec]:
    """Curves, what each net takes, and a map of each."""
    names = list(run.facts.found)
    curves = _curves(run, "test", _("Test accuracy, digits anywhere on 16×16"), names)
    shown = kept_of(run) or run.facts
    return [curves, costs(run.facts), *(place_map(shown, name, shown is not run.facts) for name in names)]


def place_map(facts: Compared, name: str, is_kept: bool) -> Spec:
    """The share of digits that are classified rightly at each place."""
    found = facts.found[name]
    reach = STEPS // 2 + 0.5
    down = axis(_("rows up"), -reach, reach, every=2)
    marks: list[Spec] = []
    if len(found.places):
        grid = found.places.reshape(STEPS, STEPS)[::-1]
        marks = [heat(grid, _("accuracy"), 0.0, 1.0, percent=True)]
    about = _(
        "Each cell: a place of the digit, counted from the middle; its colour: the share of 500 test digits, "
        "100 of each seed, that are classified rightly there, after {epochs} epochs.",
        epochs=found.looked,
    )
    said = listed([about, PALE], " ") if is_kept else about
    title = _("{net}: accuracy at each place", net=LABELS[name])
    return chart(
        f"map-{name}", title, said, axis(_("columns to the right"), -reach, reach, every=2), down, marks
    )


def costs(facts: Compared) -> Spec:
    """Weights, multiply-adds and time of each net beside those of the first."""
    first = next(iter(facts.found))
    base, time = facts.costs[first], facts.found[first].took
    marks = []
    for name, one in facts.costs.items():
        counts = [one.weights / base.weights, one.multiply_adds / base.multiply_adds]
        ratios = [*counts, facts.found[name].took / time]  # nan: nothing is measured yet
        marks.append(line(MEASURES, ratios, LOOKS[name], SHORT[name], marker="circle"))
    measures = (_("weights"), _("multiply-adds"), _("time"))
    marks += [rule(at, text, along="y") for at, text in zip(MEASURES, measures, strict=True)]
    about = _(
        "Weights with biases; multiply-adds of one image forwards, those with the zeros around it among "
        "them; time of an epoch: of this server, measured while these nets learn, two at a time, with their "
        "scores."
    )
    title = _("What each takes, × the dense net's")
    x, y = axis("", 0.9, 4.4, bare=True), axis("", 0.03, 100, log=True)
    return chart("costs", title, about, x, y, marks)


# --- pixels in another order --------------------------------------------------------------------------------


def order(run: Run) -> list[Spec]:
    """Curves of each kind of net in both orders, and what the samples look like."""
    same = _("Dashed: with the numbers of all samples in one other order.")
    pairs = (("dense", _("Dense net: test accuracy")), ("conv", _("Convolutional net: test accuracy")))
    curves = [_curves(run, name, title, (name, f"{name} shuffled"), same) for name, title in pairs]
    return [*curves, *_samples(run.facts)]


def _samples(facts: Compared) -> list[Spec]:
    titles = (_("Samples in their order"), _("The same in another order"))
    about = _("What the nets see: the first test samples of the first seed.")
    found = []
    for which, (title, rows) in enumerate(zip(titles, facts.samples, strict=True)):
        if len(facts.space) > 1:
            grid = images(rows, [""] * len(rows), len(rows) // 2)
            marks, x, y = [grid], axis("", bare=True), axis("", bare=True)
        else:
            at = np.arange(rows.shape[1])
            marks = [line(at, row, colour) for row, colour in zip(rows, SIGNAL_COLOURS, strict=False)]
            x, y = axis(_("place"), 0, rows.shape[1] - 1, whole=True), axis("")
        found.append(chart(f"samples-{which}", title, about, x, y, marks))
    return found


# --- random filters -----------------------------------------------------------------------------------------


def filters(run: Run) -> list[Spec]:
    """Curves of both, and the first layer's filters before and after."""
    curves = _curves(run, "test", _("Test accuracy, filters trained and random"), list(run.facts.found))
    shown = kept_of(run) or run.facts
    found = shown.found["trained"]
    pictures = (
        (_("Filters of the first layer, as drawn"), found.before),
        (_("The same, trained"), found.now),
    )
    about = _(
        "Of the first seed's net. Grey: 0; dark: the largest weight of all, light: the most negative one "
        "(in dark colours the other way round)."
    )
    said = listed([about, PALE], " ") if shown is not run.facts else about
    loud = max((float(np.abs(one[0].weight).max()) for _title, one in pictures if one), default=1.0)
    return [curves, *(_filters(f"filters-{i}", *one, loud, said) for i, one in enumerate(pictures))]


def _filters(key: str, title: str, layers: Sequence[Any], loud: float, about: str) -> Spec:
    if not layers:
        return chart(key, title, about, axis("", bare=True), axis("", bare=True), [])
    kernels = layers[0].weight[:, 0].reshape(len(layers[0].weight), -1)
    labels = [str(place + 1) for place in range(len(kernels))]
    grid = images(kernels / (2 * loud) + 0.5, labels, 4)
    return chart(key, title, about, axis("", bare=True), axis("", bare=True), [grid])
