"""A fair race: who wins depends on who chose the rates, and on what is counted."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.race import Course, Entry, lowest_loss, lowest_of
from dl_core.experiments.sweep import ARRIVED, Ends, ends, lowest_end, plan
from dl_core.experiments.tuning import CANDIDATES, Box, candidate_rates
from dl_core.noise import Noise
from dl_core.optimizers import SGD
from dl_core.optimizers.base import Optimizer

Floats = NDArray[np.float64]
WAYS = ("own", "same", "tuned")
BUDGETS = ("steps", "gradients")
PROTOCOLS = tuple(itertools.product(WAYS, BUDGETS))
TOGETHER = candidate_rates(SGD)  # where the one rate for all is looked for: 1e-5 to 10


class Contest(NamedTuple):
    """Final gaps f − f* and the rates that led there, both (len(PROTOCOLS), rules, cases done); first: |f −
    f*| at the starts (cases done,).

    own: the entry's rate. same: one rate for all, if not given the one of TOGETHER with the smallest median
    over the rules of |final gap|. tuned: the best of each rule's candidates, as `tuned_rate`. All but own and
    a given rate are chosen anew in each case, for its start and its noise. steps: T steps each. gradients: T
    gradient evaluations each; a Hessian counts as two, a step of random search as one.
    """

    labels: tuple[str, ...]
    cases: int
    gaps: Floats
    rates: Floats
    first: Floats

    @property
    def done(self) -> int:
        """How many cases have been run."""
        return len(self.first)

    def scores(self) -> Floats:
        """|f − f*|, inf for what is not finite: a loss below f* (McCormick has no bottom outside its box)
        is as far off as it is low."""
        return np.where(np.isfinite(self.gaps), np.abs(self.gaps), np.inf)

    def wins(self) -> Floats:
        """Share of the cases that each rule won (len(PROTOCOLS), rules): smallest score; all within ARRIVED
        of the start's gap share one win. nan before the first case; nobody wins a case in which nothing is
        finite."""
        scores = self.scores()
        best = scores.min(axis=1, keepdims=True)
        won = (scores <= np.maximum(best, ARRIVED * self.first)) & np.isfinite(scores)
        shares = won / np.maximum(1, won.sum(axis=1, keepdims=True))
        return shares.sum(axis=2) / self.done if self.done else np.full(shares.shape[:2], np.nan)

    def arrived(self) -> Floats:
        """Share of the cases in which each rule came within 1 % of the start's gap by the last step
        (len(PROTOCOLS), rules); nan before the first."""
        near = self.scores() <= 0.01 * self.first
        return near.sum(axis=2) / self.done if self.done else np.full(near.shape[:2], np.nan)

    def quantiles(self, share: float) -> Floats:
        """This quantile over the cases of the score (len(PROTOCOLS), rules), as one that occurred; .5 is the
        (lower) median. nan before the first case."""
        scores = self.scores()
        return (
            np.quantile(scores, share, axis=2, method="inverted_cdf")
            if self.done
            else np.full(scores.shape[:2], np.nan)
        )


def starts_in(box: Box, count: int, seed: int) -> Floats:
    """Starts drawn evenly from the box: (count, 2)."""
    return np.random.default_rng((seed, 6)).uniform(box[::2], box[1::2], (count, 2))


def contest(
    entries: Sequence[Entry],
    course: Course,
    starts: Floats,
    seeds: Sequence[float] = (0.0,),
    common: float | None = None,
) -> Iterator[Contest]:
    """Every rule under every protocol from every start with every seed of noise; yields the cases done after
    each rule of each case, the empty ones first.

    `course` gives all but start and seed. Random search draws its proposals with its own seed plus the number
    of the case. One rate for all: `common`.
    """
    empty = np.zeros((len(PROTOCOLS), len(entries), 0))
    found = Contest(
        tuple(entry.optimizer.label for entry in entries), len(starts) * len(seeds), empty, empty, np.zeros(0)
    )
    yield found
    lowest = lowest_of(course)
    for number, (seed, start) in enumerate(itertools.product(seeds, starts)):
        case = course._replace(
            start=(float(start[0]), float(start[1])), noise=Noise(course.noise.sigma, seed)
        )
        first, table = abs(lowest_loss(case.loss, [start]) - lowest), []
        for entry in entries:
            table.append(_runs(_of_case(entry, number), case, lowest, common))
            if len(table) < len(entries):
                yield found
        gaps, rates = _chosen(entries, table, case.box, common)
        found = found._replace(
            gaps=np.append(found.gaps, gaps[..., None], axis=2),
            rates=np.append(found.rates, rates[..., None], axis=2),
            first=np.append(found.first, first),
        )
        yield found


def steps_for(rule: type[Optimizer], budget: str, steps: int) -> int:
    """How many steps a rule gets: all, or as many as `steps` gradient evaluations pay for, at least one."""
    return steps if budget == "steps" else max(1, steps // rule.evaluations)


def _of_case(entry: Entry, number: int) -> Entry:
    own = getattr(entry.optimizer, "seed", None)
    return entry if own is None else entry._replace(optimizer=replace(entry.optimizer, seed=own + number))  # type: ignore[type-var]


def _runs(entry: Entry, case: Course, lowest: float, common: float | None) -> list[Ends]:
    """One `Ends` of all the rates per budget."""
    lengths = [steps_for(type(entry.optimizer), budget, case.steps) for budget in BUDGETS]
    rates = _rates(entry, common)
    runs = {
        steps: ends(entry.optimizer, rates, plan(case._replace(steps=steps), entry.schedule, lowest))
        for steps in set(lengths)
    }
    return [runs[steps] for steps in lengths]


def _rates(entry: Entry, common: float | None) -> Floats:
    """The rule's candidates, those for all, the given one for all, the entry's own."""
    own = float(entry.optimizer.lr)
    return np.concatenate(
        [candidate_rates(type(entry.optimizer)), TOGETHER, [own if common is None else common, own]]
    )


def _chosen(
    entries: Sequence[Entry], table: Sequence[list[Ends]], box: Box, common: float | None
) -> tuple[Floats, Floats]:
    """Gaps and rates of one case, both (len(PROTOCOLS), rules)."""
    gaps, rates = np.zeros((2, len(PROTOCOLS), len(entries)))
    tried = [_rates(entry, common) for entry in entries]
    for row, (way, budget) in enumerate(PROTOCOLS):
        runs = [by_budget[BUDGETS.index(budget)] for by_budget in table]
        together = _one_for_all(runs) if common is None else 2 * CANDIDATES
        for column, run in enumerate(runs):
            at = {
                "own": -1,
                "same": together,
                "tuned": lowest_end(run.gap[:CANDIDATES], run.x[:CANDIDATES], box),
            }[way]
            gaps[row, column], rates[row, column] = run.gap[at], tried[column][at]
    return gaps, rates


def _one_for_all(runs: Sequence[Ends]) -> int:
    gaps = np.array([run.gap[CANDIDATES : 2 * CANDIDATES] for run in runs])
    scores = np.where(np.isfinite(gaps), np.abs(gaps), np.inf)
    return CANDIDATES + int(np.argmin(np.median(scores, axis=0)))
