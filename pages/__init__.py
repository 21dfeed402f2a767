"""The pages that are a folder each, in the order of the menu."""

from typing import Any

from kit.page import Page
from pages import dropout, gradients, init, regularization, sweep

PAGES: tuple[Page[Any], ...] = (sweep.PAGE, gradients.PAGE, init.PAGE, dropout.PAGE, regularization.PAGE)
