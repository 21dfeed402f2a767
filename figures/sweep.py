"""The charts of the page "Over which rates?"."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from dl_core.experiments.basins import DIVERGED
from dl_core.experiments.fair import PROTOCOLS, Contest
from dl_core.experiments.many_seeds import Band
from dl_core.experiments.stability import StabilityMap, best_point, stable_edge
from dl_core.experiments.sweep import Sweep
from dl_core.numerals import number
from dl_core.optimizers import Momentum, Nesterov
from dl_core.optimizers.base import Optimizer
from dl_core.params import Param, params_of
from dl_core.theory import largest_stable_rate
from figures.basins import ELSE
from figures.charts import Spec, axis, chart, dots, heat, line, rule, spans
from figures.theme import colour, marker

WAYS = {"own": "own rates", "same": "one rate", "tuned": "best rates"}
BUDGETS = {"steps": "equal steps", "gradients": "equal gradients"}
STRIPES = {"light": ["#d8dde5", "#ffffff"], "dark": ["#262e39", "#10161f"]}  # where there is no number: fainter than a hole's, for they may fill half a map
OTHERS = {theme: [*stripes, ELSE[DIVERGED][theme]] for theme, stripes in STRIPES.items()}  # and where runs diverge: no colour of the scale
STRIPE = 2  # cells
DEPTH, HEIGHT = 1e-16, 10.0  # times the gap at the start: how far down a gap is drawn, and up; lower, a line leaves the frame
ROOM = 1.0  # of the bars' range, beside it: for their names
POINTS = 250  # of a curve over steps
HAND = "Drag a dot along its line, or click a line, to set its rate."
FAR, NEAR = 1e300, 1e-300  # no frame goes further: JSON has no infinity, and a logarithm of 0 is none


class Quadratic(NamedTuple):
    """The smallest and the largest eigenvalue of a surface whose Hessian is the same everywhere."""

    flattest: float
    steepest: float


def _picked(names: dict[str, str], known: dict[str, Param]) -> dict[str, Any]:
    """The chart's `pick`, `limits` and `whole`: names says which setting an axis sets, known what may be set along it."""
    limits = {name: (known[along].low, known[along].high) for along, name in names.items()}
    return {"pick": names, "limits": limits, "whole": [name for along, name in names.items() if known[along].step]} if names else {}


def _rates(found: Sequence[Sweep]) -> Spec:
    return axis("learning rate", min(float(one.rates[0]) for one in found), max(float(one.rates[-1]) for one in found), log=True)


def _bounds(found: Sequence[Sweep], quadratic: Quadratic | None) -> list[Spec]:
    if quadratic is None:
        return []
    known = ((one.entry.optimizer, largest_stable_rate(one.entry.optimizer, quadratic.steepest)) for one in found)
    return [rule(bound, "", along="y", colour=colour(optimizer.label)) for optimizer, bound in known if bound is not None]


def _curves(found: Sequence[Sweep], heights: Sequence[Any], here: Sequence[float], moves: Sequence[Spec]) -> list[Spec]:
    marks = []
    for one, height, move in zip(found, heights, moves, strict=True):
        label = one.entry.optimizer.label
        marks.append(line(one.rates, height, colour(label), label) | {"sets": move["sets"]})
    for one, at, move in zip(found, here, moves, strict=True):
        label = one.entry.optimizer.label
        marks.append(dots([float(one.entry.optimizer.lr)], [at], colour(label), marker=marker(label), size=5) | {"label": label} | move)
    return marks


def moved(setting: str, known: Param, taken: dict[str, str]) -> Spec:
    """What a hand that takes a dot along its line sets: the setting, its limits, and what else is set with it."""
    return {"sets": setting, "low": known.low, "high": known.high, "with": taken}


