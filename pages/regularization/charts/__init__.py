"""How the facts of each part are drawn."""

from collections.abc import Callable
from typing import Any

from kit.charts import Spec, over_pale
from kit.messages import _
from kit.page import Run

PALE = _("Pale: where it led when this example was made.")


def on_its_end(draw: Callable[[Any], list[Spec]], run: Run) -> list[Spec]:
    """A run as `draw` draws its facts, on where it led, as long as it is not there itself."""
    if run.ahead is None or run.facts.share == 1:
        return draw(run.facts)
    return over_pale(draw(run.facts), draw(run.ahead), PALE)
