"""The pages that are a folder each, in the order of the menu."""

from typing import Any

from kit.page import Page
from pages import basins, gradients, init, landscape, race, sweep

PAGES: tuple[Page[Any], ...] = (race.PAGE, sweep.PAGE, basins.PAGE, landscape.PAGE, gradients.PAGE, init.PAGE)
