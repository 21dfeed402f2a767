"""How the steps of a part begin: in a worker, or here where there are none."""

from typing import Any

from kit.page import Page, Part
from kit.settings import View
from kit.work import Job
from ui.workers import WORKERS, Here, Remote


def begin(
    page: Page[Any], part: Part[Any], view: View, given: tuple[Any, ...] = (), seldom: bool = False
) -> Here[Any] | Remote[Any]:
    """The steps of a part for a view, at their first state; at none, if they are made of another part's run.
    given: what they take besides; seldom: nobody waits for them."""
    if part.after:
        if WORKERS:
            return WORKERS.begin(_job(page, part, view, given), None)
        return Here(part.after.steps(part.seen(view), *given), None)
    assert part.steps is not None, (
        f"the part {part.name} of /{page.name} has neither facts nor steps for this view"
    )
    work = part.worked_on(view)
    given = part.known(work)
    source = part.steps(work, *given)
    first = next(source)
    if WORKERS:
        return WORKERS.begin(_job(page, part, view, given), first, seldom)
    return Here(source, first, part.enough)


def _job(page: Page[Any], part: Part[Any], view: View, given: tuple[Any, ...]) -> Job:
    return Job(page.name, part.name, view.query(), view.brought, given)
