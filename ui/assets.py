"""The app's own scripts and Plotly's, served under a path that names their content, so that browsers may keep
them for good."""

import gzip
import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kit.messages import MARKED, _, in_language, languages
from ui.texts import TEXTS, language_of, refused

STATIC = Path(__file__).parent / "static"
SERVED = {
    "pending_edits.js",
    "panel.js",
    "element.js",
    "slider.js",
    "choices.js",
    "checklist.js",
    "formula.js",
    "span.js",
    "buttons.js",
    "typed.js",
    "player.js",
    "clock.js",
    "late_space.js",
    "looks.js",
    "miniature.js",
    "results.js",
    "scene.js",
    "same.js",
    "side.js",
    "transport.js",
    "microscope.js",
    "looked.js",
    "symbols.js",
    "terms.js",
    "ground_table.js",
    "arrow.js",
    "arrow_legend.js",
    "arrows.js",
    "ellipse.js",
    "map.js",
    "ground.js",
    "contours.js",
    "map_view.js",
    "map_frame.js",
    "map_marks.js",
    "map_hand.js",
    "light.js",
    "space.js",
    "camera.js",
    "race_picture.js",
    "curves.js",
    "draw.js",
    "lab.js",
    "charts.js",
    "cells.js",
    "cell_sums.js",
    "cells_field.js",
    "cells_hand.js",
    "cells_layout.js",
    "codes.js",
    "codes_hand.js",
    "chart.js",
    "drawing.js",
    "drawn_curves.js",
    "frame.js",
    "graph.js",
    "heat.js",
    "marks.js",
    "names.js",
    "nets.js",
    "reading.js",
    "rows.js",
    "fonts.js",
    "numbers.js",
    "print.js",
    "save.js",
    "save_menu.js",
    "saving.js",
    "sheet.js",
    "svg.js",
    "code.js",
    "moving.js",
    "pixels.js",
    "plane_hand.js",
    "study.js",
    "headline.js",
    "menu.js",
    "reconnect.js",
    "fast_path.js",
    "axes.js",
    "base.js",
    "roving.js",
    "shown.js",
    "skip.js",
    "told.js",
    "touch.js",
    "explain.js",
    "enlarge.js",
    "wheel.js",
    "word_map.js",
    "texts.js",
    "plotly.min.js",
}
# one sheet for all components, so that no message of theirs carries any
STYLES, SHEET = (
    ("app", "panel", "player", "save", "lab", "study", "menu", "print", "headline", "code"),
    "styles.css",
)
# the one module that is another in each language, and where its texts stand
SPOKEN, PLACE = ("texts.js", b'"TEXTS"')
YEAR = "max-age=31536000, immutable"


# as they are when the server starts: one version of all of them
_OWN = {name: (STATIC / name).read_bytes() for name in sorted(SERVED - {"plotly.min.js"})}
_OWN[SHEET] = b"".join((STATIC / f"{name}.css").read_bytes() for name in STYLES)


def text(name: str) -> str:
    """A file of ui/static."""
    return (STATIC / name).read_text(encoding="utf-8")


def _texts(language: str) -> bytes:
    return json.dumps(in_language(TEXTS, language), ensure_ascii=False).encode()


@cache
def _packed(name: str, language: str = "") -> bytes:
    plain = _OWN[name] if name in _OWN else files("plotly").joinpath("package_data", name).read_bytes()
    return gzip.compress(plain.replace(PLACE, _texts(language), 1) if name == SPOKEN else plain, 6)


@cache
def version() -> str:
    """Changes whenever a served file does."""
    texts = (_texts(language) for language in (*languages(), MARKED))
    return hashlib.sha256(b"".join((*_OWN.values(), *texts)) + plotly.__version__.encode()).hexdigest()[:12]


def url(name: str) -> str:
    """Where a served file is found, below the server's root."""
    return f"/lab/{version()}/{name}"


async def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in SERVED and name != SHEET:
        return refused(request, 404, _("There is no such file."))
    language = language_of(request) if name == SPOKEN else ""
    keep = (
        f"{'private' if language else 'public'}, {YEAR}"
        if request.path_params["version"] == version()
        else "no-store"
    )
    vary = "Accept-Encoding, Accept-Language" if language else "Accept-Encoding"
    return Response(
        _packed(name, language),
        media_type="text/css" if name == SHEET else "text/javascript",
        headers={"Content-Encoding": "gzip", "Cache-Control": keep, "Vary": vary},
    )


ROUTES = [Route("/lab/{version}/{name}", _serve)]
