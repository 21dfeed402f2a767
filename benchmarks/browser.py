"""`python -m benchmarks browser`: from a key press or a click to new content painted, in a real browser, against the empty app."""

import random
from contextlib import ExitStack
from statistics import median, quantiles

from playwright.sync_api import Browser

from benchmarks.stage import LINE, PATIENCE, REST, Stage, Took, browser, empty_as_ours, empty_out_of_the_box, ours
from benchmarks.verdict import verdict

PRESSES = 40
WARM_UP = 3  # not counted
AIM, MOST = 1.5, 1.8
MIDDLE = 0.15, 0.85  # of the map's width and height: inside the axes
BOX, LIKE_OURS, KEY, CLICK = "empty app, out of the box", "empty app, our settings", "race, key on a learning rate", "race, click on the map"
SCALE = "Weight scale"
STUDIES = {"gradients, key on the weights' scale": ("/gradients", SCALE), "initial weights, key on the scale": ("/init", SCALE)}  # two nets, four nets
MOST_STUDY = 2.0
LAST = "/regularization", "text=Pale: where it will lead"  # the page whose nets are made last, and what it says then
BEYOND = {  # without a bound of their own: about what the core takes, and the race's round trip
    "rates, key on the start": ("/sweep", "Start x"),
    "basins, key on the steps": ("/basins", "Steps"),
    "landscape, key on the averaged share": ("/landscape", "Averaged share"),
}


class Race(Stage):
    """The race page, and what is pressed on it."""

    def __init__(self, browser: Browser, base: str) -> None:
        super().__init__(browser, base + "/race", ".st-key-lab [data-painted]", "data-painted")
        self.rate = self.page.get_by_label("Learning rate of SGD", exact=True)
        self.racers = self.page.locator('input[id^="p-race-"]:checked').count()
        box = self.page.locator(".st-key-lab [data-map]").bounding_box()
        assert box, "the race page shows no map"
        self.box = box

    def click_anywhere(self, chance: random.Random) -> Took:
        """A click somewhere in the map."""
        return self.click(self.box["x"] + self.box["width"] * chance.uniform(*MIDDLE), self.box["y"] + self.box["height"] * chance.uniform(*MIDDLE))


def wait_until_rested(chromium: Browser, base: str) -> None:
    """Until the server has made all that it makes when it starts: nothing is loaded beside what is measured."""
    path, said = LAST
    page = chromium.new_page()
    page.goto(base + path, timeout=PATIENCE)
    for _ in range(PATIENCE // REST):
        page.wait_for_selector("[data-study] [data-painted]", timeout=PATIENCE)
        if page.locator(said).count():
            return page.close()
        page.wait_for_timeout(REST)
        page.reload(timeout=PATIENCE)
    raise TimeoutError(f"{path} never said {said!r}: see the server's log")


def measure() -> dict[str, list[Took]]:
    """What every press took, the apps taking turns press by press."""
    chance = random.Random(0)
    with ExitStack() as stack:
        bases = [stack.enter_context(app()) for app in (empty_out_of_the_box, empty_as_ours, ours)]
        chromium = stack.enter_context(browser())
        empties = {name: Stage(chromium, base, LINE) for name, base in zip((BOX, LIKE_OURS), bases, strict=False)}
        race = Race(chromium, bases[2])
        print(f"{PRESSES} presses each; {race.racers} racers", flush=True)
        pages = STUDIES | BEYOND
        wait_until_rested(chromium, bases[2])
        studies = {name: Stage(chromium, bases[2] + path, "[data-study] [data-painted]", "data-painted") for name, (path, _) in pages.items()}
        times: dict[str, list[Took]] = {name: [] for name in (BOX, LIKE_OURS, KEY, CLICK, *pages)}
        for turn in range(PRESSES + WARM_UP):
            key = "ArrowRight" if turn % 2 else "ArrowLeft"  # to and fro, so that the last press asks for no more than the first
            took = {name: stage.press(stage.page.get_by_role("slider"), key) for name, stage in empties.items()}
            took |= {KEY: race.press(race.rate, key), CLICK: race.click_anywhere(chance)}
            took |= {name: stage.press(stage.page.get_by_role("slider", name=pages[name][1], exact=True), key) for name, stage in studies.items()}
            if turn >= WARM_UP:
                for name, one in took.items():
                    times[name].append(one)
    return times


def row(name: str, series: list[Took], empty: float, box: float) -> str:
    """One line of the table."""
    shown, changed, released = (median(column) for column in zip(*series, strict=True))
    p90 = quantiles((one.shown for one in series), n=10)[-1]
    return f"{name:<38}{shown:>9.0f}{p90:>9.0f}{changed:>12.0f}{released:>12.0f}{shown / empty:>13.2f}{shown / box:>18.2f}"


def main() -> None:
    """Print the table and the verdicts."""
    times = measure()
    middle = {name: median(one.shown for one in series) for name, series in times.items()}
    print(f"\n{'ms to the frame that shows it':<38}{'median':>9}{'p90':>9}{'(changed':>12}{'released)':>12}{'/ our empty':>13}{'/ out of the box':>18}")
    for name, series in times.items():
        print(row(name, series, middle[LIKE_OURS], middle[BOX]))
    print("changed: until the page had changed, before the frames; released: until the key or the button was up again.\n")
    for name in (KEY, CLICK):
        print(verdict(f"{name[0].upper()}{name[1:]}, over the empty app under our settings (aim {AIM:g})", middle[name] / middle[LIKE_OURS], MOST))
        print(verdict(f"{name[0].upper()}{name[1:]}, over the empty app out of the box", middle[name] / middle[BOX], 1.0))
    for name in STUDIES:
        print(verdict(f"{name[0].upper()}{name[1:]}, over the empty app under our settings", middle[name] / middle[LIKE_OURS], MOST_STUDY))
