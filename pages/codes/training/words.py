"""What is said of the nets that learn: whole sentences, in one place."""

import numpy as np

from dl_core.experiments.code_widths import SEEDS, WIDTHS, Widths, of_pca
from dl_core.experiments.denoising import Denoised
from dl_core.experiments.gradient_noise import deviation, standard_error
from kit.kept import leads
from kit.messages import Message, _, listed
from kit.number_format import number, percent
from kit.page import Run, Sentence, say
from pages.codes.training.gradient import Gradient
from pages.codes.training.linear import LEAST_ANGLE, Linear
from pages.codes.training.widths import Noisy, done

ROOM = 5
MIDDLE = WIDTHS.index(2)  # the width whose errors are told
Z = 4  # standard errors within which two means are said to be the same


# --- the linear autoencoder ---------------------------------------------------------------------------------


def linear(facts: Linear) -> list[Sentence]:
    """Error and angle beside PCA's, which axes it has found, and what a decay costs."""
    if not facts.done:
        return [say(_("The linear autoencoder begins to learn."))]
    says = [
        say(
            _(
                "After {steps} steps: error {error}, PCA's {pca}; largest angle to PCA's subspace {angle}.",
                steps=f"{facts.done:,}",
                error=number(facts.course.error[-1], 4),
                pca=number(facts.pca, 4),
                angle=degrees(facts.course.angle[-1]),
            )
        ),
        say(_found(facts)),
    ]
    if facts.task.decay > 0 and not facts.task.prefixes:
        says.append(say(_shrunk(facts)))
    if lost := [place + 1 for place in range(facts.left, facts.units)]:
        says.append(say(_lost(facts, lost), "alarm"))
    return says


def degrees(angle: float) -> str | Message:
    """An angle in a sentence; of one that is but rounding only that it is."""
    if angle < LEAST_ANGLE:
        return _("below {least}°", least=f"{LEAST_ANGLE:.5f}")
    return f"{number(angle, 2)}°" if angle >= 1e-3 else f"{angle:.5f}°"


def _lost(facts: Linear, lost: list[int]) -> Message:
    return _(
        "λ = {decay} is more than the variance of the axes {axes}: at the lowest loss they are lost.",
        decay=number(facts.task.decay),
        axes=", ".join(map(str, lost)),
    )


def worst(found: np.ndarray, many: int) -> float:
    """The lowest |cos| of the first so many with the axis of their own number; 1 of none."""
    return float(np.diag(found)[:many].min(initial=1.0))


def _found(facts: Linear) -> Message:
    given = {
        "units": number(worst(facts.of_units, facts.left)),
        "vectors": number(worst(facts.of_directions, facts.left)),
    }
    if worst(facts.of_units, facts.left) > 0.99:
        return _("Each unit is one of PCA's axes: |cos| at least {units}.", **given)
    if worst(facts.of_directions, facts.left) > 0.99:
        return _(
            "The decoder's singular vectors are PCA's axes: |cos| at least {vectors}. Its units are not: "
            "down to {units}.",
            **given,
        )
    return _(
        "Neither its units nor its singular vectors are PCA's axes: |cos| down to {units} and {vectors}.",
        **given,
    )


def _shrunk(facts: Linear) -> Message:
    return _(
        "L2 shrinks what it keeps: the lowest loss has an error of {least}, {more} above PCA's.",
        least=number(facts.least, 4),
        more=number(facts.least - facts.pca, 2),
    )


# --- widths -------------------------------------------------------------------------------------------------


