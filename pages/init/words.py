"""What the page says of its facts: whole sentences, in one place."""

import math

import numpy as np

from dl_core.digits import TEST
from dl_core.experiments import meanfield
from dl_core.experiments.batchnorm import BATCH, LATER, LATER_RATE, POINTS, SCALES, UPDATES, Sixteen
from dl_core.experiments.learning import KEEPS
from dl_core.experiments.schemes import SEEDS, Comparison
from dl_core.experiments.schemes import UPDATES as TRAINED_FOR
from dl_core.experiments.symmetry import ONES, SAMPLES, STEPS, UNITS
from dl_core.experiments.variance import DEPTH, WIDTH
from dl_core.experiments.variance import SCALES as MAPPED
from dl_core.initializers import initializer
from dl_core.intervals import paired
from dl_core.network import EPS
from kit.kept import leads
from kit.messages import _, listed
from kit.number_format import number, percent
from kit.page import Run, Sentence, say
from pages.init.charts.scale_map import inside
from pages.init.facts import RANDOM, Alike, Followed, Later, Layer, Nets, Scales, TooLarge, Training

HALF = 0.5
CHOOSE_SCHEMES, CHOOSE_KINDS = _("Choose initial weights."), _("Choose what to show.")


def three(value: float) -> str:
    """Three decimal places, with a true minus."""
    return f"{value:.3f}".replace("-", "−")


# --- histograms, and what they hide -------------------------------------------------------------------------


def histograms(facts: Nets | TooLarge) -> list[Sentence]:
    """Of the last layer, and of nets that are not finite."""
    return [say(CHOOSE_KINDS)] if isinstance(facts, Nets) and not facts.kinds else hidden(facts)


def hidden(facts: Nets | TooLarge) -> list[Sentence]:
    """The same where there is no choice of histograms."""
    if isinstance(facts, TooLarge):
        return [_too_large(facts)]
    if not facts.done:
        return [say(CHOOSE_SCHEMES if facts.share == 1 else _("Computing, layer by layer."))]
    lost = {one.label: np.flatnonzero(~np.isfinite(one.signal.post.pooled)) for one in facts.done}
    says = [
        say(
            _(
                "{scheme}: from layer {layer} on the numbers are not finite any more.",
                scheme=_(label),
                layer=int(layers[0]) + 1,
            ),
            "alarm",
        )
        for label, layers in lost.items()
        if layers.size
    ]
    healthy = [one for one in facts.done if not lost[one.label].size]
    if healthy:
        says.insert(
            0,
            say(
                _(
                    (
                        "Standard deviation in layer {layer}, of all activations together and across the "
                        "samples within one unit: {schemes}."
                    ),
                    layer=len(healthy[0].signal.post.pooled),
                    schemes=listed([_both(one) for one in healthy]),
                )
            ),
        )
    return says


def _both(one: Followed) -> str:
    post = one.signal.post
    within = (
        number(post.within[-1], 2) if np.isfinite(post.within[-1]) else _("too little to tell from rounding")
    )
    return _(
        "{scheme} {pooled} and {within}",
        scheme=_(one.label),
        pooled=number(post.pooled[-1], 2),
        within=within,
    )


def _too_large(facts: TooLarge) -> Sentence:
    given = {"depth": facts.depth, "width": facts.width, "samples": f"{facts.samples:,}"}
    if facts.fits < 2:
        return say(
            _(
                (
                    "{depth} layers × {width}² × {samples} samples is more than this page computes: a "
                    "narrower net or fewer samples would fit."
                ),
                **given,
            ),
            "alarm",
        )
    return say(
        _(
            (
                "{depth} layers × {width}² × {samples} samples is more than this page computes: {fits} "
                "layers of this width would fit."
            ),
            **given,
            fits=facts.fits,
        ),
        "alarm",
    )


# --- weight scale × depth -----------------------------------------------------------------------------------

