"""The page "A net's landscape": nets that are trained once, and planes through their weight space that follow the hand."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from dl_core.experiments.landscape import (
    LATE,
    RATES,
    STEPS,
    Ground,
    Plane,
    Run,
    Shadow,
    astray,
    averaged,
    candidate_rates,
    frame,
    ground,
    random_walks,
    shadow,
    shares,
)
from dl_core.numerals import number
from figures.landscape import charts
from ui.ask import Asked, is_held
from ui.controls import Item
from ui.landscape_panel import landscape_panel
from ui.landscape_train import MOST_PLANES, Kept, Nets, at_once, trainings
from ui.live import is_running, key_of, live
from ui.parts import Part, Says, commanded, data_of, say
from views.landscape import ENDS, TRAINERS, Landscape
from views.race import slug

OF_THE_PLANE = ("plane", "of", "through", "look", "late")  # settings that train nothing
FEW = 5  # rules whose numbers a sentence names one by one
AT_ONCE = 0.3  # seconds of training before there is anything to see
STOP = ("pause", "Stop", "Stop training here; Go on goes on")
GO_ON = ("start", "Go on", "Go on where it stopped")
BEFORE = "landscape before"  # the part that is seen while other nets are trained, in the visitor's session
USED = "landscape rates"  # those of the runs that were last complete


PLANES: Kept[tuple[Plane, list[float]]] = Kept(MOST_PLANES)
GROUNDS: Kept[Ground] = Kept(MOST_PLANES)


class Seen(NamedTuple):
    """Everything that a plane shows. runs: those that are on it; walks: see figures.landscape.held."""

    plane: Plane
    ground: Ground
    runs: list[Run]
    shadows: list[Shadow]
    walks: list[float]
    of: int


def key(view: Landscape) -> Any:
    """What a run of this view is a run of: where rates are searched those of the sliders change nothing."""
    rates = tuple(f"{slug(cls)}.lr" for cls in TRAINERS) if view["rates"] == "tuned" else ()
    return key_of(view, (*OF_THE_PLANE, *rates))


def look(view: Landscape, nets: Nets) -> Seen | None:
    """The plane that is asked for, and what it shows of the runs that did not go astray; None where there are too few. No training."""
    runs = [run if view["late"] == LATE else averaged(run, nets.course, view["late"]) for run in nets.runs if run is not None and not astray(run)]
    if len(runs) < (ENDS if view["plane"] == "ends" else 1):
        return None
    of = view.centre([run.optimizer for run in runs])
    named = (tuple(view.cases()), *(view[name] for name in OF_THE_PLANE if name != "late"))
    plane, walks = PLANES.made(named, lambda: _made(view, runs, of))
    shadows = [shadow(plane, run, nets.course) for run in runs]
    low, high = frame(plane, shadows)
    seen = GROUNDS.made((named, *low, *high), lambda: ground(plane, low, high, nets.course))  # another mean seldom needs another ground
    return Seen(plane, seen, runs, shadows, walks, of)


def _made(view: Landscape, runs: Sequence[Run], of: int) -> tuple[Plane, list[float]]:
    """The plane, and what the same kind of plane of random walks holds of these: of all together, and of each."""
    paths = [run.path for run in runs]
    walks = random_walks(paths, int(view["seed"]))
    walked = view.plane(walks, of)
    return view.plane(paths, of), [float(shares(walked, points).sum()) for points in (np.concatenate(walks), *walks)]


def landscape(view: Landscape) -> Part:
    """The map and all that says how far to trust it; while nets are trained, what was there before."""
    cases, command = view.cases(), commanded()
    if not cases:
        return Part([], [say("Choose a rule.")])
    nets = None if is_running(key(view)) else at_once(cases)
    if nets is None:
        run = live(key(view), lambda: trainings(cases), command, begins=True, at_once=0.0 if is_held() else AT_ONCE)
        nets = run.state
        if not nets.complete:
            return _waiting(nets, [] if is_held() else [STOP if run.running else GO_ON])
    shown = st.session_state[BEFORE] = shown_of(view, nets)
    st.session_state[USED] = rates_of(nets)
    return shown


def shown_of(view: Landscape, nets: Nets) -> Part:
    """The plane of nets that are all trained, and what it says."""
    seen = look(view, nets)
    drawn = charts(seen.plane, seen.ground, seen.runs, seen.shadows, seen.walks) if seen else []
    return Part(drawn, sentences(view, nets, seen))


def rates_of(nets: Nets) -> dict[str, float]:
    """The rates in use, by rule."""
    return {slug(type(run.optimizer)): float(run.optimizer.lr) for run in nets.runs if run is not None}


def panel(view: Landscape, commands: list[tuple[str, str, str]], used: Mapping[str, float] | None = None) -> list[Item]:
    """The panel, with the rates in use; None: those of the visitor's last complete runs."""
    used = st.session_state.get(USED, {}) if used is None else used
    rates = {slug(type(case.rule)): float(case.rule.lr) for case in view.cases()}  # of the sliders, where none has been found yet
    return landscape_panel(view, (STOP, GO_ON), commands, {name: used.get(name, rate) if view["rates"] == "tuned" else rate for name, rate in rates.items()})