def _gap_axis(first: float, lowest: Sequence[float]) -> Spec:
    """From the lowest of what is drawn, down to DEPTH, up to HEIGHT times the gap at the start; all of them numbers, however large the start's."""
    first = min(first, FAR / HEIGHT)
    low = max(DEPTH * first, min([first, *lowest]), NEAR)
    return axis("f − f*", 10.0 ** np.floor(np.log10(low)), HEIGHT * first, log=True)


def _below(count: float) -> float:
    """The next of 1, 2, 5, 10, … that is less than a number of steps, at least 1."""
    unit = 10.0 ** np.floor(np.log10(max(count, 1.0)))
    return max([1.0, *(float(unit * part) for part in (0.5, 1, 2, 5) if unit * part < count)])


def by_rate(found: Sequence[Sweep], first: float, steps: int, quadratic: Quadratic | None, moves: Sequence[Spec]) -> list[Spec]:
    """Final gap and steps against the rate, a line per rule, a dot at the rate at hand. first: the gap at the start. moves: of each rule, as `moved` says."""
    if not found:
        return []
    bounds, x = _bounds(found, quadratic), _rates(found)
    gaps = [np.where((one.ends.gap > 0) & (one.ends.gap <= HEIGHT * first), one.ends.gap, np.nan) for one in found]
    dots_at = [float(np.where(0 < one.here.gap[0] <= HEIGHT * first, one.here.gap[0], np.nan)) for one in found]
    y = _gap_axis(first, [float(np.nanmin(gap)) for gap in gaps if np.isfinite(gap).any()]) if first > 0 else axis("f − f*", log=True)
    settled = [one.ends.settled for one in found]
    reached = [float(count) for one in found for count in (*one.ends.settled, *one.here.settled) if np.isfinite(count)]
    least = _below(min([float(steps), *reached]))
    steps_y = axis("steps", least, max(2 * least, float(steps)), log=True, whole=True)
    dotted = " Dotted: the largest stable rate in theory." if bounds else ""
    gap_about = f"After {steps} steps. A line ends where the gap is over {number(HEIGHT)} times that of the start, not finite, or not above 0.{dotted} {HAND}"
    steps_about = f"Steps until the gap is within 1 % of the start's and stays there to step {steps}; from {number(least)} up. No line: never.{dotted} {HAND}"
    return [
        chart("gap", f"Gap after {steps} steps", gap_about, x, y, [*bounds, *_curves(found, gaps, dots_at, moves)]),
        chart(
            "settled", "Steps to 1 % of the start's gap", steps_about, x, steps_y,
            [*bounds, *_curves(found, settled, [float(one.here.settled[0]) for one in found], moves)],
        ),
    ]  # fmt: skip


def _cells(values: Any, known: Param) -> Spec:
    """An axis that reaches half a cell beyond its values."""
    log = known.log
    at = np.log(values) if log else np.asarray(values, float)
    half = (at[-1] - at[0]) / (len(at) - 1) / 2
    low, high = at[0] - half, at[-1] + half
    return axis(known.label.lower(), *((float(np.exp(low)), float(np.exp(high))) if log else (float(low), float(high))), log=log)


def _seen(x: ArrayLike, y: ArrayLike, turned: bool) -> tuple[ArrayLike, ArrayLike]:
    return (y, x) if turned else (x, y)


def _mark(x: ArrayLike, y: ArrayLike, shape: str) -> list[Spec]:
    """A white sign with an edge in the text's colour, to be seen on every ground."""
    return [dots(x, y, marker=shape, size=9, colour=""), dots(x, y, "#ffffff", marker=shape, size=6)]


def _theory(optimizer: Optimizer, found: StabilityMap, quadratic: Quadratic | None) -> list[Spec]:
    """The edge of stability and the best point in theory, where one axis is the rate and the other the momentum."""
    if quadratic is None or {found.x.name, found.y.name} != {"lr", "momentum"} or not isinstance(optimizer, (Momentum, Nesterov)):
        return []
    turned = found.y.name == "lr"
    values = (found.x if turned else found.y).values
    momenta = np.linspace(values[0], values[-1], 101)
    edge, best = stable_edge(optimizer, "momentum", momenta, quadratic.steepest), best_point(optimizer, *quadratic)
    marks = [] if edge is None else [line(*_seen(edge, momenta, turned), dashed=True)]
    return marks + ([] if best is None else _mark(*_seen([best[0]], [best[1]], turned), "up"))