# What is true around each edge; tests/dl_core/test_variance.py holds it.
_ONLY_THERE = _(
    "Only there lengths and gradients stay, whatever they are: below everything dies out, above "
    "everything explodes."
)
_NO_SCALE = _(
    "No scale keeps the signal: inputs N(0, 1) die out below it and explode above it, where gradients "
    "already grow."
)
AROUND = {
    "sigmoid": _(
        "Up to there gradients vanish at every weight scale, while the activations' mean keeps their "
        "RMS at 0.5 to 0.7."
    ),
    "tanh": _("Below it signals die out; above it they settle, and gradients grow layer by layer."),
    "relu": _ONLY_THERE,
    "leaky": _ONLY_THERE,
    "elu": _(
        "From there to √2 signals settle and gradients grow by less than 3 % a layer; beyond √2 both explode."
    ),
    "gelu": _NO_SCALE,
    "silu": _NO_SCALE,
    "softplus": _("Below it signals settle while gradients vanish; above it both explode."),
    "identity": _ONLY_THERE,
}
AT_ZERO = {"relu": 0, "leaky": 1}  # the slope at 0 where it is not what tiny numbers have on average


def scales(facts: Scales) -> list[Sentence]:
    """What was measured at the scale and depth looked at, what theory says, and where the edge of chaos
    is."""
    lost = _lost(facts) if facts.backward else []
    beyond = [] if lost else _beyond(_found(facts))
    says = [_size(facts), *beyond, say(_edge(facts)), say(_lengths(facts)), *lost]
    if not inside(facts.scale):
        says.append(
            say(
                _(
                    "The map goes from {low} to {high} × Xavier; the last chart is at {scale}.",
                    low=number(MAPPED[0]),
                    high=number(MAPPED[-1]),
                    scale=number(facts.scale),
                )
            )
        )
    return says


def _beyond(value: float) -> list[Sentence]:
    """What an RMS means that float32 has rounded to 0 or ∞."""
    if value == 0:
        return [say(_("An RMS of 0 is one too small for float32."))]
    return [say(_("An RMS of ∞ is one too large for float32."))] if math.isinf(value) else []


def _found(facts: Scales) -> float:
    """The RMS at the scale and depth looked at."""
    return float(facts.own[facts.depth - 1])


def _size(facts: Scales) -> Sentence:
    found, ideal = _found(facts), float(facts.own_theory[facts.depth - 1])
    given = {
        "activation": _(facts.activation.label),
        "scale": number(facts.scale),
        "depth": facts.depth,
        "found": number(found),
        "ideal": number(ideal),
        "width": WIDTH,
    }
    text = _(
        "{activation} at {scale} × Xavier: after {depth} layers the activations have an RMS of {found}. "
        "Mean-field theory, for layers infinitely wide, "
        "says {ideal}; these are {width} wide.",
        **given,
    )
    if facts.backward:
        text = _(
            "{activation} at {scale} × Xavier: {depth} layers back from the top of {top}, N(0, 1) has "
            "become numbers with an RMS of {found}. Mean-field "
            "theory, for layers infinitely wide, says {ideal}; these are {width} wide.",
            **given,
            top=DEPTH,
        )
    return say(text, "" if np.isfinite(found) and found > 0 else "alarm")


def _edge(facts: Scales) -> str:
    if facts.edge is None:
        low, high = (number(end) for end in meanfield.SEARCHED)
        return _("There is no edge of chaos between {low} and {high}.", low=low, high=high)
    return _(
        "Edge of chaos: {edge} × Xavier. {around}",
        edge=number(facts.edge, 4),
        around=AROUND[facts.activation.name],
    )


def _lengths(facts: Scales) -> str:
    """What becomes of lengths at the scale looked at, and χ₁ there."""
    given = {"scale": number(facts.scale), "factor": number(facts.factor)}
    if facts.settled == 0:
        return _(
            "At {scale} lengths go to 0; then a layer back multiplies squared gradients by χ₁ = {factor}.",
            **given,
        )
    if math.isinf(facts.settled):
        return _(
            (
                "At {scale} lengths grow without end; then a layer back multiplies squared gradients by "
                "χ₁ = {factor}."
            ),
            **given,
        )
    return _(
        (
            "At {scale} lengths settle at a variance of {settled} before the activation; then a layer back "
            "multiplies squared gradients by χ₁ = {factor}."
        ),
        **given,
        settled=number(facts.settled),
    )


