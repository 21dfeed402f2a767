"""The three apps on their servers, and a page of each with a stopwatch inside."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from scripts.serving import LAUNCH_FLAGS, ROOT, Served, chromium_path, serve

HERE = Path(__file__).parent
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# for a page that is not there Streamlit shows the first
THERE_OR_NOT = "([selector, path]) => document.querySelector(selector) || location.pathname !== path"
LINE = '[data-testid="stMarkdown"] p'  # what st.write wrote; labels are another element
PATIENCE = 120_000  # ms, for a first start that compiles
ANSWER = 15_000  # ms, for one press
# ms of stillness: longer than the panel takes to write the address after the last key (450) and to show that
REST = 900
SETTLE = 150  # ms between the window's or the pointer's coming and the press, as a hand has
# No emulated graphics card: it takes 60 to 80 ms for every frame of a page full of canvases, which no real
# card does, and hides what is measured.
FLAGS = [flag for flag in LAUNCH_FLAGS if "swiftshader" not in flag] + ["--disable-gpu"]
WINDOW = {"width": 1440, "height": 900}


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()


@contextmanager
def empty_out_of_the_box() -> Iterator[str]:
    """The empty app under `streamlit run`, in a folder without settings."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(HERE / "empty" / "script.py", folder)
        with serve("script.py", cwd=folder) as base:
            yield base


@contextmanager
def empty_as_ours() -> Iterator[str]:
    """The empty app as an st.App under uvicorn, with our .streamlit/config.toml."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("script.py", "app.py"):
            shutil.copy(HERE / "empty" / name, folder)
        shutil.copytree(ROOT / ".streamlit", Path(folder) / ".streamlit")
        with serve("app.py", server="uvicorn", cwd=folder) as base:
            yield base


@contextmanager
def ours(root: Path = ROOT, cache: Path | None = None) -> Iterator[Served]:
    """The app under uvicorn, of this tree or of another version of it under `root`; cache: where it keeps
    compiled programs, if not where it likes."""
    with serve(
        "app.py", server="uvicorn", cwd=root, env={"JAX_COMPILATION_CACHE_DIR": str(cache)} if cache else None
    ) as base:
        yield base


class Took(NamedTuple):
    """Milliseconds since the key or the button went down: until the frame that shows what it did, until the
    page had changed, until the release."""

    shown: float
    changed: float
    released: float


class Stage:
    """One page in a window of its own, watched at `selector`: its attribute, or its text if that is None.
    Raises LookupError if the app has no such page."""

    def __init__(self, browser: Browser, address: str, selector: str, attribute: str | None = None) -> None:
        self.page: Page = browser.new_context(viewport=WINDOW).new_page()  # type: ignore[arg-type]
        self.page.goto(address, timeout=PATIENCE)
        path = urlsplit(address).path or "/"
        self.page.wait_for_function(THERE_OR_NOT, arg=[selector, path], timeout=PATIENCE)
        if urlsplit(self.page.url).path != path:
            self.page.context.close()
            raise LookupError(f"The app at {address} shows another page instead.")
        self.page.wait_for_selector(IDLE, timeout=PATIENCE)
        self.page.wait_for_timeout(3 * REST)
        self.page.evaluate((HERE / "watch.js").read_text(), {"selector": selector, "attribute": attribute})

    def press(self, target: Locator, key: str) -> Took:
        """Press a key on `target`."""
        self.page.bring_to_front()
        target.focus()
        self.page.wait_for_timeout(SETTLE)  # a window that has just come to the front draws itself anew
        self.page.evaluate("stopwatch.reset()")
        self.page.keyboard.press(key)
        return self._took()

    def click(self, x: float, y: float) -> Took:
        """Click at a point of the window."""
        self.page.bring_to_front()
        self.page.mouse.move(x, y)
        self.page.wait_for_timeout(SETTLE)
        self.page.evaluate("stopwatch.reset()")
        self.page.mouse.click(x, y)
        return self._took()

    def rest(self) -> None:
        """Wait until nothing has moved for REST milliseconds."""
        still = (
            f"() => performance.now() - Math.max(stopwatch.began ?? 0, stopwatch.changes.at(-1) ?? 0) > "
            f"{REST} && document.querySelector('{IDLE}')"
        )
        self.page.wait_for_function(still, timeout=ANSWER, polling=50)

    def _took(self) -> Took:
        self.page.wait_for_function("() => stopwatch.took", timeout=ANSWER, polling=20)
        took = Took(*self.page.evaluate("[stopwatch.took, stopwatch.changed, stopwatch.released ?? 0]"))
        self.rest()
        return took
