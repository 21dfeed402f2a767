"""Histograms of every layer and what they hide: parts of the page "Initial weights"."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from dl_core.experiments.signal import KINDS, Net, Signal, follow, whole
from dl_core.initializers import KEPT, Initializer
from dl_core.numerals import number
from figures.init_hist import Followed, histograms, numbers_of
from ui.live import key_of, live
from ui.parts import Part, Says, commanded, say
from views.init import MOST_KEPT, MOST_WORK, Init

INSTANT = 3e9  # multiplications and additions that are done before the picture; more of them show how far they are
DRAWN, TURNED = 500, 12
UNSEEN = ("at", "way", "same", "mean", "spread", "gamma", "beta", "batch")  # settings that change nothing here
_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())


def key(view: Init) -> object:
    """What a run is a run of."""
    return key_of(view, UNSEEN)


def net(view: Init, scheme: Initializer) -> Net:
    """One net of the comparison."""
    depth, width, samples, seed = (int(view[name]) for name in ("depth", "width", "samples", "seed"))
    return Net(scheme.name, view.activation.name, depth, width, samples, view["scale"], bool(view["batchnorm"]), seed)


def refusal(view: Init) -> str | None:
    """Why this net is too large, and what would fit; or None."""
    depth, width, samples = (int(view[name]) for name in ("depth", "width", "samples"))
    kept = 2 if "grad" in kinds_of(view) else 1
    fits = int(min(MOST_WORK / (width * width * samples), MOST_KEPT / (kept * width * samples)))
    if depth <= fits:
        return None
    instead = f"{fits} layers of this width would fit" if fits >= 2 else "a narrower net or fewer samples would fit"
    return f"{depth} layers × {width}² × {samples:,} samples is more than this page computes: {instead}."


def kinds_of(view: Init) -> Sequence[str]:
    """Of which numbers the part at hand needs histograms."""
    return view["kinds"] if view["part"] == "hist" else ("grad",)


class Following(NamedTuple):
    """How far the nets are: those that are done, and the share of all work."""

    done: list[Followed]
    share: float


def followed(view: Init) -> Iterator[Following]:
    """The nets of a view one after the other, layer by layer."""
    done: list[Followed] = []
    yield Following(done, 0.0)
    for scheme in view.schemes:
        following = follow(net(view, scheme), view.activation.steepest, kinds_of(view), view["frame"])
        try:
            while True:
                yield Following(done, (len(done) + next(following)) / len(view.schemes))
        except StopIteration as end:
            done = [*done, Followed(scheme.name, scheme.label, end.value)]
        yield Following(done, len(done) / len(view.schemes))


def _at_once(view: Init) -> list[Followed]:
    def one(scheme: Initializer) -> Followed:
        found: Signal = whole(follow(net(view, scheme), view.activation.steepest, kinds_of(view), view["frame"]))
        return Followed(scheme.name, scheme.label, found)

    return list(_SIDE_BY_SIDE.map(one, view.schemes))


def work(view: Init) -> float:
    """Multiplications and additions of all nets, drawing their weights included: a number of a normal matrix is worth DRAWN of them, one of an orthogonal
    matrix TURNED times its width."""
    depth, width, samples = (int(view[name]) for name in ("depth", "width", "samples"))
    passes = 3 if "grad" in kinds_of(view) else 1
    drawn = [TURNED * width if one.shape == "orthogonal" else DRAWN for one in view.schemes]
    return sum(depth * width * width * (passes * samples + (0 if width * width <= KEPT else one)) for one in drawn)


def _nets(view: Init) -> tuple[list[Followed], list[tuple[str, str, str]], dict[str, int] | None]:
    """The nets as far as they are known, buttons and progress."""
    if work(view) <= INSTANT:
        return _at_once(view), [], None
    run = live(key(view), lambda: followed(view), commanded(), begins=True)
    stop = [("pause", "Stop", "Stop computing")] if run.running else [] if run.ended else [("start", "Go on", "Compute the rest")]
    return run.state.done, stop, {"done": round(100 * run.state.share), "total": 100}


def _said(nets: list[Followed]) -> Says:
    """One sentence for all nets, and one for each that is not finite any more."""
    says, healthy = [], []
    for one in nets:
        post = one.signal.post
        bad = np.flatnonzero(~np.isfinite(post.pooled))
        if bad.size:
            says.append(say(f"{one.label}: from layer {bad[0] + 1} on the numbers are not finite any more.", "alarm"))
        else:
            within = number(post.within[-1], 2) if np.isfinite(post.within[-1]) else "too little to tell from rounding"
            healthy.append(f"{one.label} {number(post.pooled[-1], 2)} and {within}")
    if healthy:
        layer = len(nets[0].signal.post.pooled)
        says.insert(0, say(f"Layer {layer}, spread σ of all activations together, and across the samples within one unit: {'; '.join(healthy)}."))
    return says or [say("Computing, layer by layer.")]


def _part(view: Init, draw: str) -> Part:
    if why := refusal(view):
        return Part([], [say(why, "alarm")])
    if not view.schemes:
        return Part([], [say("Choose initial weights.")])
    nets, commands, progress = _nets(view)
    says = _said(nets)
    if draw == "numbers":
        return Part(numbers_of(nets) if nets else [], says, commands, progress)
    kinds = [kind for kind in KINDS if kind in view["kinds"]]
    if not kinds:
        return Part([], [say("Choose what to show.")])
    return Part([histograms(one, kind, view["frame"]) for kind in kinds for one in nets], says, commands, progress)


def all_histograms(view: Init) -> Part:
    """Histograms of every layer, one chart for each scheme and kind."""
    return _part(view, "histograms")


def what_they_hide(view: Init) -> Part:
    """The numbers that the histograms do not show."""
    return _part(view, "numbers")
