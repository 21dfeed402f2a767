"""What a page shows as a CSV file, by the same address as the page: nothing is stored between the two."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kit.messages import _
from pages import PAGES
from ui.fast_path import ANSWERS, NoTurn, in_turn
from ui.texts import refused
from ui.warmup import WARMUP

TABLES = {page.name: page for page in PAGES if any(part.table for part in page.parts)}


def table(name: str, query: dict[str, str]) -> str | None:
    """The table of a page's view; None if what is looked at has none."""
    page = TABLES[name]
    view, _complaints = page.view.read(query)
    part = page.part(view)
    return part.table(part.facts(part.seen(view))) if part.table and part.facts else None


def is_open(name: str, query: dict[str, str]) -> bool:
    """Whether the programs that a page's view opens with are there: nothing compiles for a file."""
    view, _complaints = TABLES[name].view.read(query)
    return WARMUP.is_open(ANSWERS[name].stage(view))


async def _csv(request: Request) -> Response:
    name, query = request.path_params["page"], dict(request.query_params)
    if name in TABLES and not is_open(name, query):
        return refused(request, 503, _("This page is still warming up: open it first."))
    try:
        text = await in_turn(table, name, query) if name in TABLES else None
    except NoTurn:
        return Response(status_code=503, headers={"Retry-After": "1"})
    if text is None:
        return refused(request, 404, _("There is no such table."))
    return Response(
        text,
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"},
    )


ROUTES = [Route("/export/{page}.csv", _csv)]