def width(run: Run) -> list[Sentence]:
    """Errors of a narrow and of the widest code beside PCA's."""
    facts: Widths = run.facts
    if done(facts) < 0:
        if run.running:
            return [say(_BEGINNING)]
        text = _(
            "Press Train: {seeds} nets of each of {widths} widths learn beside each other.",
            seeds=SEEDS,
            widths=len(WIDTHS),
        )
        return [say(text), *leads(run)]
    train, test = (one[:, :, -1].mean(axis=1) for one in (facts.train, facts.test))
    exact = of_pca()[:, np.array(WIDTHS) - 1]
    return [
        say(
            _(
                "{width} numbers: error {train} on what was learned from, {test} on test digits, {more} "
                "more; PCA {pca_train} and {pca_test}.",
                width=WIDTHS[MIDDLE],
                train=number(train[MIDDLE]),
                test=number(test[MIDDLE]),
                more=percent(test[MIDDLE] / train[MIDDLE] - 1),
                pca_train=number(exact[0, MIDDLE]),
                pca_test=number(exact[1, MIDDLE]),
            )
        ),
        say(
            _(
                "Can it be 0? With {width} numbers for 64 pixels the nets have {train}; PCA has 0 but for "
                "rounding. With fewer neither has.",
                width=WIDTHS[-1],
                train=number(train[-1], 2),
            )
        ),
    ]


_BEGINNING = _("Beginning. The kind of net is compiled first, which takes some seconds, once.")


# --- noisy digits -------------------------------------------------------------------------------------------


def noisy(run: Run) -> list[Sentence]:
    """What each makes of noisy digits, and what a clean input would hide."""
    facts: Noisy = run.facts
    found: Denoised = facts.found
    if done(facts) < 0:
        if run.running:
            return [say(_BEGINNING)]
        text = _(
            "Press Train: {seeds} nets learn from noisy digits, and {seeds} from clean ones.", seeds=SEEDS
        )
        return [say(text), *leads(run)]
    denoising, plain, clean = (one[:, -1].mean() for one in (found.denoising, found.plain, found.clean))
    linear = facts.linear
    says = [
        say(
            _(
                "Error of noisy test digits: nets that learned from noisy ones {denoising}, from clean ones "
                "{plain}; PCA {pca}, the best linear map {wiener}, the input as it is {nothing}.",
                denoising=number(denoising),
                plain=number(plain),
                pca=number(linear.pca),
                wiener=number(linear.wiener),
                nothing=number(linear.nothing),
            )
        )
    ]
    if facts.noise > 0:
        says.append(
            say(
                _(
                    "Shown clean digits instead, the nets that learned from noisy ones have {clean}, {times} "
                    "times less: that is no denoising.",
                    clean=number(clean),
                    times=number(denoising / clean, 2),
                )
            )
        )
    return says


# --- the gradient of a draw ---------------------------------------------------------------------------------


def gradient(facts: Gradient) -> list[Sentence]:
    """That all ways have one mean, and how far a single estimate is from it."""
    found = facts.found
    own, score, baseline = (deviation(one) for one in found)
    far = farthest(facts)
    says = [say(_net(facts))]
    says.append(
        say(
            _(
                "Standard deviation of one estimate: reparametrised {own}, score function {score}: {times} "
                "times. For the same accuracy the score function takes {draws} times as many draws.",
                own=number(own),
                score=number(score),
                times=number(score / own, 2),
                draws=number((score / own) ** 2, 2),
            )
        )
    )
    says.append(
        say(
            _(
                "Less f(μ), which changes no mean, the score function's is {baseline}: {times} times.",
                baseline=number(baseline),
                times=number(baseline / own, 2),
            )
        )
    )
    if far < Z:
        text = _(
            "Both means are the same but for chance: of {numbers} numbers they are at most {far} standard "
            "errors apart.",
            numbers=found.score.shape[1],
            far=number(far, 2),
        )
        says.append(say(text))
    else:
        says.append(say(_("The means are {far} standard errors apart.", far=number(far, 2)), "alarm"))
    return says


def farthest(facts: Gradient) -> float:
    """The largest difference of the two means, in standard errors of the difference. One noise serves both,
    so it is the paired one."""
    apart = facts.found.score - facts.found.reparametrised
    return float((np.abs(apart.mean(axis=0)) / standard_error(apart)).max())


def _net(facts: Gradient) -> Message:
    if not facts.nets.done:
        return _("The net at its initial weights, which begins to learn.")
    return _(
        "The digit {digit}, of the variational autoencoder after {done} of {steps} steps; its code has "
        "deviations {deviations}.",
        digit=facts.digit,
        done=f"{facts.nets.done:,}",
        steps=f"{facts.nets.steps:,}",
        deviations=listed([number(one, 2) for one in np.exp(facts.of.log_variance / 2)]),
    )
