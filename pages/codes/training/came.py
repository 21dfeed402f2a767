"""What came of what an example asks to try in the parts with nets that learn."""

from dl_core.experiments.code_widths import WIDTHS, Widths
from dl_core.experiments.gradient_noise import deviation
from kit.messages import Message, _
from kit.number_format import number
from pages.codes.training.gradient import Gradient
from pages.codes.training.linear import Linear
from pages.codes.training.widths import Noisy, done
from pages.codes.training.words import degrees, worst


def linear(before: Linear | None, now: Linear) -> list[Message]:
    """The error, the angle and the axes."""
    if not now.done:
        return []
    return [
        _(
            "Error {error} (PCA {pca}), angle {angle}; |cos| with PCA's axes at least {units} of the units, "
            "{vectors} of the singular vectors. Axes left: {left} of {all}.",
            error=number(now.course.error[-1], 4),
            pca=number(now.pca, 4),
            angle=degrees(now.course.angle[-1]),
            units=number(worst(now.of_units, now.left)),
            vectors=number(worst(now.of_directions, now.left)),
            left=now.left,
            all=now.units,
        )
    ]


def width(before: Widths | None, now: Widths) -> list[Message]:
    """The errors of the narrowest and of the widest code."""
    if done(now) < 0:
        return []
    test = now.test[:, :, -1].mean(axis=1)
    return [
        _(
            "After {steps} steps test errors go from {narrow} with {first} number to {wide} with {last}.",
            steps=done(now),
            narrow=number(test[0]),
            first=WIDTHS[0],
            wide=number(test[-1]),
            last=WIDTHS[-1],
        )
    ]


def noisy(before: Noisy | None, now: Noisy) -> list[Message]:
    """What both kinds of nets make of noisy digits."""
    if done(now) < 0:
        return []
    found = now.found
    return [
        _(
            "Noise {noise}, width {width}, after {steps} steps: {denoising} learned from noisy digits, "
            "{plain} from clean ones, best linear map {wiener}.",
            noise=number(now.noise),
            width=now.width,
            steps=done(now),
            denoising=number(found.denoising[:, -1].mean()),
            plain=number(found.plain[:, -1].mean()),
            wiener=number(now.linear.wiener),
        )
    ]


def gradient(before: Gradient | None, now: Gradient) -> list[Message]:
    """Both deviations."""
    own, score, _baseline = (deviation(one) for one in now.found)
    says = [
        _(
            "Standard deviation of one estimate: {own} reparametrised, {score} by the score function.",
            own=number(own),
            score=number(score),
        )
    ]
    if before is not None:
        first, second, _baseline = (deviation(one) for one in before.found)
        says.append(_("In the example: {own} and {score}.", own=number(first), score=number(second)))
    return says
