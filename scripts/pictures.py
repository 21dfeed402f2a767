"""The README's pictures: serves the app, and photographs its pages in both themes into docs/pictures.

    python -m scripts.pictures

Motion is off while it does, so that the same state gives the same picture.
"""

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from scripts.serving import LAUNCH_FLAGS, ROOT, chromium_path, serve

PAGES = {
    "home": "/",
    "race": "/race",
    "basins": "/basins",
    "landscape": "/landscape",
    "gradients": "/gradients",
    "init": "/init",
    "dropout": "/dropout",
}
TRAINED = ("dropout",)  # photographed when its nets have learned
THEMES = ("light", "dark")
FOLDER = ROOT / "docs" / "pictures"
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
PATIENCE = 120_000  # milliseconds; a first start compiles


def photograph(browser: Browser, base: str, name: str, theme: str) -> None:
    """One page in one theme at 1440×900, once its script has ended and its picture is painted."""
    size: ViewportSize = {"width": 1440, "height": 900}
    context = browser.new_context(viewport=size, color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(base + PAGES[name], timeout=PATIENCE)
    page.wait_for_selector("[data-painted]", timeout=PATIENCE, state="attached")
    page.wait_for_selector(IDLE, timeout=PATIENCE)
    page.wait_for_function(
        (
            "() => { const bar = document.querySelector('progress'); return !bar || bar.hidden || [0, "
            "1].includes(bar.position) }"
        ),
        timeout=PATIENCE,
    )
    if name in TRAINED:
        page.locator('button[data-command="start"]').click()
        page.wait_for_function("() => document.querySelector('progress').position === 1", timeout=PATIENCE)
    page.wait_for_timeout(1500)  # fonts, and the curves beside the map
    page.screenshot(path=FOLDER / f"{name}-{theme}.png")
    context.close()


def main() -> None:
    """Every page in every theme."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serve() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=LAUNCH_FLAGS)
        for name in PAGES:
            for theme in THEMES:
                photograph(browser, base, name, theme)
                print(f"docs/pictures/{name}-{theme}.png", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