def _lost(facts: Scales) -> list[Sentence]:
    """A sentence where the way back rests on activations that float32 has lost."""
    over, under = np.flatnonzero(~np.isfinite(facts.forward)), np.flatnonzero(facts.forward == 0)
    if over.size:
        layer = int(over[0]) + 1
        return [
            say(
                _(
                    (
                        "The activations leave float32 at layer {layer}: from there on they have no "
                        "slopes, and nothing comes back."
                    ),
                    layer=layer,
                ),
                "alarm",
            )
        ]
    if under.size and facts.activation.name in AT_ZERO:
        given = {"layer": int(under[0]) + 1, "slope": AT_ZERO[facts.activation.name]}
        return [
            say(
                _(
                    (
                        "The activations are 0 in float32 from layer {layer} on: up there every slope is "
                        "{slope}, that at 0."
                    ),
                    **given,
                ),
                "alarm",
            )
        ]
    return []


# --- symmetry -----------------------------------------------------------------------------------------------


def symmetry(facts: Alike) -> list[Sentence]:
    """Whether units that start alike stay alike, and why."""
    asked, random = facts.asked, facts.random
    if not (np.isfinite(asked.loss).all() and np.isfinite(random.loss).all()):
        return [say(_("A net diverged: its loss is not finite any more."), "alarm")]
    given = {"units": UNITS, "start": number(asked.loss[0]), "end": number(asked.loss[-1]), "steps": STEPS}
    if facts.scheme == RANDOM:
        return [
            say(
                _(
                    "Units that start differently hear different gradients and stay different (by {apart} at "
                    "least): loss {start} at the start, {end} after {steps} steps.",
                    **given,
                    apart=number(asked.apart.min(), 2),
                )
            )
        ]
    most, other = float(asked.apart.max()), number(random.loss[-1])
    same = _(
        "At every step the {units} units of a layer have exactly the same numbers (difference 0): loss "
        "{start} at the start, {end} after {steps} steps; "
        "from Xavier {other}.",
        **given,
        other=other,
    )
    if most:
        same = _(
            "At every step the {units} units of a layer have the same numbers up to rounding (difference "
            "at most {most} of their length): loss {start} at the start, {end} after {steps} steps; from "
            "Xavier {other}.",
            **given,
            other=other,
            most=number(most, 1),
        )
    return [say(same), say(_why_alike(facts))]


def _why_alike(facts: Alike) -> str:
    net, activation = facts.asked.net, _(facts.activation.label)
    if facts.scheme == "zeros":
        if not any(part.any() for part in net[:-1]):
            return _(
                "With zeros and {activation}, f(0) = 0, every weight's gradient is 0: only the output's "
                "bias moves, to {bias}; ln({ones}/{zeros}) = "
                "{share} says the classes' shares, whatever comes in.",
                activation=activation,
                bias=three(net.b3[-1, 0]),
                ones=ONES,
                zeros=SAMPLES - ONES,
                share=three(math.log(ONES / (SAMPLES - ONES))),
            )
        moved = number(float(np.abs(net.w1[-1]).max()), 1)
        return _(
            (
                "{activation}(0) is not 0, so zeros do move: first the output layer, then W₂, last W₁ (by "
                "{moved} at most), all units of a layer alike."
            ),
            activation=activation,
            moved=moved,
        )
    if facts.activation.name == "identity":
        return _(
            "Here that costs nothing in the end: without a non-linearity one unit in each layer says "
            "all that a net with one output can."
        )
    return _(
        "Equal weights in and out give equal gradients: the net is worth one unit in each layer, "
        "however wide it is."
    )


# --- does it train? -----------------------------------------------------------------------------------------


def training(run: Run | Training) -> list[Sentence]:
    """How well each scheme does, and whether the two best differ by more than the seeds do."""
    if isinstance(run, Training):
        return [say(CHOOSE_SCHEMES)]
    facts: Training = run.facts
    if not facts.found.step:
        return [
            say(
                _(
                    "Not trained yet: {seeds} nets for each scheme, {updates} updates each.",
                    seeds=SEEDS,
                    updates=f"{TRAINED_FOR:,}",
                )
            ),
            *leads(run),
        ]
    return [*(_verdict(name, facts.found) for name in facts.schemes), *_best(facts)]


def _at(curves: dict[str, np.ndarray], name: str, found: Comparison) -> np.ndarray:
    """The last values (SEEDS,) at a point that every scheme has."""
    return curves[name][:, found.points - 1]