def stability(optimizer: Optimizer, found: StabilityMap, quadratic: Quadratic | None = None, click: tuple[str, str] | None = None) -> list[Spec]:
    """Two maps over two numbers of a rule, steps and pace, the rule at hand a diamond. click: the settings that a click sets, along x and along y."""
    known = dict(params_of(optimizer))
    across, up = known[found.x.name], known[found.y.name]
    x, y = _cells(found.x.values, across), _cells(found.y.values, up)
    more = _picked(dict(zip("xy", click, strict=True)), {"x": across, "y": up}) if click else {}
    theory = _theory(optimizer, found, quadratic)
    here = _mark([getattr(optimizer, found.x.name)], [getattr(optimizer, found.y.name)], "diamond")
    with np.errstate(divide="ignore"):
        steps = np.where(found.diverged, np.nan, np.log10(found.settled))
    pace = np.where(found.diverged, np.nan, found.pace)
    told = " Grey: in the last half of the run it was not finite, or above that of the start." + (
        " Dashed: the edge of theory; triangle: its best." if theory else ""
    )
    maps = (
        ("steps", "Steps to 1 % of the start's gap", f"Striped: it did not get there within the run.{told}", steps, _steps_map(steps)),
        (
            "pace",
            "How fast, near the end",
            f"Orders of magnitude of the gap per step, in the last half, or before it was within 10⁻¹² of the start's. Striped: it was there at once.{told}",
            pace,
            _pace_map(pace),
        ),
    )
    return [chart(key, title, f"Click to go there. {about}", x, y, [drawn, _others(found, z), *theory, *here], **more) for key, title, about, z, drawn in maps]


def _ends(z: Any) -> tuple[float, float]:
    finite = z[np.isfinite(z)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)


def _steps_map(z: Any) -> Spec:
    """Of log₁₀ steps: the fewest are the loudest. At the bar: the ends, then 1, 2, 5, 10, … between them."""
    low, high = _ends(z)
    between = [np.log10(digit) + power for power in range(int(high) + 1) for digit in (1, 2, 5)]
    return heat(z, "steps", high, low, power=True, ticks=[low, high, *(float(tick) for tick in between if low < tick < high)])


def _pace_map(z: Any) -> Spec:
    """Of orders of magnitude per step: the fastest are the loudest. At the bar: round numbers."""
    low, high = _ends(z)
    raw = (high - low) / 8 or 1.0
    unit = 10.0 ** np.floor(np.log10(raw))
    step = next(unit * digit for digit in (1, 2, 5, 10) if unit * digit >= raw)
    ticks = step * np.arange(np.ceil(low / step), np.floor(high / step) + 1)
    return heat(z, "powers of ten per step", low, high, ticks=ticks.tolist() or [low])


