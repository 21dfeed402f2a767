"""The parts of the page "Dropout": one training of A and B, and what becomes visible when its nets are taken apart."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from dl_core.digits import Data
from dl_core.experiments.coadaptation import ORDERS, Removal, alike, correlations, profile, removals
from dl_core.experiments.compare import Curves
from dl_core.experiments.learning import Trained
from dl_core.experiments.masking import mask_at, received
from dl_core.experiments.uncertainty import against_angle, against_noise, wrong
from dl_core.experiments.vote import reaches, votes
from dl_core.numerals import number, percent
from figures import dropout_parts as apart
from figures.charts import Spec
from figures.dropout import A, B, curves, expectation, thinned_net
from ui import ahead, learning_page
from ui.learning_page import buttons, learning_part, missing, own_table, progress_of, rows_of, run_of
from ui.live import Live, live
from ui.parts import Part, Says, commanded, say
from views.dropout import Dropout

UNSEEN = ("part", "step", "layer")  # settings that change nothing in a run
USUAL = 0.2  # ratio at which nets are thinned if B drops nothing
APART_PLACE = "apart"  # of what takes the nets apart, in the visitor's session
Nets = Sequence[tuple[str, str, Trained]]
Apart = Iterator[tuple[list[Spec], Says]]


def key(view: Dropout) -> object:
    """What a run is a run of."""
    return learning_page.key(view, UNSEEN)


def labels(view: Dropout) -> list[str]:
    """Of A and B."""
    return [view.label(which) for which in ("a", "b")]


def part(view: Dropout) -> Part:
    """The part at hand."""
    if view["part"] == "mask":
        return mask(view)
    if empty := missing(view) or only_digits(view):
        return empty
    settings, command = view.pair(own_table()), commanded()
    if view["part"] == "curves":
        return learning_part(view, labels(view), settings, UNSEEN, command)
    run = run_of(view, settings, UNSEEN, command)
    known = ahead.made(run.key)
    found, whose = run.state, ""
    if not run.running and run.state[0].epochs < 1 and known:
        found, whose = known, ", trained when the server started"
    epochs = found[0].epochs
    if run.running or epochs < 1:
        said = "The nets are taken apart when the training stands still." if run.running else "Press Train first: the nets are at their initial weights."
        drawn = curves(rows_of(labels(view), found), int(view["epochs"]), known)[:3]
        return Part(drawn, [say(said)], buttons(run), progress_of(run, view))
    charts, says = _taken_apart(view, found).state
    return Part(charts, [say(f"Nets of the first seed after epoch {epochs}{whose}."), *says], buttons(run), progress_of(run, view))


def only_digits(view: Dropout) -> Part | None:
    """What to say where a part is about pictures and the data are not, or None."""
    why = {"doubt": "Only digits can be turned", "wrong": "Only digits are pictures"}.get(view["part"])
    return Part([], [say(f"{why}: choose them as the data.")]) if why and view["data"] != "digits" else None


def _taken_apart(view: Dropout, found: Sequence[Curves]) -> Live[tuple[list[Spec], Says]]:
    """What the part at hand says of the nets, piece by piece, kept until they or the question change."""
    nets = [(label, colour, one.nets[0]) for label, colour, one in zip(labels(view), (A, B), found, strict=True)]
    return live(_apart_key(view, found[0].epochs), lambda: APART[view["part"]](view, nets), begins=True, place=APART_PLACE)


def _apart_key(view: Dropout, epochs: int) -> object:
    return key(view), epochs, view["part"], view["layer"]


def ratio_of(view: Dropout) -> float:
    """At which nets are thinned after training: B's, else A's, else the usual one."""
    return view["pb"] or view["pa"] or USUAL


def _thinned(view: Dropout) -> str:
    """At which ratio, in words."""
    ratio = number(ratio_of(view))
    return f"thinned at {ratio}" if view["pb"] else f"thinned at {ratio} (B drops nothing)"


def vote(view: Dropout, nets: Nets) -> Apart:
    """A hundred thinned nets of each."""
    found = [(label, colour, votes(net, ratio_of(view), int(view["seed"]))) for label, colour, net in nets]
    says = []
    for label, _, one in found:
        first = reaches(one.mean, one.whole)
        there = f"the mean of {first} reaches" if first else "no mean of up to 100 reaches"
        says.append(say(f"{label}, {_thinned(view)}: single nets {np.mean(one.single):.3f}; {there} the whole net's {one.whole:.3f}."))
    yield apart.votes(found), says


def coadaptation(view: Dropout, nets: Nets) -> Apart:
    """Correlations, and units taken away."""
    layer = min(int(view["layer"]), int(view["depth"]))
    matrices = [(label, colour, correlations(net, layer - 1)) for label, colour, net in nets]
    profiles = [(label, colour, profile(net)) for label, colour, net in nets]
    maps = apart.correlations(matrices, layer)
    says = [say(f"{label}: mean |correlation| in layer {layer} is {alike(matrix).mean:.2f}.") for label, _, matrix in matrices]
    if layer < view["layer"]:
        says.append(say(f"These nets have {layer} hidden layers: the last is shown."))
    for gone in zip(*(removals(net, layer - 1, int(view["seed"])) for _, _, net in nets), strict=True):
        rows = [(label, colour, one) for (label, colour, _), one in zip(nets, gone, strict=True)]
        said = (
            says
            + [_removed(label, one, layer) for label, _, one in rows if len(one.accuracy)]
            + [say(f"{len(gone[0].accuracy)} of {ORDERS} random orders of removal.")]
        )
        yield [*maps, apart.removal(rows, f"layer {layer}"), apart.profile(profiles)], said


def _removed(label: str, one: Removal, layer: int) -> dict[str, str]:
    half = one.accuracy[:, one.accuracy.shape[1] // 2].mean()
    return say(f"{label}: without half of layer {layer}'s units test accuracy is {half:.3f}, with all of them {one.accuracy[:, 0].mean():.3f}.")


DOUBT = "Solid: dropout left on, mean of 30 passes; dashed: the whole net. Above the digits are turned, below noise is added."


def doubt(view: Dropout, nets: Nets) -> Apart:
    """Turned and noisy digits."""
    ratio, seed = ratio_of(view), int(view["seed"])
    drawn: list[Spec] = []
    says = [say(f"{'; '.join(label for label, _, _ in nets)}; {_thinned(view)}. {DOUBT}")]
    for what, against in (("angle, degrees", against_angle), ("σ of the noise", against_noise)):
        now: list[Spec] = []
        for found in zip(*(against(net, ratio, seed) for _, _, net in nets), strict=True):
            now = apart.uncertain([(label, colour, one) for (label, colour, _), one in zip(nets, found, strict=True)], what)
            yield [*drawn, *now], says
        drawn += now


def mistakes(view: Dropout, nets: Nets) -> Apart:
    """The digits that each gets wrong."""
    data: Data = nets[0][2].data
    found = [(label, colour, wrong(net)) for label, colour, net in nets]
    both = set(found[0][2].at.tolist()) & set(found[1][2].at.tolist())
    says = [say(f"{label}: {len(one.at)} of {int(data.test.n)} test digits wrong.") for label, _, one in found]
    yield apart.mistakes(found, data.test.x), [*says, say(f"{len(both)} of them are the same ones.")]


def mask(view: Dropout) -> Part:
    """This step's masks, and what a unit receives on average."""
    seed, step, layers, size, units = (int(view[name]) for name in ("seed", "step", "depth", "size", "width"))
    masks = [mask_at(view[f"p{which}"], seed, step, (layers, size, units)) for which in ("a", "b")]
    nets = [thinned_net(label, colour, one) for label, colour, one in zip(labels(view), (A, B), masks, strict=True)]
    ratio = view["pb"] or view["pa"]
    both = [received(ratio, inverted, seed) for inverted in (False, True)]
    dropped = f"{percent(1 - np.mean(masks[1]), 1)} of B's {layers * units} hidden units are dropped"
    says = [say(f"Step {step}, the first sample of the batch: {dropped}; a dropped unit says nothing and learns nothing from this sample.")]
    for name, one in zip(("Classic", "Inverted"), both, strict=True):
        error, chance = abs(one.running[-1] - one.whole), 2 * one.spread / len(one.single) ** 0.5
        mean = f"mean over {len(one.single)} masks {one.running[-1]:.3f}, without a mask {one.whole:.3f}".replace("-", "−")
        says.append(say(f"{name}, p = {number(ratio)}: {mean} (apart by {error:.3f}; chance allows about {chance:.3f})."))
    return Part([*nets, *expectation(*both)], says)


APART: dict[str, Callable[[Dropout, Nets], Apart]] = {"vote": vote, "coadapt": coadaptation, "doubt": doubt, "wrong": mistakes}
