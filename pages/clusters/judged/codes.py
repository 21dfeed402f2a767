"""The part "Pixels or codes": how it is drawn, and what is said of it."""

import numpy as np

from kit.charts import Spec, axis, ridge, spans
from kit.charts import chart as drawn
from kit.messages import Message, _
from kit.number_format import number
from kit.page import Sentence, say
from kit.tables import NO_TABLE
from kit.theme import COLOURS
from pages.clusters.judged.grouped import NoTable
from pages.clusters.judged.runs import Compared
from pages.clusters.judged.words import learns
from pages.clusters.runs import RUNS, TooFew
from pages.clusters.view import CODES
from pages.clusters.words import too_few

LOOKS = dict(zip(CODES, (COLOURS[name][0] for name in ("Momentum", "SGD", "Nesterov")), strict=True))
NMI, PURITY = 1, 2  # columns of a run
BARS = 40


def charts(facts: Compared | TooFew | NoTable) -> list[Spec]:
    """NMI and purity of each kind of code, and the NMI of all runs."""
    if not isinstance(facts, Compared):
        return []
    titles = ((NMI, "nmi", _("NMI")), (PURITY, "purity", _("Purity")))
    return [*(_spans(facts, *one) for one in titles), _ridges(facts)]


def _spans(facts: Compared, column: int, key: str, title: str) -> Spec:
    rows = [
        (CODES[kind], LOOKS[kind], found[:, column].min(), facts.best(kind)[column], found[:, column].max())
        for kind, found in facts.rows.items()
    ]
    about = _(
        "Of {runs} runs of each: from the lowest to the highest; the mark is the run of the lowest inertia.",
        runs=RUNS,
    )
    y = axis("", 0, max(1, len(rows)), bare=True)
    return drawn(key, title, about, axis("", 0.0, 1.0), y, [spans(rows)] if rows else [])


def _ridges(facts: Compared) -> Spec:
    if not facts.rows:
        return drawn("runs", _("NMI of all runs"), "", axis(_("NMI"), 0, 1), axis("", bare=True), [])
    every = np.concatenate([found[:, NMI] for found in facts.rows.values()])
    low, high = float(every.min()), float(every.max())
    high = max(high, low + 0.01)
    rows = [
        (
            number(np.median(found[:, NMI])),
            CODES[kind],
            low,
            high,
            np.histogram(found[:, NMI], BARS, (low, high))[0],
        )
        for kind, found in facts.rows.items()
    ]
    about = _("One count for each of {runs} runs. Left: the median.", runs=RUNS)
    marks = [ridge(rows, LOOKS["pixels"])]
    return drawn("runs", _("NMI of all runs"), about, axis(_("NMI"), low, high), axis("", bare=True), marks)


def words(facts: Compared | TooFew | NoTable) -> list[Sentence]:
    """NMI and purity of the run of the lowest inertia, of each."""
    if isinstance(facts, NoTable):
        return [say(NO_TABLE)]
    if isinstance(facts, TooFew):
        return too_few(facts)
    says = [say(_told(facts, kind)) for kind in facts.rows]
    if facts.learns:
        says.append(say(learns(facts.view)))
    return says or [say(_("The first starts are under way."))]


def _told(facts: Compared, kind: str) -> Message:
    best, runs = facts.best(kind), facts.rows[kind]
    return _(
        "Grouped by {kind}, {width} numbers a sample: with the lowest inertia NMI {nmi}, purity {purity}; "
        "median of the runs NMI {median}.",
        kind=CODES[kind],
        width=facts.widths[kind],
        nmi=number(best[NMI]),
        purity=number(best[PURITY]),
        median=number(np.median(runs[:, NMI])),
    )


def came(before: Compared | TooFew | NoTable | None, now: Compared | TooFew | NoTable) -> list[Message]:
    """NMI with the lowest inertia, of each."""
    if not isinstance(now, Compared):
        return []
    if not isinstance(before, Compared):
        return [_told(now, kind) for kind in now.rows]
    return [
        _(
            "Grouped by {kind}: NMI {nmi} with the lowest inertia, in the example {before}.",
            kind=CODES[kind],
            nmi=number(now.best(kind)[NMI]),
            before=number(before.best(kind)[NMI]),
        )
        for kind in now.rows
        if kind in before.rows
    ]
