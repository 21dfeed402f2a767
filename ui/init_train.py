"""The part "Does it train?" of the page "Initial weights": nets of several schemes and seeds learn while they are looked at."""

from typing import Any

import numpy as np

from dl_core.experiments.schemes import SEEDS, UPDATES, Comparison, compare
from dl_core.initializers import Initializer
from dl_core.intervals import paired
from figures.init_train import compared
from ui.live import key_of, live
from ui.parts import Part, Says, commanded, say
from views.init import Init

# Settings that change nothing in a run.
UNSEEN = ("part", "kinds", "frame", "way", "same", "at", "mean", "spread", "gamma", "beta", "batch", "depth", "width", "samples")


def key(view: Init) -> Any:
    """What the view's run is a run of."""
    return key_of(view, UNSEEN)


def does_it_train(view: Init) -> Part:
    """The chosen schemes, SEEDS nets each."""
    if not view.schemes:
        return Part([], [say("Choose initial weights.")])
    names = [one.name for one in view.schemes]
    asked = names, view.activation.name, view["scale"], bool(view["batchnorm"]), int(view["seed"])
    run = live(key(view), lambda: compare(*asked), commanded())
    return Part(compared(run.state), _words(view.schemes, run.state), run.commands, {"done": run.state.step, "total": UPDATES})


def _words(schemes: list[Initializer], found: Comparison) -> Says:
    if not found.step:
        return [say(f"Not trained yet: {SEEDS} nets for each scheme, {UPDATES:,} updates each.")]
    return [*(_verdict(one, found) for one in schemes), *_best(schemes, found)]


def _at(curves: dict[str, Any], one: Initializer, found: Comparison) -> Any:
    """The last values (SEEDS,) at a point that every scheme has."""
    return curves[one.name][:, found.points - 1]


def _number(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def _verdict(one: Initializer, found: Comparison) -> dict[str, str]:
    if diverged := int((~np.isfinite(_at(found.loss, one, found))).sum()):
        return say(f"{one.label}: {diverged} of {SEEDS} nets diverged; their loss is not finite any more.", "alarm")
    right = _at(found.accuracy, one, found)
    span = f"{_number(right.min())} to {_number(right.max())} over {SEEDS} seeds"
    return say(f"{one.label}: validation accuracy {_number(right.mean())} ({span}) after {found.step:,} updates.")


def _best(schemes: list[Initializer], found: Comparison) -> Says:
    """Whether the two best of the schemes that have not diverged differ by more than the seeds do."""
    finite = [one for one in schemes if np.isfinite(_at(found.loss, one, found)).all()]
    if len(finite) < 2:
        return []
    first, second = sorted(finite, key=lambda one: -float(_at(found.accuracy, one, found).mean()))[:2]
    mean, low, high = paired(_at(found.accuracy, first, found), _at(found.accuracy, second, found))
    interval = f"{_number(mean)}, 95 % interval {_number(low)} to {_number(high)}, paired over {SEEDS} seeds"
    if low <= 0 <= high:
        return [say(f"{first.label} and {second.label} are not distinguishable here (difference {interval}).")]
    return [say(f"{first.label} is better than {second.label} (by {interval}).")]
