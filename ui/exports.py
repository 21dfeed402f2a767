"""The runs of a race as a CSV file, by the same address as the page: nothing is stored between the two."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dl_core.experiments.race import race, tuned
from exports.table import runs_csv
from views.race import Race


def _table(query: dict[str, str]) -> str:
    view, _ = Race.read(query)
    course, entries = view.course(), view.entries()
    runs = race(tuned(entries, course) if view["rates"] == "tuned" else entries, course)
    return runs_csv({type(run.entry.optimizer).label: run.descent for run in runs})


async def _csv(request: Request) -> Response:
    text = await run_in_threadpool(_table, dict(request.query_params))
    return Response(text, media_type="text/csv", headers={"Content-Disposition": 'attachment; filename="race.csv"', "Cache-Control": "no-store"})


ROUTES = [Route("/export/race.csv", _csv)]
