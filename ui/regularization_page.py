"""The parts of the page "Regularization"."""

from collections.abc import Callable

import numpy as np

from dl_core.experiments import bias_variance
from dl_core.experiments.averaging import NETS, TRAINING, WRONG, Averaging, averaging, ensembles
from dl_core.experiments.choosing import SMALL, chosen
from dl_core.experiments.choosing import choosing as candidates
from dl_core.numerals import number, percent
from figures import regularization_parts as charts
from ui import learning_page
from ui.learning_page import learning_part, missing, own_table
from ui.live import live
from ui.parts import Part, Says, commanded, say
from views.regularization import Regularization

UNSEEN = ("part", "variant", "model", "degree", "ridge")  # settings that change nothing in the curves of A and B


def key(view: Regularization) -> object:
    """What the part at hand is a run of."""
    if view["part"] == "compare":
        return learning_page.key(view, UNSEEN)
    return view["part"], view["seed"], view["variant"] if view["part"] == "choose" else view["model"]


def compare(view: Regularization) -> Part:
    """A and B, live."""
    empty = missing(view)
    return empty or learning_part(view, [view.label(which) for which in ("a", "b")], view.pair(own_table()), UNSEEN, commanded())


def choose(view: Regularization) -> Part:
    """What choosing on the test set claims."""
    seed = int(view["seed"])
    run = live(key(view), lambda: candidates(view["variant"], seed), commanded())
    return Part(charts.choosing(run.state, seed), _optimism(run.state.right, seed), run.commands, _done(run.state.share))


def _optimism(right: np.ndarray, seed: int) -> Says:
    if len(right) < 2:
        return [say("Press Train: forty nets, each a second's work or less.")]
    by_test, by_validation = chosen(right, seed)
    claim, truth = by_test.claim[:, -1].mean(), by_test.truth[:, -1].mean()
    honest = f"reported on the test set it claims {by_validation.claim[:, -1].mean():.3f} and has {by_validation.truth[:, -1].mean():.3f}"
    return [
        say(f"The best of {len(right)} on {SMALL} test images claims {claim:.3f} and has {truth:.3f}: {claim - truth:.3f} too much, on average. "
            f"Chosen on {SMALL} validation images, {honest}.")
    ]  # fmt: skip


def bias_and_variance(view: Regularization) -> Part:
    """Of polynomials or of nets."""
    seed = int(view["seed"])
    if view["model"] == "nets":
        found = live(key(view), lambda: bias_variance.nets(seed), commanded())
        each = f"each trained on {bias_variance.IMAGES} of the 897 images, drawn anew; {percent(bias_variance.WRONG)} of their labels are wrong"
        says = [say(f"{bias_variance.RUNS} nets of each kind, {each}.")]
        return Part(charts.nets(found.state), says, found.commands, _done(found.state.share))
    run = live(key(view), lambda: bias_variance.polynomials(seed), commanded(), begins=True)
    degree, ridge = int(view["degree"]), view["ridge"]
    parts = bias_variance.exact(bias_variance.POINTS, degree, ridge)
    model = f"Degree {degree}, λ {number(ridge, 2)}, {bias_variance.POINTS} points"
    says = [say(f"{model}: bias² {number(parts.bias2)}, variance {number(parts.variance)} (exact).")]
    drawn = [charts.curves(degree, ridge, seed), *charts.polynomials(run.state, degree, ridge), *charts.both_fall()]
    return Part(drawn, says, [] if run.ended else run.commands, None if run.ended else _done(run.state.share))


def average(view: Regularization) -> Part:
    """Several nets' probabilities, and their weights."""
    seed = int(view["seed"])
    run = live(key(view), lambda: averaging(seed), commanded())
    return Part(charts.averaging(run.state, seed), _together(run.state, seed), run.commands, _done(run.state.share))


def _together(found: Averaging, seed: int) -> Says:
    if found.single.shape[1] < 2:
        return [say(f"Press Train: {NETS} nets on the same {TRAINING} digits, {percent(WRONG)} wrong labels.")]
    now, stopped = (ensembles(one, found.y, seed).accuracy.mean(axis=0) for one in (found.now, found.stopped))
    return [
        say(f"Test accuracy: one net {now[0]:.3f}, the mean of {NETS} nets {now[-1]:.3f}; one net stopped by the validation set {stopped[0]:.3f}, the mean of "
            f"{NETS} such nets {stopped[-1]:.3f}. {NETS} nets cost {NETS} trainings.")
    ]  # fmt: skip


def _done(share: float) -> dict[str, int]:
    return {"done": round(100 * share), "total": 100}


PARTS: dict[str, Callable[[Regularization], Part]] = {"compare": compare, "choose": choose, "biasvar": bias_and_variance, "average": average}
