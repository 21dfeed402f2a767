"""What a page shows as a CSV file, by the same address as the page: nothing is stored between the two."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kit.messages import _
from pages import PAGES
from ui.texts import refused

TABLES = {page.name: page for page in PAGES if any(part.table for part in page.parts)}


def table(name: str, query: dict[str, str]) -> str | None:
    """The table of a page's view; None if what is looked at has none."""
    page = TABLES[name]
    view, _complaints = page.view.read(query)
    part = page.part(view)
    return part.table(part.facts(part.seen(view))) if part.table and part.facts else None


async def _csv(request: Request) -> Response:
    name = request.path_params["page"]
    text = await run_in_threadpool(table, name, dict(request.query_params)) if name in TABLES else None
    if text is None:
        return refused(request, 404, _("There is no such table."))
    return Response(
        text,
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"},
    )


ROUTES = [Route("/export/{page}.csv", _csv)]
