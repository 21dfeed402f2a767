"""Where a page's controls are, by the names of settings, commands and examples, which stay when a label
changes or is said in another language."""

from pathlib import Path

from playwright.sync_api import Locator, Page

LAB = ".st-key-lab"  # of the race: its panel and its player


def slider(page: Page | Locator, setting: str) -> Locator:
    """The slider of a number."""
    return page.locator(f'input[type=range][data-name="{setting}"]')


def field(page: Page | Locator, setting: str) -> Locator:
    """Where a number or a formula is typed."""
    return page.locator(f':is(input[type=text], textarea)[data-name="{setting}"]')


def choice(page: Page | Locator, setting: str) -> Locator:
    """The list of which one option is chosen."""
    return page.locator(f'select[data-name="{setting}"]')


def tick(page: Page | Locator, setting: str, option: str = "") -> Locator:
    """The box of a setting that is on or off, or of an option of several; or the button of an option of which
    all are in sight."""
    return page.locator(
        f'input:is([type=checkbox], [type=radio])[data-name="{setting}"]'
        + (f'[value="{option}"]' if option else "")
    )


def command(page: Page | Locator, name: str) -> Locator:
    """A button of the panel: "start", "pause", "step", "again", "measure", "reset"."""
    return page.locator(f'button[data-command="{name}"]')


def preset(page: Page | Locator, name: str) -> Locator:
    """The link of an example, by its English name."""
    return page.locator(f'[data-headline] a[data-preset="{name}"]')


def link(page: Page | Locator, name: str) -> Locator:
    """The menu's link to the page at this address below the root."""
    return page.locator(f'[data-menu] a[data-page="{name}"]')


def chart(page: Page | Locator, key: str) -> Locator:
    """A chart."""
    return page.locator(f'figure[data-chart="{key}"]')


def player(page: Page | Locator, name: str) -> Locator:
    """A button of the race's player ("play", "first", "back", "on", "loop", "flat", "space", "csv"),
    or of its microscope ("previous", "next", and "rule", a list)."""
    return page.locator(f'{LAB} [data-do="{name}"]')


def saved(page: Page, item: str) -> Path:
    """The file that an item of the menu of the race's map saves: "save_png", "save_svg", "save_csv", …"""
    page.locator(f"{LAB} .tools [data-do=save]").click()
    with page.expect_download() as coming:
        page.locator(f"[data-save={item}]").click()
    return coming.value.path()


def tab(page: Page | Locator, name: str) -> Locator:
    """A tab over the race's curves: "gap", "slope", "distance", "rate", "look"."""
    return page.locator(f'{LAB} button[data-tab="{name}"]')
