"""The pages that are a folder each, in the order of the menu."""

from typing import Any

from kit.page import Page
from pages import gradients, init

PAGES: tuple[Page[Any], ...] = (gradients.PAGE, init.PAGE)
