"""The pages: the folders of this one, in the order of the menu."""

from importlib import import_module
from typing import Any

from kit.page import Page

NAMES = (
    "race",
    "sweep",
    "basins",
    "landscape",
    "gradients",
    "init",
    "dropout",
    "regularization",
    "convolution",
    "codes",
    "clusters",
    "words",
)
PAGES: tuple[Page[Any], ...] = tuple(import_module(f"pages.{name}").PAGE for name in NAMES)
