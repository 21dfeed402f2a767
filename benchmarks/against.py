"""`python -m benchmarks browser --against COMMIT`: whether this tree answers a hand as fast as another
version of it.

Half of the lines of one run are slower than those of the last by noise alone. So both versions are served at
the same time, by one Python environment, and pressed in turn: each press is a pair of neighbours in time, and
neither version always goes first. Of each pair counts the ratio; of a line the median of its ratios, with the
interval of benchmarks.verdict.paired_ratio. No ends of an interval are moved for the number of lines: each is
asked whether it lies wholly above MOST_OVER, which noise alone does to far fewer than one in forty.

Two servers and a browser with the pages of both take some 9 GB.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from statistics import median
from typing import Any

from playwright.sync_api import TimeoutError as Unanswered

from benchmarks.lines import Line, Missing
from benchmarks.process import wait_until_rested
from benchmarks.stage import ANSWER, Stage, browser, ours
from benchmarks.verdict import Ratio, paired_ratio, verdict
from benchmarks.versions import THIS, Refused, Version, other_requirements, version

WARM_UP = 3  # presses, not counted
MOST_OVER = 1.05
Pairs = list[tuple[float, float]]  # milliseconds of this tree and of the other version, press by press


def turns(presses: int) -> Iterator[tuple[int, tuple[int, int]]]:
    """Each turn with the order of the two versions. It changes every second turn, and the arrow every turn:
    each version goes first with either arrow."""
    return ((turn, (0, 1) if turn // 2 % 2 else (1, 0)) for turn in range(WARM_UP + presses))


def in_turn(
    lines: Sequence[Line], presses: int, press: Callable[[int, Line, int], float]
) -> dict[str, Pairs]:
    """What every line took. press: milliseconds of version 0 or 1 for a line at a turn."""
    pairs: dict[str, Pairs] = {line.name: [] for line in lines}
    for turn, order in turns(presses):
        for line in lines:
            took = {which: press(which, line, turn) for which in order}
            if turn >= WARM_UP:
                pairs[line.name].append((took[0], took[1]))
    return pairs


def common(
    lines: Sequence[Line], names: Sequence[str], reach: Callable[[int, Line], Any]
) -> tuple[list[Line], list[str]]:
    """The lines that all versions have, and of each other one a sentence. reach: raises Missing where a
    version has no such page or control."""
    kept, skipped = [], []
    for line in lines:
        missing = []
        for which, name in enumerate(names):
            try:
                reach(which, line)
            except Missing as why:
                missing.append(f"{name} has {why}")
        if missing:
            skipped.append(f"Skipped: {line.name}: {' and '.join(missing)}.")
        else:
            kept.append(line)
    return kept, skipped


def measure(versions: Sequence[Version], lines: Sequence[Line], presses: int) -> dict[str, Pairs]:
    """Serve the versions and press. Raises Refused if they have no line in common."""
    names = [one.name for one in versions]
    with ExitStack() as stack:
        bases = []
        for one in versions:  # one after the other: while one compiles, the other would only be slower at it
            print(
                f"Starting {one.name}, and waiting until it has made all that it makes by itself", flush=True
            )
            bases.append(stack.enter_context(ours(one.root, one.cache)))
            wait_until_rested(bases[-1].pid)
        chromium = stack.enter_context(browser())
        stages: dict[tuple[int, str], Stage] = {}

        def reach(which: int, line: Line) -> None:
            if (which, line.page) not in stages:
                stages[which, line.page] = line.open(chromium, bases[which])
            line.target(stages[which, line.page])

        def press(which: int, line: Line, turn: int) -> float:
            try:
                return line.press(stages[which, line.page], turn).shown
            except (Unanswered, Missing):  # a median can bear some, and tells if there are many
                return float(ANSWER)

        kept, skipped = common(lines, names, reach)
        print("\n".join(skipped), end="\n" if skipped else "", flush=True)
        if not kept:
            raise Refused(f"{' and '.join(names)} have no line in common: there is nothing to compare.")
        for base in bases:
            wait_until_rested(base.pid)
        print(f"{presses} presses each", flush=True)
        return in_turn(kept, presses, press)


def row(name: str, pairs: Pairs) -> tuple[str, Ratio]:
    """A line of the table, and its ratio."""
    these, those = zip(*pairs, strict=True)
    found = paired_ratio(these, those)
    text = (
        f"{name:<38}{median(these):>11.0f}{median(those):>11.0f}{found.middle:>10.2f}{found.low:>12.2f} "
        f"to {found.high:.2f}"
    )
    return text + (f"   above {MOST_OVER:g}" if found.low > MOST_OVER else ""), found


def report(names: Sequence[str], measured: dict[str, Pairs]) -> str:
    """The table and the verdict."""
    this, that = names
    said = [f"{'ms to the frame that shows it':<38}{this:>11}{that:>11}{'ratio':>10}{'95 % interval':>20}"]
    lowest = {}
    for name, pairs in measured.items():
        text, ratio = row(name, pairs)
        lowest[name] = ratio.low
        said.append(text)
    for which, version_name in enumerate(names):
        if silent := sum(pair[which] >= ANSWER for pairs in measured.values() for pair in pairs):
            said.append(
                f"{version_name}: {silent} presses were not answered within {ANSWER / 1000:g} s, and "
                f"count as that."
            )
    said.append(
        f"Ratio: the median of {this}/{that} of each pair of presses; it is not the ratio of the two medians."
    )
    worst = max(lowest, key=lambda name: lowest[name])
    return "\n".join(
        [
            *said,
            verdict(
                f"No line's interval lies wholly above {MOST_OVER:g}; highest lower end ({worst})",
                lowest[worst],
                MOST_OVER,
            ),
        ]
    )


def main(commit: str, lines: Sequence[Line], presses: int) -> None:
    """Print the table and the verdict. Raises Refused."""
    with version(commit) as other:
        theirs, here = other_requirements(other.root)
        if theirs or here:
            asked = (
                f"{other.name} asks for {', '.join(theirs) or 'nothing'} where this tree asks for "
                f"{', '.join(here) or 'nothing'}"
            )
            print(
                f"{asked}: both are served by the packages of this environment, so what other "
                f"packages change is not measured."
            )
        print(report([THIS.name, other.name], measure([THIS, other], lines, presses)))
