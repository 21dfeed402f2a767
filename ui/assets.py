"""The app's own scripts and Plotly's, served under a path that names their content, so that browsers may keep them for good."""

import gzip
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

STATIC = Path(__file__).parent / "static"
SERVED = {
    "hand.js", "panel.js", "typed.js", "player.js", "microscope.js", "map.js", "curves.js", "draw.js", "lab.js", "charts.js", "moving.js", "pixels.js",
    "study.js", "headline.js", "menu.js", "now.js", "base.js", "plotly.min.js",
}  # fmt: skip
YEAR = "public, max-age=31536000, immutable"


_OWN = {name: (STATIC / name).read_bytes() for name in sorted(SERVED - {"plotly.min.js"})}  # as they are when the server starts: one version of all of them


def text(name: str) -> str:
    """A file of ui/static."""
    return (STATIC / name).read_text(encoding="utf-8")


@cache
def _packed(name: str) -> bytes:
    plain = _OWN[name] if name in _OWN else files("plotly").joinpath("package_data", name).read_bytes()
    return gzip.compress(plain, 6)


@cache
def version() -> str:
    """Changes whenever a served file does."""
    return hashlib.sha256(b"".join(_OWN.values()) + plotly.__version__.encode()).hexdigest()[:12]


def url(name: str) -> str:
    """Where a served file is found, below the server's root."""
    return f"/lab/{version()}/{name}"


async def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in SERVED:
        return Response("There is no such file.", 404, media_type="text/plain")
    keep = YEAR if request.path_params["version"] == version() else "no-store"
    return Response(_packed(name), media_type="text/javascript", headers={"Content-Encoding": "gzip", "Cache-Control": keep, "Vary": "Accept-Encoding"})


ROUTES = [Route("/lab/{version}/{name}", _serve)]
