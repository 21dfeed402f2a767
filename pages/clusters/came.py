"""What came of what an example asks to try: whole sentences with the numbers before and now."""

import numpy as np

from dl_core.experiments import grouping
from kit.messages import Message, _
from kit.number_format import number
from pages.clusters.facts import NoPoints, Plane
from pages.clusters.runs import RUNS, Elbow, Starts, TooFew
from pages.clusters.view import WAYS


def steps(before: Plane | NoPoints, now: Plane | NoPoints) -> list[Message]:
    """The inertia where it stands and where it ends."""
    if isinstance(before, NoPoints) or isinstance(now, NoPoints):
        return [_("There is no point to group.")]
    ends = [number(one.inertia[-1], 4) for one in (before, now)]
    says = [_("It ends at inertia {now} instead of {before}.", now=ends[1], before=ends[0])]
    if now.half and before.half and now.half != before.half:
        here = [number(one.inertia[one.half - 1], 4) for one in (before, now)]
        says = [_("The inertia is {now} here instead of {before}.", now=here[1], before=here[0])]
    if now.truth is not None and before.truth is not None:
        nmi = [number(one.truth or 0.0, 2) for one in (before, now)]
        says.append(_("NMI with the true groups: {now} instead of {before}.", now=nmi[1], before=nmi[0]))
    return says


def starts(before: Starts | TooFew | None, now: Starts | TooFew) -> list[Message]:
    """How many starts come near the best."""
    if isinstance(now, TooFew):
        return [_("Different points: only {points}.", points=now.points)]
    if isinstance(before, Starts) and before.inertias.keys() >= now.inertias.keys():
        return [
            _(
                "{way}: {now} of {runs} starts near the best instead of {before}.",
                way=WAYS[way],
                now=round(RUNS * now.share(way)),
                before=round(RUNS * before.share(way)),
                runs=RUNS,
            )
            for way in now.inertias
        ]
    return [
        _(
            "{way}: {now} of {runs} starts near the best.",
            way=WAYS[way],
            now=round(RUNS * now.share(way)),
            runs=RUNS,
        )
        for way in now.inertias
    ]


def elbow(before: Elbow | TooFew | None, now: Elbow | TooFew) -> list[Message]:
    """The share at four clusters and what is taken."""
    if isinstance(now, TooFew):
        return [_("Different points: only {points}.", points=now.points)]
    if len(now.data) < 4:
        return []
    share = number(np.exp(now.data[3].own - now.data[0].own), 2)
    says = [_("With four clusters the inertia is {share} of that of one.", share=share)]
    if k := grouping.chosen(now.data):
        says.append(_("The gap statistic takes {k}.", k=k))
    return says
