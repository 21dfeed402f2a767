"""How nets of many widths, nets for noisy digits and estimates of a gradient are drawn."""

import numpy as np

from dl_core.experiments.autoencoders import STEPS
from dl_core.experiments.code_widths import SEEDS, WIDTHS, Widths, of_pca
from dl_core.experiments.denoising import SHOWN
from kit.charts import Spec, axis, chart, images, line, ridge, rule, spans
from kit.kept import on_its_end
from kit.messages import Message, _
from kit.number_format import number
from kit.page import Run
from kit.theme import COLOURS
from pages.codes.training import widths
from pages.codes.training.gradient import Gradient
from pages.codes.training.widths import Noisy

BLUE, ORANGE, GREEN, GOLD = (COLOURS[name][0] for name in ("Momentum", "SGD", "Nesterov", "Adam"))
MEAN = _("Mean of {seeds} seeds; thin: the lowest and the highest of them.", seeds=SEEDS)


# --- widths -------------------------------------------------------------------------------------------------


def width(run: Run) -> list[Spec]:
    """Errors against the width, how much higher that on test digits is, and how it falls."""
    return on_its_end(_widths, widths.progress, run)


def _widths(facts: Widths) -> list[Spec]:
    return [_errors(facts), _gap(facts), _falling(facts)]


def _errors(facts: Widths) -> Spec:
    marks = []
    for values, colour, label in ((facts.train, BLUE, _("training")), (facts.test, ORANGE, _("test"))):
        marks += _spread(np.array(WIDTHS), values[..., -1:], colour, label)
    every = np.arange(1, WIDTHS[-1] + 1)
    names = ((BLUE, _("PCA")), (ORANGE, _("PCA, test")))
    for values, (colour, label) in zip(of_pca(), names, strict=True):
        marks.append(line(every[values > 1e-4], values[values > 1e-4], colour, label, dashed=True))
    about = _(
        "The mean over the digits of Σ(x − x̂)², 1,437 to learn from and 360 for the test. {mean} Dashed: "
        "PCA, exactly; with 64 numbers it is 0, and below the frame.",
        mean=MEAN,
    )
    x = axis(_("numbers of the code"), 1, WIDTHS[-1], log=True, until=WIDTHS[-1])
    return chart(
        "errors", _("Error against the width of the code"), about, x, axis("", 1e-3, 8, log=True), marks
    )


def _spread(x: np.ndarray, values: np.ndarray, colour: str, label: str) -> list[Spec]:
    """Mean, lowest and highest over the seeds of values (widths, seeds, 1); nothing of none."""
    if not values.shape[-1]:
        return []
    rows = values[..., 0]
    return [
        line(x, rows.min(axis=1), colour, faint=True),
        line(x, rows.max(axis=1), colour, faint=True),
        line(x, rows.mean(axis=1), colour, label, marker="circle"),
    ]


def _gap(facts: Widths) -> Spec:
    exact = of_pca()[:, np.array(WIDTHS) - 1]
    there = exact[0] > 1e-6
    at = np.array(WIDTHS)
    marks = [
        line(at[there], exact[1][there] / exact[0][there] - 1, GREEN, _("PCA"), dashed=True, marker="diamond")
    ]
    if facts.train.shape[-1]:
        marks += _spread(at, facts.test[..., -1:] / facts.train[..., -1:] - 1, ORANGE, _("autoencoder"))
    about = _(
        "How much higher the error on test digits is than on those that are learned from. {mean}", mean=MEAN
    )
    x = axis(_("numbers of the code"), 1, WIDTHS[-1], log=True, until=WIDTHS[-1])
    return chart("gap", _("Test error above training error"), about, x, axis("", percent=True), marks)


def _falling(facts: Widths) -> Spec:
    marks = []
    if facts.test.shape[-1]:
        marks = [
            line(np.maximum(facts.steps, 10), values.mean(axis=0), _colour(place), str(WIDTHS[place]))
            for place, values in enumerate(facts.test)
        ]
    about = _("Test error, mean of {seeds} seeds, of each width while the nets learn.", seeds=SEEDS)
    x = axis(_("step"), 10, STEPS, log=True)
    return chart("falling", _("Test error of each width"), about, x, axis("", 1e-3, 80, log=True), marks)


def _colour(place: int) -> str:
    return tuple(COLOURS.values())[place][0]


# --- noisy digits -------------------------------------------------------------------------------------------


def noisy(run: Run) -> list[Spec]:
    """Errors on noisy test digits, and what the nets make of some."""
    return on_its_end(_noisy, widths.progress, run)


def _noisy(facts: Noisy) -> list[Spec]:
    found, at = facts.found, facts.found.steps
    rows = (
        (found.denoising, BLUE, _("learned from noisy")),
        (found.plain, ORANGE, _("learned from clean")),
        (found.clean, GREEN, _("noisy, tested on clean")),
    )
    marks: list[Spec] = []
    if len(at):
        x = np.maximum(at, 10)
        for values, colour, label in rows:
            marks += [line(x, side, colour, faint=True) for side in (values.min(axis=0), values.max(axis=0))]
            marks.append(line(x, values.mean(axis=0), colour, label))
    linear = facts.linear
    there = (
        (linear.nothing, _("input as it is")),
        (linear.pca, _("PCA")),
        (linear.wiener, _("best linear map")),
    )
    marks += [rule(value, text) for value, text in there if value > 0]
    about = _(
        "The mean over 360 test digits of Σ(x − x̂)², x without noise. Blue and orange: with noise on the "
        "input. Green: the blue nets where the input has none, which is another task. {mean}",
        mean=MEAN,
    )
    step = axis(_("step"), 10, STEPS, log=True)
    curves = chart("noisy", _("Error of noisy test digits"), about, step, _frame(marks), marks)
    return [curves, _made(facts)]


