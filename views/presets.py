"""Presets: views with a name, each a link that teaches one thing."""

from collections.abc import Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from views.settings import View

V = TypeVar("V", bound=View)


class Preset(NamedTuple, Generic[V]):
    """A view with what to see in it and one thing to try."""

    view: V
    see: str
    attempt: str


def preset_of(presets: Mapping[str, Preset[Any]], view: View) -> str | None:
    """The name of the preset that `view` is, if it is one."""
    return next((name for name, preset in presets.items() if preset.view == view), None)
