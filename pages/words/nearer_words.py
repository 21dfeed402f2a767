"""What is said of what man is nearer to."""

import numpy as np

from kit.messages import Message, _
from kit.number_format import number, percent
from kit.page import Sentence, say
from pages.words.nearer import SEEDS, SHARES, Nearer


def nearer(facts: Nearer) -> list[Sentence]:
    """The order at the dial, where it turns, and what counting says."""
    says = [say(_now(facts)), say(_analogies(facts))]
    if facts.band.shape[1] == SEEDS:
        says.append(say(_turns(facts)))
    says.append(say(_counted(facts)))
    return says


def wins(facts: Nearer) -> int:
    """In how many seeds man is nearer to woman at the dial."""
    return int((facts.now[:, 0] > facts.now[:, 1]).sum())


def _now(facts: Nearer) -> Message:
    return _(
        "At the dial man is nearer to woman in {wins} of {seeds} seeds: cosine {woman} with woman and {car} "
        "with car, on average.",
        wins=wins(facts),
        seeds=SEEDS,
        woman=number(facts.now[:, 0].mean(), 2),
        car=number(facts.now[:, 1].mean(), 2),
    )


def _analogies(facts: Nearer) -> Message:
    return _(
        "Analogies between people that are right there, nothing left out: {share} on average. Which words "
        "are near does not say which directions are parallel.",
        share=percent(facts.right.mean()),
    )


def turning(facts: Nearer) -> tuple[float, float]:
    """Up to which share man is nearer to woman in all seeds, and from which on to car; nan where for none."""
    closer = facts.band[:, :, 0] > facts.band[:, :, 1]
    shares = np.array(SHARES)
    from_the_left = np.logical_and.accumulate(closer.all(axis=1))
    from_the_right = np.logical_and.accumulate(np.flip((~closer).all(axis=1)))[::-1]
    return (
        float(shares[from_the_left].max()) if from_the_left.any() else float("nan"),
        float(shares[from_the_right].min()) if from_the_right.any() else float("nan"),
    )


def _turns(facts: Nearer) -> Message:
    until, since = turning(facts)
    if np.isnan(until) or np.isnan(since):
        return _("Along the dial the {seeds} seeds do not agree at both ends.", seeds=SEEDS)
    return _(
        "Of the shares on the curve: up to {until} man is nearer to woman in all {seeds} seeds, from "
        "{since} on nearer to car in all; between, it depends on the seed.",
        seeds=SEEDS,
        until=number(until),
        since=number(since),
    )


def _counted(facts: Nearer) -> Message:
    closer = facts.counted[:, 0] > facts.counted[:, 1]
    return _(
        "Counted without vectors (rows of the positive PMI), man is nearer to woman up to a share of "
        "{until}: it depends on the method, too.",
        until=number(np.array(SHARES)[closer].max()),
    )
