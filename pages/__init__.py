"""The pages that are a folder each, in the order of the menu."""

from typing import Any

from kit.page import Page
from pages import basins, dropout, gradients, init, landscape, race, regularization, sweep

PAGES: tuple[Page[Any], ...] = (
    race.PAGE, sweep.PAGE, basins.PAGE, landscape.PAGE, gradients.PAGE, init.PAGE, dropout.PAGE, regularization.PAGE,
)  # fmt: skip
