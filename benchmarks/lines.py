"""What is pressed on the app's pages: sliders and the race's map. Both are found by names that stay when a
label changes."""

import random
from typing import NamedTuple

from playwright.sync_api import Browser, Locator, TimeoutError

from benchmarks.stage import PATIENCE, Stage, Took

STUDY = "[data-study] [data-painted]"
LAB = ".st-key-lab [data-painted]"
MAP = ".st-key-lab [data-map]"
MIDDLE = 0.15, 0.85  # of the map's width and height: inside the axes


class Missing(Exception):
    """A version of the app has no such page or control; says which."""


class Line(NamedTuple):
    """A line of the table. page: its address without the slash; settings: the name of the slider's setting,
    and the names that it had in earlier versions; without any, the map is clicked; painted: what the page
    marks with every picture it has drawn."""

    name: str
    page: str
    settings: tuple[str, ...] = ()
    painted: str = STUDY

    def open(self, browser: Browser, base: str) -> Stage:
        """The page in a window of its own. Raises Missing where there is none."""
        try:
            return Stage(browser, f"{base}/{self.page}", self.painted, "data-painted")
        except LookupError:
            raise Missing(f"no page /{self.page}") from None
        except TimeoutError:
            raise Missing(f"no picture on /{self.page} within {PATIENCE / 1000:g} s") from None

    def target(self, stage: Stage) -> Locator:
        """What is pressed. Raises Missing."""
        for selector in [f'[id="p-{name}"]' for name in self.settings] or [MAP]:
            found = stage.page.locator(selector)
            if found.count():
                return found.first
        raise Missing(
            f"no slider for {' or '.join(self.settings)} on /{self.page}"
            if self.settings
            else f"no map on /{self.page}"
        )

    def press(self, stage: Stage, turn: int) -> Took:
        """Press or click for this turn: to and fro, so that the last press asks for no more than the first,
        or at a place that the turn alone decides."""
        target = self.target(stage)
        if self.settings:
            return stage.press(target, arrow(turn))
        box, chance = target.bounding_box(), random.Random(turn)
        assert box, "the map is not in sight"
        return stage.click(
            box["x"] + box["width"] * chance.uniform(*MIDDLE),
            box["y"] + box["height"] * chance.uniform(*MIDDLE),
        )


def arrow(turn: int) -> str:
    """The key of this turn."""
    return "ArrowRight" if turn % 2 else "ArrowLeft"


KEY = Line("race, key on a learning rate", "race", ("sgd.lr",), LAB)
CLICK = Line("race, click on the map", "race", (), LAB)
STUDIES = (
    Line("gradients, key on the weights' scale", "gradients", ("scale",)),
    Line("initial weights, key on the scale", "init", ("scale",)),
)
BEYOND = (  # without a bound of their own: about what the core takes, and the race's round trip
    Line("rates, key on the start", "sweep", ("x",)),
    Line("basins, key on the steps", "basins", ("steps",)),
    Line("landscape, key on the averaged share", "landscape", ("average_last", "late")),
    Line("convolution, key on the stride", "convolution", ("stride",)),
    Line("codes, key on the digit", "codes", ("digit",)),
    Line("words, key on the width", "words", ("width",)),
)
LINES = (KEY, CLICK, *STUDIES, *BEYOND)
PAGES = tuple(dict.fromkeys(line.page for line in LINES))


def racers(stage: Stage) -> int:
    """How many take part on a race page."""
    return stage.page.locator('input[id^="p-race-"]:checked').count()
