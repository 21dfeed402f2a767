"""What the page says of its facts: whole sentences, in one place."""

import numpy as np

from dl_core.experiments import grouping
from kit.messages import Message, _
from kit.number_format import number
from kit.page import Sentence, say
from pages.clusters.facts import NoPoints, Plane
from pages.clusters.runs import RUNS, Elbow, Starts, TooFew, is_plane
from pages.clusters.view import LARGEST, WAYS


def steps(facts: Plane | NoPoints) -> list[Sentence]:
    """What the half step has done, where it ends, and what is to be known of it."""
    if isinstance(facts, NoPoints):
        return [say(_("There is no point yet: click in the plane to place one."))]
    says = [say(_now(facts))]
    if facts.settled is None:
        says.append(say(_("It has not come to rest within {half} half steps.", half=len(facts.inertia))))
    else:
        says.append(
            say(
                _(
                    "It comes to rest after {half} half steps, at inertia {last}.",
                    half=facts.settled,
                    last=number(facts.inertia[-1], 4),
                )
            )
        )
    if facts.empty:
        says.append(say(_empty(facts), "alarm"))
    if rises := _rises(facts):
        says.append(
            say(
                _(
                    "Inertia rises at half step {half}: the data point nearest to the mean is farther from "
                    "it than the centre before was.",
                    half=rises,
                ),
                "alarm",
            )
        )
    if facts.truth is not None:
        says.append(
            say(
                _(
                    "Beside the groups that the points were drawn from: NMI {nmi} (1: the same groups).",
                    nmi=number(facts.truth, 2),
                )
            )
        )
    if facts.view["stretch"] != 1:
        says.append(
            say(
                _(
                    "The two axes are drawn to two scales: a distance along the first is {stretch} times as "
                    "long as it looks beside one along the second.",
                    stretch=number(facts.view["stretch"]),
                )
            )
        )
    return says


def _rises(facts: Plane) -> int | None:
    """The first half step at which the inertia is higher than before, beyond rounding; of means none is."""
    if facts.view["target"] == "mean":
        return None
    higher = np.flatnonzero(np.diff(facts.inertia) > 1e-9 * facts.inertia[0])
    return int(higher[0]) + 2 if len(higher) else None


def _now(facts: Plane) -> Message:
    if not facts.half:
        return _(
            "{centres} centres are placed, no point is assigned yet. Move Half step.",
            centres=len(facts.centres),
        )
    now = number(facts.inertia[facts.half - 1], 4)
    if facts.half == 1:
        return _("Each point is assigned to its nearest centre: inertia {now}.", now=now)
    given = {"half": facts.half, "now": now, "before": number(facts.inertia[facts.half - 2], 4)}
    if facts.settled is not None and facts.half > facts.settled:
        return _("Half step {half}, nothing changes any more: inertia {now}.", **given)
    if facts.half % 2:
        return _("Half step {half}, points are assigned: inertia {now} after {before}.", **given)
    return _("Half step {half}, centres have moved: inertia {now} after {before}.", **given)


def _empty(facts: Plane) -> Message:
    given = {"count": len(facts.empty), "half": 2 * ((facts.half + 1) // 2) - 1}
    if facts.view["empty"] == "move" and not facts.inertia[given["half"] - 1]:
        return _(
            "Clusters without a point at half step {half}: {count}. All points stand in their centres, so "
            "none moves.",
            **given,
        )
    if facts.view["empty"] == "move":
        return _(
            "At half step {half}, clusters without a point: {count}. The centre moves to the point that is "
            "farthest from its own, as in scikit-learn.",
            **given,
        )
    return _(
        "At half step {half}, clusters without a point: {count}. There is no mean: the centre stays where it "
        "is. scikit-learn would move it to the point that is farthest from its own.",
        **given,
    )


def too_few(facts: TooFew) -> list[Sentence]:
    """Why there is nothing to compute."""
    return [
        say(
            _(
                "Different points: {points}, and {k} are needed: give more, or ask for fewer clusters.",
                points=facts.points,
                k=facts.k,
            ),
            "alarm",
        )
    ]


def starts(facts: Starts | TooFew) -> list[Sentence]:
    """How often each way comes near the best."""
    if isinstance(facts, TooFew):
        return too_few(facts)
    if not facts.inertias:
        return [say(_("The first hundred starts are under way."))]
    says = [say(_ends(facts, way, float(found.max()))) for way, found in facts.inertias.items()]
    says.append(say(_("Lowest inertia of all: {best}.", best=number(facts.best, 5))))
    if not is_plane(facts.view):
        says.append(say(_("Pixels from 0 to 1, 1,797 digits of 64 pixels.")))
    return says


def _ends(facts: Starts, way: str, worst: float) -> Message:
    """Where the starts of one way end; of an inertia of 0 nothing is a multiple."""
    given = {"way": WAYS[way], "count": round(RUNS * facts.share(way)), "runs": RUNS}
    if not facts.best:
        return _(
            "{way}: {count} of {runs} starts end at inertia 0, the worst at {worst}.",
            **given,
            worst=number(worst),
        )
    return _(
        "{way}: {count} of {runs} starts end within 1 % of the lowest inertia, the worst {worst} times as "
        "high.",
        **given,
        worst=number(worst / facts.best),
    )


def elbow(facts: Elbow | TooFew) -> list[Sentence]:
    """What the gap statistic takes, and that uniform points have a falling curve, too."""
    if isinstance(facts, TooFew):
        return too_few(facts)
    if len(facts.data) < LARGEST:
        return [say(_("The numbers of clusters are computed one after the other."))]
    shares = [number(np.exp(rows[3].own - rows[0].own), 2) for rows in (facts.data, facts.uniform)]
    return [
        say(_taken(grouping.chosen(facts.data))),
        say(_taken_of_uniform(grouping.chosen(facts.uniform))),
        say(
            _(
                "With four clusters the inertia is {data} of that of one cluster; of uniform points it is "
                "{uniform}: more clusters always lower it, groups or not.",
                data=shares[0],
                uniform=shares[1],
            )
        ),
    ]


def _taken(k: int | None) -> Message:
    if k is None:
        return _("The gap statistic takes no number of clusters up to {most}.", most=LARGEST - 1)
    return _("The gap statistic takes {k} for the data.", k=k)


def _taken_of_uniform(k: int | None) -> Message:
    if k is None:
        return _("Of the uniform points it takes none up to {most}.", most=LARGEST - 1)
    return _("Of the uniform points, which have no groups, it takes {k}.", k=k)
