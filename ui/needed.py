"""The scripts that a page's first picture needs and Streamlit's document does not name. The browser is told
them at once, so that they come beside the larger ones and not one after the other when those have run."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from pages import PAGES
from ui import assets
from ui.packed import files

FRAME = ("BidiComponent",)  # Streamlit's script that shows a component
PICTURES = {page.name: "lab.js" if page.parts[0].scene else "study.js" for page in PAGES}
IMPORTS = re.compile(r"""\b(?:from|import)\s*["'`]\./([\w.-]+\.js)["'`]""")


def with_imports(first: Sequence[str], text_of: Callable[[str], str]) -> list[str]:
    """Modules, and those that they import when they are loaded, each once, by their names and texts."""
    found: dict[str, None] = {}
    waiting = list(first)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting += IMPORTS.findall(text_of(name))
    return list(found)


@cache
def _streamlits() -> list[str]:
    place = {path.name: path for path in files().values() if path.suffix == ".js"}
    first = [name for name in place if name.partition(".")[0] in FRAME]
    return [
        f"./static/js/{name}" for name in with_imports(first, lambda name: place[name].read_text("utf-8"))
    ]


def hints(page: str, document: str) -> str:
    """Links to the modules that a page needs and the document does not name yet. page: without the slash."""
    first = ["menu.js", "headline.js", PICTURES.get(page, "player.js")]
    ours = [assets.url(name) for name in with_imports(first, assets.text)]
    told = [where for where in (*_streamlits(), *ours) if f'"{where}"' not in document]
    return "".join(f'<link rel="modulepreload" crossorigin href="{where}">' for where in told)
