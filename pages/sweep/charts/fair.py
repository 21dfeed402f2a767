"""Who wins a fair race, and how near all come: two charts for each protocol."""

import numpy as np

from dl_core.experiments.fair import PROTOCOLS, Contest
from kit.charts import Spec, axis, chart, spans
from kit.messages import _
from kit.theme import colour
from pages.sweep.charts.gaps import DEPTH, FAR, HEIGHT, NEAR
from pages.sweep.facts import Fair

ROOM = 1.0  # of the bars' range, beside it: for their names
WINS = {
    ("own", "steps"): _("Wins: own rates, equal steps"),
    ("own", "gradients"): _("Wins: own rates, equal gradients"),
    ("same", "steps"): _("Wins: one rate, equal steps"),
    ("same", "gradients"): _("Wins: one rate, equal gradients"),
    ("tuned", "steps"): _("Wins: best rates, equal steps"),
    ("tuned", "gradients"): _("Wins: best rates, equal gradients"),
}
GAPS = {
    ("own", "steps"): _("Gaps: own rates, equal steps"),
    ("own", "gradients"): _("Gaps: own rates, equal gradients"),
    ("same", "steps"): _("Gaps: one rate, equal steps"),
    ("same", "gradients"): _("Gaps: one rate, equal gradients"),
    ("tuned", "steps"): _("Gaps: best rates, equal steps"),
    ("tuned", "gradients"): _("Gaps: best rates, equal gradients"),
}


def charts(facts: Fair) -> list[Spec]:
    """Nothing before the first race is done."""
    return results(facts.contest) if facts.contest else []


def results(contest: Contest) -> list[Spec]:
    """Who won how often, and how near they all came, two charts per protocol; charts of one kind have one
    axis."""
    reach = _reach(contest) if contest.done else (0.0, 0.0)
    return (
        [
            one
            for protocol in PROTOCOLS
            for one in (_won(contest, protocol), _ended(contest, protocol, *reach))
        ]
        if contest.done
        else []
    )


def _won(contest: Contest, protocol: tuple[str, str]) -> Spec:
    """A bar for each rule that won at all, the most frequent above."""
    shares = contest.wins()[PROTOCOLS.index(protocol)]
    order = [i for i in np.argsort(-shares, kind="stable") if shares[i] > 0]
    rows = [
        (_(contest.labels[i]), colour(contest.labels[i]), 0.0, float(shares[i]), float(shares[i]))
        for i in order
    ]
    about = _(
        (
            "Share of {done} starts and seeds in which a rule ended lowest. Who came within 10⁻¹² of the "
            "start's gap has arrived, and shares the win."
        ),
        done=contest.done,
    )
    y = axis("", 0.0, float(max(1, len(rows))), bare=True)
    x = axis(_("share of races won"), 0.0, 1.0 + ROOM, whole=True, percent=True, until=1.0)
    return chart(f"wins-{'-'.join(protocol)}", WINS[protocol], about, x, y, [spans(rows)])


def _reach(contest: Contest) -> tuple[float, float]:
    """From the lowest median of all protocols, down to DEPTH, up to HEIGHT times the largest gap at a
    start."""
    top = min(float(np.max(contest.first)) or 1.0, FAR / HEIGHT)
    least = max(DEPTH * top, float(np.min(contest.quantiles(0.5), initial=top)) / 10, NEAR)
    return least, HEIGHT * top


def _ended(contest: Contest, protocol: tuple[str, str], least: float, most: float) -> Spec:
    """|f − f*| at the end: 10 %, median and 90 % over the cases, the lowest median above."""
    quantiles = np.array([contest.quantiles(share)[PROTOCOLS.index(protocol)] for share in (0.1, 0.5, 0.9)])
    order = [int(i) for i in np.argsort(quantiles[1], kind="stable") if quantiles[1][i] < np.inf]
    rows = [_bar(contest.labels[i], quantiles[:, i].tolist(), least) for i in order]
    x = axis(_("|f − f*| at the end"), least, min(FAR, most * (most / least) ** ROOM), log=True, until=most)
    about = _(
        "10 % to 90 % of {done} starts and seeds; thick: the median. Not drawn: half of them not finite.",
        done=contest.done,
    )
    y = axis("", 0.0, max(1, len(rows)) + 0.5, bare=True)  # and room for a name above the first
    return chart(f"gaps-{'-'.join(protocol)}", GAPS[protocol], about, x, y, [spans(rows)])


def _bar(label: str, quantiles: list[float], least: float) -> tuple[str, str, float, float, float]:
    """A row whose median is left of the frame stands at its edge, and says "under"."""
    low, middle, high = (min(FAR, max(least, value)) for value in quantiles)
    return (
        _("{rule} under", rule=_(label)) if quantiles[1] < least else _(label),
        colour(label),
        low,
        middle,
        high,
    )