def _others(found: StabilityMap, z: Any) -> Spec:
    """Where there is no number: diverged, else striped, and nothing in rows that are not done."""
    row, column = np.indices(z.shape)
    stripes = np.where(found.done & np.isnan(z), (row + column) // STRIPE % 2 / 2, np.nan)
    return {**heat(np.where(found.diverged, 1.0, stripes), "", 0.0, 1.0), "stops": OTHERS}


def title_of(shown: str, protocol: tuple[str, str]) -> str:
    """What is shown of a protocol, in words."""
    return f"{shown}: {WAYS[protocol[0]]}, {BUDGETS[protocol[1]]}"


def results(contest: Contest) -> list[Spec]:
    """Who won how often, and how near they all came, two charts per protocol; charts of one kind have one axis."""
    reach = _reach(contest) if contest.done else (0.0, 0.0)
    return [one for protocol in PROTOCOLS for one in (_won(contest, protocol), _ended(contest, protocol, *reach))] if contest.done else []


def _won(contest: Contest, protocol: tuple[str, str]) -> Spec:
    """A bar for each rule that won at all, the most frequent above."""
    shares = contest.wins()[PROTOCOLS.index(protocol)]
    order = [i for i in np.argsort(-shares, kind="stable") if shares[i] > 0]
    rows = [(contest.labels[i], colour(contest.labels[i]), 0.0, float(shares[i]), float(shares[i])) for i in order]
    about = f"Share of {contest.done} starts and seeds in which a rule ended lowest. Who came within 10⁻¹² of the start's gap has arrived, and shares the win."
    y = axis("", 0.0, float(max(1, len(rows))), bare=True)
    x = axis("share of races won", 0.0, 1.0 + ROOM, whole=True, percent=True, until=1.0)
    return chart(f"wins-{'-'.join(protocol)}", title_of("Wins", protocol), about, x, y, [spans(rows)])


def _reach(contest: Contest) -> tuple[float, float]:
    """From the lowest median of all protocols, down to DEPTH, up to HEIGHT times the largest gap at a start."""
    top = min(float(np.max(contest.first)) or 1.0, FAR / HEIGHT)
    least = max(DEPTH * top, float(np.min(contest.quantiles(0.5), initial=top)) / 10, NEAR)
    return least, HEIGHT * top


def _ended(contest: Contest, protocol: tuple[str, str], least: float, most: float) -> Spec:
    """|f − f*| at the end: 10 %, median and 90 % over the cases, the lowest median above."""
    quantiles = np.array([contest.quantiles(share)[PROTOCOLS.index(protocol)] for share in (0.1, 0.5, 0.9)])
    order = [int(i) for i in np.argsort(quantiles[1], kind="stable") if quantiles[1][i] < np.inf]
    rows = [_bar(contest.labels[i], quantiles[:, i].tolist(), least) for i in order]
    x = axis("|f − f*| at the end", least, min(FAR, most * (most / least) ** ROOM), log=True, until=most)
    about = f"10 % to 90 % of {contest.done} starts and seeds; thick: the median. Not drawn: half of them not finite."
    y = axis("", 0.0, max(1, len(rows)) + 0.5, bare=True)  # and room for a name above the first
    return chart(f"gaps-{'-'.join(protocol)}", title_of("Gaps", protocol), about, x, y, [spans(rows)])


def _bar(label: str, quantiles: list[float], least: float) -> tuple[str, str, float, float, float]:
    """A row whose median is left of the frame stands at its edge, and says "under"."""
    low, middle, high = (min(FAR, max(least, value)) for value in quantiles)
    return f"{label} under" if quantiles[1] < least else label, colour(label), low, middle, high


def bands(found: Sequence[tuple[str, Band]], steps: int) -> Spec:
    """Gap against step over many seeds: per rule (label, band) the median, and faintly the 10 % and the 90 % quantile."""
    every = 1 + steps // POINTS
    at = np.arange(0, steps + 1, every)
    marks = [line(at, part[at], colour(label), faint=True, dashed=True) for label, band in found for part in (band.low, band.high)]
    marks += [line(at, band.median[at], colour(label), label) for label, band in found]
    first = max((float(band.median[0]) for _, band in found), default=1.0) or 1.0
    drawable = [band.low[(band.low > 0) & np.isfinite(band.low)] for _, band in found]
    drawn = f" Every {every}th step is drawn." if every > 1 else ""
    about = f"64 seeds of the gradient noise, the same for all rules. Line: median; dashed: 10 % and 90 %.{drawn}"
    y = _gap_axis(first, [float(part.min()) for part in drawable if part.size])
    return chart("bands", "Gap over 64 seeds of noise", about, axis("step", 0, steps, whole=True), y, marks)
