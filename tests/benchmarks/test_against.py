"""Two versions pressed in turn: pairs, their ratio, its interval, and what is said of it."""

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from benchmarks.against import WARM_UP, common, in_turn, report
from benchmarks.lines import KEY, LINES, Line, Missing, arrow
from benchmarks.stage import ANSWER
from benchmarks.verdict import FEWEST, paired_ratio

ONE, OTHER = Line("one", "race", ("sgd.lr",)), Line("other", "basins", ("steps",))


def on_a_busy_machine(
    chance: np.random.Generator, pairs: int, ratio: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds of two versions: log-normal noise of a fifth, bursts of others' work that last some
    presses and treble both, now and then a stray one."""
    burst = np.where(np.repeat(chance.random(pairs // 5 + 1) < 0.3, 5)[:pairs], 3.0, 1.0)
    stray = np.where(chance.random((2, pairs)) < 0.05, 10.0, 1.0)
    these, those = 50.0 * burst * np.exp(chance.normal(0.0, 0.2, (2, pairs))) * stray
    return ratio * these, those


@pytest.mark.parametrize("pairs", [15, 40])
def test_noise_alone_excludes_one_in_at_most_five_percent_of_the_runs(pairs: int) -> None:
    chance, runs = np.random.default_rng(0), 1500
    found = [paired_ratio(*on_a_busy_machine(chance, pairs)) for _ in range(runs)]
    most = stats.binom.ppf(0.999, runs, 0.05)  # of a share of 5 %, by chance
    assert sum(not ratio.low <= 1.0 <= ratio.high for ratio in found) <= most
    assert sum(ratio.low > 1.05 for ratio in found) <= stats.binom.ppf(0.999, runs, 0.025)


@pytest.mark.parametrize("true", [0.8, 1.05, 1.3])
def test_the_interval_covers_a_known_ratio_in_95_percent_of_the_runs(true: float) -> None:
    chance, runs = np.random.default_rng(1), 1500
    found = [paired_ratio(*on_a_busy_machine(chance, 40, true)) for _ in range(runs)]
    assert sum(ratio.low <= true <= ratio.high for ratio in found) >= stats.binom.ppf(0.001, runs, 0.95)
    assert np.median([ratio.middle for ratio in found]) == pytest.approx(true, rel=0.01)


def test_a_slower_version_is_found_through_bursts_that_are_larger_than_it() -> None:
    chance = np.random.default_rng(2)
    slower = [paired_ratio(*on_a_busy_machine(chance, 40, 1.5)).low > 1.05 for _ in range(300)]
    assert np.mean(slower) > 0.95


def test_the_ends_are_the_ratios_that_the_binomial_distribution_names() -> None:
    those = np.full(40, 50.0)
    ratios = np.linspace(0.81, 1.2, 40)
    found = paired_ratio(np.random.default_rng(3).permutation(ratios) * those, those)
    assert stats.binom.cdf(13, 40, 0.5) < 0.025 < stats.binom.cdf(14, 40, 0.5)
    assert (found.low, found.high) == (pytest.approx(ratios[13]), pytest.approx(ratios[26]))
    swapped = paired_ratio(those, np.random.default_rng(3).permutation(ratios) * those)
    assert swapped == pytest.approx((1 / found.middle, 1 / found.high, 1 / found.low))


def test_too_few_pairs_are_refused_and_the_fewest_span_all_of_them() -> None:
    times = np.arange(1.0, FEWEST + 1)
    with pytest.raises(ValueError, match=f"needs at least {FEWEST}"):
        paired_ratio(times[1:], times[1:])
    found = paired_ratio(times, np.ones(FEWEST))
    assert (found.low, found.high) == (pytest.approx(1.0), pytest.approx(float(FEWEST)))


def test_every_pair_is_one_turn_of_both_and_each_goes_first_as_often_with_either_arrow() -> None:
    pressed: list[tuple[int, str, int]] = []

    def press(which: int, line: Line, turn: int) -> float:
        pressed.append((which, line.name, turn))
        return 1000.0 * which + turn

    pairs = in_turn([ONE, OTHER], 40, press)
    assert pairs == {
        name: [(float(turn), 1000.0 + turn) for turn in range(WARM_UP, WARM_UP + 40)]
        for name in ("one", "other")
    }
    firsts = [(which, name, turn) for which, name, turn in pressed[::2]]
    assert [(name, turn) for _, name, turn in firsts] == [(name, turn) for _, name, turn in pressed[1::2]], (
        "the two of a pair are neighbours"
    )
    counted = Counter(
        (which, arrow(turn)) for which, name, turn in firsts if name == "one" and turn >= WARM_UP
    )
    assert counted == {(which, key): 10 for which in (0, 1) for key in ("ArrowLeft", "ArrowRight")}


def test_lines_that_one_version_lacks_are_skipped_with_a_word() -> None:
    lacking = {
        (1, "other"): "no page /basins",
        (0, "third"): "no slider for at on /race",
        (1, "third"): "no page /race",
    }

    def reach(which: int, line: Line) -> None:
        if why := lacking.get((which, line.name)):
            raise Missing(why)

    kept, skipped = common([ONE, OTHER, ONE._replace(name="third")], ["this tree", "abc1234"], reach)
    assert kept == [ONE]
    assert skipped == [
        "Skipped: other: abc1234 has no page /basins.",
        "Skipped: third: this tree has no slider for at on /race and abc1234 has no page /race.",
    ]


class Controls:
    """A page that has these elements; the first of those that fit, or how many there are."""

    def __init__(self, *selectors: str) -> None:
        self.selectors, self.page = selectors, self

    def locator(self, selector: str) -> "Controls":
        return Controls(*(one for one in self.selectors if one == selector))

    def count(self) -> int:
        return len(self.selectors)

    @property
    def first(self) -> str:
        return self.selectors[0]


def test_a_slider_is_found_by_its_setting_under_any_of_its_names() -> None:
    line = Line("landscape", "landscape", ("average_last", "late"))
    assert line.target(Controls('[id="p-late"]')) == '[id="p-late"]'  # type: ignore[arg-type, comparison-overlap]
    assert line.target(Controls('[id="p-late"]', '[id="p-average_last"]')) == '[id="p-average_last"]'  # type: ignore[arg-type, comparison-overlap]
    with pytest.raises(Missing, match="no slider for average_last or late on /landscape"):
        line.target(Controls('[id="p-x"]'))  # type: ignore[arg-type]


def test_no_two_lines_have_one_name() -> None:
    assert len({line.name for line in LINES}) == len(LINES)


def test_the_verdict_names_the_line_that_is_slower_and_only_that() -> None:
    chance = np.random.default_rng(4)
    same, slow = (
        [(float(a), float(b)) for a, b in zip(*on_a_busy_machine(chance, 40, ratio), strict=True)]
        for ratio in (1.0, 2.0)
    )
    good = report(["this tree", "abc1234"], {KEY.name: same})
    assert (
        "NOT REACHED" not in good
        and "reached" in good.splitlines()[-1]
        and "above" not in good.splitlines()[1]
    )
    bad = report(["this tree", "abc1234"], {KEY.name: same, "slow": slow}).splitlines()
    assert "NOT REACHED" in bad[-1] and "(slow)" in bad[-1]
    assert [line.split("  ")[0] for line in bad if line.endswith("above 1.05")] == ["slow"]


def test_a_line_that_only_this_tree_no_longer_answers_is_slower() -> None:
    answered = [(50.0, 50.0)] * 10
    silent = report(["this tree", "abc1234"], {"dead": [(float(ANSWER), 50.0)] * 10, "well": answered})
    assert (
        "this tree: 10 presses were not answered within 15 s" in silent
        and "NOT REACHED" in silent.splitlines()[-1]
    )
    assert "not answered" not in report(["this tree", "abc1234"], {"well": answered})
