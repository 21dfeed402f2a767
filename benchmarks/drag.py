"""`python -m benchmarks drag`: how often the race is painted anew while a hand drags a learning rate."""

import math
import time
from contextlib import ExitStack
from statistics import median

from benchmarks.lines import KEY, racers
from benchmarks.process import wait_until_rested
from benchmarks.stage import Stage, browser, ours
from benchmarks.verdict import verdict

DRAGS = 5
LENGTH = 2.0  # seconds
SWING = 0.15  # of the track, to either side of where the slider stands
LEAST = 10.0


def drag(race: Stage) -> float:
    """Paintings a second during one drag of LENGTH seconds in small moves, to the right, back, to the left,
    back."""
    page = race.page
    rate = KEY.target(race)
    rate.scroll_into_view_if_needed()
    box = rate.bounding_box()
    assert box, "the learning rate of SGD is not in sight"
    thumb, y = float(rate.evaluate("e => (e.value - e.min) / (e.max - e.min)")), box["y"] + box["height"] / 2
    page.bring_to_front()
    page.mouse.move(box["x"] + box["width"] * thumb, y)
    page.evaluate("stopwatch.reset()")
    page.mouse.down()
    began = time.monotonic()
    while (now := time.monotonic() - began) < LENGTH:
        share = thumb + SWING * math.sin(2 * math.pi * now / LENGTH)
        page.mouse.move(box["x"] + box["width"] * min(max(share, 0.0), 1.0), y)
        page.wait_for_timeout(8)
    painted = len(page.evaluate("stopwatch.changes"))
    took = time.monotonic() - began
    page.mouse.up()
    race.rest()
    return painted / took


def main() -> None:
    """Print every drag and the verdict."""
    with ExitStack() as stack:
        served = stack.enter_context(ours())
        wait_until_rested(served.pid)
        race = KEY.open(stack.enter_context(browser()), served)
        drag(race)  # not counted
        rates = [drag(race) for _ in range(DRAGS)]
        print(
            f"{racers(race)} racers; paintings a second in {DRAGS} drags of {LENGTH:g} s: "
            + ", ".join(f"{rate:.1f}" for rate in rates)
        )
        print(
            verdict(
                "At least ten paintings a second while dragging, in the median",
                median(rates),
                LEAST,
                at_least=True,
            )
        )
