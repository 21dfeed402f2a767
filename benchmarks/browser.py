"""`python -m benchmarks browser`: from a key press or a click to new content painted, in a real browser,
against the empty app.

`--against COMMIT` measures against another version of the app instead (benchmarks/against.py).
"""

from collections.abc import Sequence
from contextlib import ExitStack
from statistics import median, quantiles

from benchmarks import against
from benchmarks.lines import CLICK, KEY, LINES, STUDIES, Line, arrow, racers
from benchmarks.process import wait_until_rested
from benchmarks.stage import LINE, Stage, Took, browser, empty_as_ours, empty_out_of_the_box, ours
from benchmarks.verdict import verdict

PRESSES = 40
WARM_UP = 3  # not counted
AIM, MOST, MOST_STUDY = 1.5, 1.8, 2.0
BOX, LIKE_OURS = "empty app, out of the box", "empty app, our settings"


def measure(lines: Sequence[Line], presses: int) -> dict[str, list[Took]]:
    """What every press took, the apps taking turns press by press."""
    with ExitStack() as stack:
        bases = [stack.enter_context(app()) for app in (empty_out_of_the_box, empty_as_ours)]
        served = stack.enter_context(ours())
        wait_until_rested(served.pid)  # nothing is made beside what is measured
        chromium = stack.enter_context(browser())
        empties = {
            name: Stage(chromium, base, LINE) for name, base in zip((BOX, LIKE_OURS), bases, strict=True)
        }
        stages = {
            page: line.open(chromium, served) for page, line in {line.page: line for line in lines}.items()
        }
        wait_until_rested(served.pid)  # nor what pages asked for when they were opened
        print(
            f"{presses} presses each"
            + (f"; {racers(stages[KEY.page])} racers" if KEY.page in stages else ""),
            flush=True,
        )
        times: dict[str, list[Took]] = {name: [] for name in (*empties, *(line.name for line in lines))}
        for turn in range(presses + WARM_UP):
            took = {
                name: stage.press(stage.page.get_by_role("slider"), arrow(turn))
                for name, stage in empties.items()
            }
            took |= {line.name: line.press(stages[line.page], turn) for line in lines}
            if turn >= WARM_UP:
                for name, one in took.items():
                    times[name].append(one)
    return times


def row(name: str, series: list[Took], empty: float, box: float) -> str:
    """One line of the table."""
    shown, changed, released = (median(column) for column in zip(*series, strict=True))
    p90 = quantiles((one.shown for one in series), n=10)[-1]
    took = f"{shown:>9.0f}{p90:>9.0f}{changed:>12.0f}{released:>12.0f}"
    return f"{name:<38}{took}{shown / empty:>13.2f}{shown / box:>18.2f}"


def main(commit: str | None = None, only: Sequence[str] = (), presses: int = PRESSES) -> None:
    """Print the table and the verdicts. only: pages, all if there are none."""
    lines = [line for line in LINES if not only or line.page in only]
    if commit is not None:
        return against.main(commit, lines, presses)
    times = measure(lines, presses)
    middle = {name: median(one.shown for one in series) for name, series in times.items()}
    took = f"{'median':>9}{'p90':>9}{'(changed':>12}{'released)':>12}"
    print(f"\n{'ms to the frame that shows it':<38}{took}{'/ our empty':>13}{'/ out of the box':>18}")
    for name, series in times.items():
        print(row(name, series, middle[LIKE_OURS], middle[BOX]))
    print(
        "changed: until the page had changed, before the frames; released: until the key or the "
        "button was up again.\n"
    )
    for line in lines:
        name = line.name
        said = f"{name[0].upper()}{name[1:]}, over the empty app"
        if line in (KEY, CLICK):
            print(verdict(f"{said} under our settings (aim {AIM:g})", middle[name] / middle[LIKE_OURS], MOST))
            print(verdict(f"{said} out of the box", middle[name] / middle[BOX], 1.0))
        elif line in STUDIES:
            print(verdict(f"{said} under our settings", middle[name] / middle[LIKE_OURS], MOST_STUDY))
