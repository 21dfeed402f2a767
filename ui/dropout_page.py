"""The parts of the page "Dropout": one training of A and B, and what becomes visible when its nets are taken apart."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st

from dl_core.digits import Data
from dl_core.experiments.coadaptation import alike, correlations, removal
from dl_core.experiments.compare import Curves
from dl_core.experiments.learning import Trained
from dl_core.experiments.masking import mask_at, received
from dl_core.experiments.uncertainty import against_angle, against_noise, wrong
from dl_core.experiments.vote import reaches, votes
from figures import dropout_parts as apart
from figures.charts import Spec
from figures.dropout import A, B, curves, expectation, thinned_net
from ui import learning_page
from ui.learning_page import learning_part, missing, own_table, progress_of, rows_of, run_of
from ui.parts import Part, Says, commanded, say
from views.dropout import Dropout

UNSEEN = ("part", "step", "layer")  # settings that change nothing in a run
USUAL = 0.2  # ratio at which nets are thinned if B drops nothing
Nets = Sequence[tuple[str, str, Trained]]


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
    if empty := missing(view):
        return empty
    settings, command = view.pair(own_table()), commanded()
    if view["part"] == "curves":
        return learning_part(view, labels(view), settings, UNSEEN, command)
    run = run_of(view, settings, UNSEEN, command)
    epochs = run.state[0].epochs
    if run.running or not epochs:
        said = "The nets are taken apart when the training stands still." if run.running else "Press Train first: the nets are at their initial weights."
        return Part(curves(rows_of(labels(view), run.state), int(view["epochs"]))[:3], [say(said)], run.commands, progress_of(run, view))
    charts, says = _taken_apart(view, run.state)
    return Part(charts, [say(f"Nets of the first seed after {epochs} epochs."), *says], run.commands, progress_of(run, view))


def _taken_apart(view: Dropout, found: Sequence[Curves]) -> tuple[list[Spec], Says]:
    """What the part at hand says of the nets, kept until they or the question change."""
    asked = (key(view), found[0].epochs, view["part"], view["layer"])
    kept = st.session_state.get("apart")
    if not kept or kept[0] != asked:
        nets = [(label, colour, one.nets[0]) for label, colour, one in zip(labels(view), (A, B), found, strict=True)]
        kept = st.session_state["apart"] = (asked, APART[view["part"]](view, nets))
    return kept[1]


def ratio_of(view: Dropout) -> float:
    """At which nets are thinned after training: B's."""
    return view["pb"] or USUAL


def vote(view: Dropout, nets: Nets) -> tuple[list[Spec], Says]:
    """A hundred thinned nets of each."""
    found = [(label, colour, votes(net, ratio_of(view), int(view["seed"]))) for label, colour, net in nets]
    says = []
    for label, _, one in found:
        first = reaches(one.mean, one.whole)
        there = f"the mean of {first} reaches" if first else "no mean of up to 100 reaches"
        says.append(say(f"{label}, thinned at {ratio_of(view):.2g}: single nets {np.mean(one.single):.3f}; {there} the whole net's {one.whole:.3f}."))
    return apart.votes(found), says


def coadaptation(view: Dropout, nets: Nets) -> tuple[list[Spec], Says]:
    """Correlations, and units taken away."""
    layer = min(int(view["layer"]), int(view["depth"]))
    matrices = [(label, colour, correlations(net, layer - 1)) for label, colour, net in nets]
    profiles = [(label, colour, [alike(correlations(net, i)) for i in range(int(view["depth"]))]) for label, colour, net in nets]
    gone = [(label, colour, removal(net, layer - 1, int(view["seed"]))) for label, colour, net in nets]
    says = []
    for (label, _, matrix), (_, _, one) in zip(matrices, gone, strict=True):
        half = one.accuracy[:, one.accuracy.shape[1] // 2].mean()
        kept = f"with half of layer {layer}'s units removed test accuracy is {half:.3f} (whole: {one.accuracy[:, 0].mean():.3f})"
        says.append(say(f"{label}: mean |correlation| {alike(matrix).mean:.2f}; {kept}."))
    if layer < view["layer"]:
        says.append(say(f"These nets have {layer} hidden layers: the last is shown."))
    return [*apart.correlations(matrices, layer), apart.removal(gone, f"layer {layer}"), apart.profile(profiles)], says


def doubt(view: Dropout, nets: Nets) -> tuple[list[Spec], Says]:
    """Turned and noisy digits."""
    if view["data"] != "digits":
        return [], [say("Only digits can be turned: choose them as the data.")]
    ratio, seed = ratio_of(view), int(view["seed"])
    turned = [(label, colour, list(against_angle(net, ratio, seed))[-1]) for label, colour, net in nets]
    noisy = [(label, colour, list(against_noise(net, ratio, seed))[-1]) for label, colour, net in nets]
    return [*apart.uncertain(turned, "angle, degrees"), *apart.uncertain(noisy, "σ of the noise")], []


def mistakes(view: Dropout, nets: Nets) -> tuple[list[Spec], Says]:
    """The digits that each gets wrong."""
    if view["data"] != "digits":
        return [], [say("Only digits are pictures: choose them as the data.")]
    data: Data = nets[0][2].data
    found = [(label, colour, wrong(net)) for label, colour, net in nets]
    both = set(found[0][2].at.tolist()) & set(found[1][2].at.tolist())
    says = [say(f"{label}: {len(one.at)} of {int(data.test.n)} test digits wrong.") for label, _, one in found]
    return apart.mistakes(found, data.test.x), [*says, say(f"{len(both)} of them are the same ones.")]


def mask(view: Dropout) -> Part:
    """This step's masks, and what a unit receives on average."""
    seed, step, layers, units = (int(view[name]) for name in ("seed", "step", "depth", "width"))
    nets = [thinned_net(view.label(which), colour, mask_at(view[f"p{which}"], seed, step, layers, units)) for which, colour in (("a", A), ("b", B))]
    ratio = ratio_of(view)
    both = [received(ratio, inverted, seed) for inverted in (False, True)]
    says = [say(f"Step {step}, the first sample of the batch: a unit that B drops says nothing and learns nothing in this step.")]
    for name, one in zip(("Classic", "Inverted"), both, strict=True):
        error = abs(one.running[-1] - one.whole)
        says.append(say(f"{name}, p = {ratio:.2g}: mean over {len(one.single)} masks {one.running[-1]:.3f}, after training {one.whole:.3f} "
                        f"(apart by {error:.3f}; chance allows about {2 * one.spread / len(one.single) ** 0.5:.3f})."))  # fmt: skip
    return Part([*nets, *expectation(*both)], says)


APART: dict[str, Callable[[Dropout, Nets], Any]] = {"vote": vote, "coadapt": coadaptation, "doubt": doubt, "wrong": mistakes}