def _verdict(name: str, found: Comparison) -> Sentence:
    scheme = _(initializer(name).label)
    if diverged := int((~np.isfinite(_at(found.loss, name, found))).sum()):
        return say(
            _(
                "{scheme}: {diverged} of {seeds} nets diverged; their loss is not finite any more.",
                scheme=scheme,
                diverged=diverged,
                seeds=SEEDS,
            ),
            "alarm",
        )
    right = _at(found.accuracy, name, found)
    return say(
        _(
            (
                "{scheme}: validation accuracy {mean} ({low} to {high} over {seeds} seeds) after "
                "{updates} updates."
            ),
            scheme=scheme,
            mean=percent(right.mean(), 1),
            low=percent(right.min(), 1),
            high=percent(right.max(), 1),
            seeds=SEEDS,
            updates=f"{found.step:,}",
        )
    )


def _best(facts: Training) -> list[Sentence]:
    """Of the schemes that have not diverged."""
    found = facts.found
    finite = [name for name in facts.schemes if np.isfinite(_at(found.loss, name, found)).all()]
    if len(finite) < 2:
        return []
    first, second = sorted(finite, key=lambda name: -float(_at(found.accuracy, name, found).mean()))[:2]
    mean, low, high = paired(_at(found.accuracy, first, found), _at(found.accuracy, second, found))
    given = {
        "first": _(initializer(first).label),
        "second": _(initializer(second).label),
        "mean": f"{100 * mean:.1f}".replace("-", "−"),
        "low": f"{100 * low:.1f}".replace("-", "−"),
        "high": f"{100 * high:.1f}".replace("-", "−"),
        "seeds": SEEDS,
    }
    if low <= 0 <= high:
        return [
            say(
                _(
                    (
                        "{first} and {second} are not distinguishable here (difference {mean} percentage "
                        "points, 95 % interval {low} to {high}, paired over {seeds} seeds)."
                    ),
                    **given,
                )
            )
        ]
    return [
        say(
            _(
                (
                    "{first} is better than {second} (by {mean} percentage points, 95 % interval {low} to "
                    "{high}, paired over {seeds} seeds)."
                ),
                **given,
            )
        )
    ]


# --- batch norm ---------------------------------------------------------------------------------------------


def one_layer(facts: Layer) -> list[Sentence]:
    """The equations with their numbers put in."""
    found, gain, shift = facts
    n, undo = len(found.x), math.sqrt(found.variance + EPS)
    given = {
        "n": f"{n:,}",
        "mean": number(found.mean),
        "variance": number(found.variance),
        "gain": number(gain),
        "shift": number(shift),
    }
    if n == 1:
        return [
            say(
                _(
                    "One sample is its own mean: μ = {mean}, σ² = 0, x̂ = 0. Out comes β = {shift}, "
                    "whatever came "
                    "in, and no gradient goes back. (PyTorch refuses to train on such a batch.)",
                    **given,
                ),
                "alarm",
            )
        ]
    given |= {
        "out_mean": number(round(float(found.y.mean()), 9) + 0.0),
        "out_variance": number(float(found.y.var())),
    }
    first = _(
        "{n} samples: μ = {mean}, σ² = {variance}, γ = {gain}, β = {shift}. What comes out has mean "
        "{out_mean} and variance {out_variance}. Batch norm "
        "shifts and scales: with γ = 0 nothing of the shape is left.",
        **given,
    )
    if found.y.std():
        before, after = (
            number(((one - one.mean()) ** 3).mean() / one.std() ** 3, 2) for one in (found.x, found.y)
        )
        first = _(
            "{n} samples: μ = {mean}, σ² = {variance}, γ = {gain}, β = {shift}. What comes out has mean "
            "{out_mean} and variance {out_variance}. Batch norm shifts and scales: the shape stays "
            "(skewness {before} before, {after} after); it makes nothing normal.",
            **given,
            before=before,
            after=after,
        )
    off = float(np.abs(undo * found.hat + found.mean - found.x).max())
    came, gone, share = (
        gain / undo * float(found.hat @ found.grad_y),
        float(found.hat @ found.grad_x),
        EPS / (found.variance + EPS),
    )
    says = [
        say(first),
        say(
            _(
                (
                    "γ = √(σ² + ε) = {undo} and β = μ = {mean} would undo it (largest difference {off}): a "
                    "layer with batch norm can do all that it could without."
                ),
                undo=number(undo),
                mean=number(found.mean),
                off=number(off, 1),
            )
        ),
        say(
            _(
                "∂L/∂y sums to {out}, ∂L/∂x to {back}: a bias before batch norm gets no gradient. Σ x̂ ∂L/∂x "
                "is {gone}, a share ε / (σ² + ε) = {share} of "
                "γ / √(σ² + ε) Σ x̂ ∂L/∂y = {came}: longer weights change nothing, but for ε.",
                out=number(float(found.grad_y.sum())),
                back=number(float(found.grad_x.sum()), 1),
                gone=number(gone, 2),
                share=number(share, 2),
                came=number(came),
            )
        ),
    ]
    if n == 2:
        says.append(
            say(
                _(
                    "Two samples come out as ±γ + β, but for ε, however far apart they were: only "
                    "which one is larger gets through."
                ),
                "alarm",
            )
        )
    return says


