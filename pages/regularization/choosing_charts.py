"""Choosing on the test set: one division of the images; what is claimed and what is true of the best of k;
the difference."""

import numpy as np

from dl_core.experiments.choosing import SMALL
from kit.charts import Spec, axis, chart, dots, line, rule
from kit.kept import on_its_end
from kit.messages import _
from kit.page import Run
from kit.theme import COLOURS
from pages.regularization.facts import Choice, progress

RED, BLUE, GREY = (COLOURS[name][0] for name in ("SGD", "Momentum", "Random search"))


def choosing(run: Run) -> list[Spec]:
    """All three."""
    return on_its_end(_all, progress, run)


def _all(facts: Choice) -> list[Spec]:
    return [_division(facts), _claims(facts), _optimism(facts)]


def _claims(facts: Choice) -> Spec:
    ks, test, validation = 1 + np.arange(facts.done), facts.test, facts.validation
    about = _(
        (
            "Means over many divisions into {small} test, {small} validation images and the rest (the "
            "truth), and orders of the same nets. Dashed: true."
        ),
        small=SMALL,
    )
    marks = [
        line(ks, test.claim, RED, _("test: claim")),
        line(ks, test.truth, RED, _("true"), dashed=True),
        line(ks, validation.claim, BLUE, _("valid.: claim")),
        line(ks, validation.truth, BLUE, _("true"), dashed=True),
    ]
    x = axis(_("candidates compared, k"), 1, facts.candidates, whole=True)
    return chart("claims", _("The best of k: claimed and true"), about, x, axis("", percent=True), marks)


def _optimism(facts: Choice) -> Spec:
    ks = 1 + np.arange(facts.done)
    marks = [line(ks, edge, RED, faint=True) for edge in (facts.test.low, facts.test.high)]
    marks += [
        line(ks, facts.test.optimism, RED, _("on the test")),
        line(ks, facts.validation.optimism, BLUE, _("on validation")),
    ]
    if facts.by_chance is not None:
        marks.append(line(ks, facts.by_chance, GREY, _("chance"), dashed=True))
    about = _(
        "Means over many divisions into {small} test, {small} validation images and the rest (the "
        "truth), and orders of the same nets. Faint: middle 90 % for "
        "choosing on the test set. Dashed: closed form for equally good nets whose mistakes are independent.",
        small=SMALL,
    )
    x = axis(_("candidates compared, k"), 1, facts.candidates, whole=True)
    return chart(
        "optimism", _("Claimed − true"), about, x, axis("", percent=True), [*marks, rule(0.0, _("honest"))]
    )


def _division(facts: Choice) -> Spec:
    """Each candidate's accuracy on one small test set against the truth."""
    test, validation, truth = facts.division
    marks = [line([0, 1], [0, 1], GREY, dashed=True), dots(test, truth, GREY)]
    if len(test):
        chosen = ((validation.argmax(), BLUE, "square"), (test.argmax(), RED, "diamond"))
        marks += [
            dots([test[at]], [truth[at]], colour, marker=marker, size=6) for at, colour, marker in chosen
        ]
    low = float(min(test.min(initial=1), truth.min(initial=1))) - 0.02
    about = _(
        "The test set of one division may be easy or hard as a whole: then all dots lie on one side "
        "of the line. Diamond: chosen on the test set; square: on "
        "the validation set. Right of the line: the accuracy on the small test set is too high."
    )
    title = _("One division: each net on {small} images and in truth", small=SMALL)
    return chart(
        "division",
        title,
        about,
        axis(_("on the small test set"), low, 1.0, percent=True),
        axis(_("in truth"), low, 1.0, percent=True),
        marks,
    )