def _frame(marks: list[Spec]) -> Spec:
    """A logarithmic axis that is as long as what stands on it: whole decades would leave half of it empty."""
    values = [value for mark in marks for value in (mark.get("y") or [mark["value"]]) if value and value > 0]
    return axis("", 0.8 * min(values), 1.25 * max(values), log=True) if values else axis("", log=True)


def _made(facts: Noisy) -> Spec:
    texts = (_("clean"), _("noisy"), _("from noisy"), _("from clean"), _("linear"))
    about = _(
        "Row by row: digits of the test; with noise; what a net makes of these that learned from noisy "
        "digits; what one makes that learned from clean ones; the best linear map through as many numbers."
    )
    none = axis("", bare=True)
    pixels = np.clip(facts.found.images.reshape(-1, 64), 0, 1)
    grid = images(pixels, [""] * len(pixels), SHOWN, texts)
    return chart("made", _("What is made of noisy digits"), about, none, none, [grid])


# --- the gradient of a draw ---------------------------------------------------------------------------------

WAYS: dict[str, tuple[Message, str]] = {
    "reparametrised": (_("reparametrised"), BLUE),
    "score": (_("score function"), ORANGE),
    "baseline": (_("score function, less f(μ)"), GREEN),
}
LATER = 20  # the frame of the means shows all but the first part in so many
NUMBERS = (_("μ₁"), _("μ₂"), _("log σ₁²"), _("log σ₂²"))


def gradient(facts: Gradient) -> list[Spec]:
    """Every number's mean and deviation, how the mean of more and more draws settles, and all estimates."""
    return [_each(facts), _settles(facts), _all(facts), _digit(facts)]


def _each(facts: Gradient) -> Spec:
    rows = []
    for place, name in enumerate(NUMBERS):
        for way, (label, colour) in WAYS.items():
            off = float(getattr(facts.found, way)[:, place].std(ddof=1))
            rows.append((_("{number}, {way}", number=name, way=label), colour, 0.0, off, off))
    longest = max(high for *_row, high in rows)
    about = _("How far a single estimate of each number's gradient lies from the mean of all, typically.")
    x, y = axis("", 0.0, 1.7 * longest), axis("", 0, len(rows), bare=True)
    return chart("each", _("Standard deviation of one estimate"), about, x, y, [spans(rows)])


def _settles(facts: Gradient) -> Spec:
    count = np.arange(1, len(facts.found.score) + 1)
    shown = np.unique(np.geomspace(1, len(count), 80).astype(int)) - 1
    means = {way: getattr(facts.found, way)[:, 0].cumsum() / count for way in WAYS}
    marks = [rule(float(means["reparametrised"][-1]), "")]
    marks += [line(count[shown], means[way][shown], colour, label) for way, (label, colour) in WAYS.items()]
    later = np.concatenate([one[len(count) // LATER :] for one in means.values()])
    low, high = float(later.min()), float(later.max())
    room = 0.05 * (high - low) or 0.5
    about = _(
        "The mean of the first estimates of ∂/∂μ₁, for more and more of them: all go to the same number. "
        "Dotted: the mean of all that are reparametrised. The first draws may lie outside the frame."
    )
    x, y = axis(_("draws"), 1, len(count), log=True), axis("", low - room, high + room)
    return chart("settles", _("Mean of more and more draws: ∂/∂μ₁"), about, x, y, marks)


def _all(facts: Gradient) -> Spec:
    columns = {way: getattr(facts.found, way)[:, 0] for way in WAYS}
    low, high = np.quantile(np.concatenate(list(columns.values())), (0.005, 0.995))
    rows = [
        (
            number(values.std(ddof=1), 2),
            WAYS[way][0],
            float(low),
            float(high),
            np.histogram(values, 40, (low, high))[0],
        )
        for way, values in columns.items()
    ]
    about = _(
        "All estimates of ∂/∂μ₁, the outermost hundredth left out; a row's highest bar has its whole height. "
        "Left: the standard deviation."
    )
    x = axis("", float(low), float(high))
    return chart("all", _("All estimates of ∂/∂μ₁"), about, x, axis("", bare=True), [ridge(rows, BLUE)])


def _digit(facts: Gradient) -> Spec:
    none = axis("", bare=True)
    about = _(
        "The digit whose code is drawn, and what some draws of its code are decoded to: the farther these "
        "are from the digit, the larger is f(z)."
    )
    pictures = np.clip(np.vstack([facts.image[None], facts.drawn]), 0, 1)
    labels = [str(facts.digit), *(_("draw {n}", n=place + 1) for place in range(len(facts.drawn)))]
    grid = images(pictures, labels, 4)
    return chart("digit", _("The digit, and draws of its code"), about, none, none, [grid])