def sixteen(run: Run) -> list[Sentence]:
    """How many nets learn, and why not all do with batch norm."""
    found: Sixteen = run.facts
    now, tiny = found.accuracy[:, :, found.point], number(SCALES[-1], 2)
    without, normed = (int(count) for count in (now > HALF).sum(axis=1))
    lost = [int(count) for count in np.isnan(now).sum(axis=1)]
    small = int((found.variance[1] < EPS).sum())
    says = [
        say(
            _(
                "After {done} of {all} updates {normed} of {nets} nets with batch norm are right on more "
                "than half of the training images, {without} of {nets} without.",
                done=found.point * UPDATES,
                all=POINTS * UPDATES,
                normed=normed,
                without=without,
                nets=len(SCALES),
            )
        ),
        say(
            _(
                "Batch norm does not forgive every scale. The first step, relative to the weights, goes as "
                "1/s: large ones hardly move, small ones are thrown "
                "far. And it divides by √(σ² + ε), ε = {eps}: before training σ² in layer 5 is below ε "
                "in {small} of {nets} nets: little gradient; at s = "
                "{scale} it is {with_norm} ({without_norm} without).",
                eps=number(EPS),
                small=small,
                nets=len(SCALES),
                scale=tiny,
                with_norm=number(float(found.variance[1, -1]), 1),
                without_norm=number(float(found.variance[0, -1]), 1),
            )
        ),
    ]
    if not found.done:
        says[1:1] = leads(run)
    if any(lost):
        says.insert(
            1,
            say(
                _(
                    "Not finite any more: {normed} nets with batch norm, {without} without.",
                    normed=lost[1],
                    without=lost[0],
                ),
                "alarm",
            ),
        )
    return says


def after_training(facts: Later) -> list[Sentence]:
    """Running statistics against those of a test batch."""
    running, own = facts.found.accuracy[-1]
    given = {"size": facts.size, "asked": f"{facts.asked:,}", "test": TEST, "here": percent(facts.here, 1)}
    batches = _("Test batches of {size}: {here}.", **given)
    if facts.size == 1:
        batches = _(
            "Test batches of 1: {here}. One image has variance 0: every image gets the same answer.", **given
        )
    elif facts.asked > TEST:
        batches = _("Test batches of {size} (there are no {asked} test images): {here}.", **given)
    return [
        say(
            _(
                "After {updates} updates (5 × 100, He's weights, SGD {rate}, batches of {batch}) {running} "
                "of {test} test images are right with running statistics, {own} with the statistics of all "
                "{test}.",
                updates=LATER * UPDATES,
                rate=number(LATER_RATE),
                batch=BATCH,
                running=percent(running, 1),
                test=TEST,
                own=percent(own, 1),
            )
        ),
        say(batches, "alarm" if facts.here < HALF else ""),
        say(
            _(
                "Ten batches, each of one digit only: {right}. What the images of a batch share is taken "
                "out, and here they share the answer. Running statistics do not look at the batch.",
                right=percent(facts.one_digit, 1),
            ),
            "alarm",
        ),
        say(
            _(
                "Running mean and variance start at 0 and 1 and keep {keeps} of themselves at each step "
                "(PyTorch calls the other {rest} momentum): {left} of "
                "the start is left after 10 updates. As in PyTorch the running variance is unbiased, "
                "the batch's own is not.",
                keeps=number(KEEPS),
                rest=number(1 - KEEPS),
                left=percent(KEEPS**10),
            )
        ),
    ]