def message(asked: Asked[Landscape], now: str) -> dict[str, Any] | None:
    """What the page's component is sent, without the visitor's session; None where nets have to be compiled or searched for first."""
    cases = asked.view.cases()
    nets = at_once(cases) if cases else None
    return nets and data_of(asked, shown_of(asked.view, nets), lambda view, commands: panel(view, commands, rates_of(nets)), now)


def _waiting(nets: Nets, commands: list[tuple[str, str, str]]) -> Part:
    before: Part = st.session_state.get(BEFORE, Part([], []))
    still = " Charts and numbers are still of the nets before." if before.charts else ""
    stopped = "" if any(name == "pause" for name, *_ in commands) else ", stopped"
    text = "Let go, and the nets are trained." if is_held() else f"Training: {nets.done} of {len(nets.runs)} rules{stopped}."
    return Part(before.charts, [say(text + still), *before.says[1:]], commands, {"done": nets.done, "total": len(nets.runs)})


def sentences(view: Landscape, nets: Nets, seen: Seen | None) -> Says:
    """What the charts say, with the numbers; runs that are not in them first."""
    says = [_astray(run) for run in nets.runs if run is not None and astray(run)]
    if seen is None:
        few = f"Three ends make a plane: choose {ENDS} rules that train." if view["plane"] == "ends" else "Nothing is left to draw: lower the learning rates."
        return [*says, say(few)]
    return [*says, _ends(view, seen), _held(view, seen), _fooled(seen), _means(view, seen)]


def _astray(run: Run) -> dict[str, str]:
    finite = np.flatnonzero(np.isfinite(run.loss))
    how = f"its loss went from {number(run.loss[0])} to {number(run.loss[-1])}" if np.isfinite(run.path).all() and np.isfinite(run.loss[-1]) else "not finite"
    if how == "not finite":
        how = f"its numbers left float32 after a loss of {number(run.loss[finite[-1]])}" if finite.size else "its loss was never finite"
    return say(f"{run.optimizer.label} went astray at rate {number(float(run.optimizer.lr))}: {how}. It is in no plane and in no chart.", "alarm")


def _ends(view: Landscape, seen: Seen) -> dict[str, str]:
    order = sorted(seen.runs, key=lambda run: float(run.loss[-1]))
    named = seen.runs if len(order) <= FEW else [order[0], order[-1]]
    ends = ", ".join(f"{run.optimizer.label} {number(run.loss[-1])} (rate {number(float(run.optimizer.lr))})" for run in named)
    ends = ends if len(order) <= FEW else f"from {ends.replace('), ', ') to ')}"
    edge = [run.optimizer.label for run in seen.runs if view["rates"] == "tuned" and run.optimizer.lr == candidate_rates(type(run.optimizer))[-1]]
    more = f" For {_listed(edge)} that is the largest of the {RATES} rates tried." if edge else ""
    return say(f"Loss after {STEPS} steps (at first {number(seen.runs[0].loss[0])}): {ends}.{more}")


def _held(view: Landscape, seen: Seen) -> dict[str, str]:
    rest = seen.runs[0].path.shape[1]
    own = view["plane"] == "one"
    points = seen.runs[seen.of].path if own else np.concatenate([run.path for run in seen.runs])
    held, walk = float(shares(seen.plane, points).sum()), seen.walks[seen.of + 1 if own else 0]
    whose = f"{seen.runs[seen.of].optimizer.label}'s own path" if own else "the paths"
    text = f"2 of {rest} directions hold {percent(held)} of the variance of {whose}; of random walks they would hold {percent(walk)}"
    if view["plane"] == "random":
        return say(f"{text}: the map shows a neighbourhood, not the training.")
    if walk >= held:
        return say(f"{text}: a high share proves little.")
    return say(f"{text}: most of the share comes for free." if walk > held / 2 else f"{text}: more than chance would give.")


def percent(share: float) -> str:
    """A share in words."""
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{number(100 * share, 2)} %"


def _fooled(seen: Seen) -> dict[str, str]:
    """Where the map is furthest from the truth at an end."""
    pairs = [(float(one.loss[-1]), float(run.loss[-1]), run.optimizer.label) for one, run in zip(seen.shadows, seen.runs, strict=True)]
    drawn, true, label = max(pairs, key=lambda pair: abs(np.log(pair[0] / pair[1])) if min(pair[:2]) > 0 else np.inf)
    if max(one.away[-1] / max(one.moved[-1], 1e-12) for one in seen.shadows) < 1e-6:
        return say("All ends lie in this plane: there the map's loss is the nets' own. In between the paths leave it: see the dashed lines.")
    times = max(drawn / true, true / drawn) if min(drawn, true) > 0 else np.inf
    if times < 1.05:
        return say("At the ends the map's loss is the nets' own to within 5 %.")
    return say(f"Where the map draws {label}'s end, the loss is {number(drawn)}; the net's own is {number(true)}: a factor of {number(times)}.")


def _means(view: Landscape, seen: Seen) -> dict[str, str]:
    means = ", ".join(f"{run.optimizer.label} {number(run.mean_loss)}" for run in seen.runs) if len(seen.runs) <= FEW else "ringed"
    lower = [run.optimizer.label for run in seen.runs if run.mean_loss < run.loss[-1]]
    than = f"lower than the last point for {_listed(lower)}" if lower else "nowhere lower than the last point"
    return say(f"Mean of the last {percent(view['late'])} of the steps, true loss: {means}; {than}.")


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
